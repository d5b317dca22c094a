/**
 * The identity of a node on disk: {@link dev.understory.node.key.KeyFile} reads and writes it, and says who else could.
 * An adapter: it sees files and their permissions.
 */
@NullMarked
package dev.understory.node.key;

import org.jspecify.annotations.NullMarked;
