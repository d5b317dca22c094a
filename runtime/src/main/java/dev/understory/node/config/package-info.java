/**
 * What a node is told, read from files and options: {@link dev.understory.node.config.NodeConfigReader} gives a
 * {@link dev.understory.node.config.NodeConfig} or every problem at once, each with its place. Every setting stands in
 * {@code reference.conf}; the files of Canopy nodes are read as well. The package reads and judges; it starts nothing.
 */
@NullMarked
package dev.understory.node.config;

import org.jspecify.annotations.NullMarked;
