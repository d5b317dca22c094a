/**
 * The command {@code understory node}: {@link dev.understory.node.cli.NodeMain}, and a class for each subcommand. Wrong use ends
 * with what is wrong and what was perhaps meant, and a documented {@linkplain dev.understory.node.cli.ExitCode exit code};
 * never with a stack trace.
 */
@NullMarked
package dev.understory.node.cli;

import org.jspecify.annotations.NullMarked;
