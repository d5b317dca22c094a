/**
 * The command {@code understory}: {@link dev.understory.cli.SimMain} and one class per command.
 *
 * <p>Results go to standard output; progress and problems to standard error. A command says how it ended by its {@link
 * dev.understory.node.cli.ExitCode}. Wrong input gives one clear line each, never a stack trace, and leaves nothing half
 * written behind. The package reads files and clocks and starts runs; it computes nothing of a run itself.
 */
@NullMarked
package dev.understory.cli;

import org.jspecify.annotations.NullMarked;
