/**
 * What a node lets others see: {@link dev.understory.observe.NodeEvent} is everything that can happen to it, {@link
 * dev.understory.observe.NodeEventSink} where it goes, {@link dev.understory.observe.EventCounters} how often each thing
 * happened.
 *
 * <p>Events are values and say why something happened, never only that it did. A sink is called on the thread on which the
 * event happened and must neither block nor throw. Nothing in a node depends on what a sink does.
 */
@NullMarked
package dev.understory.observe;

import org.jspecify.annotations.NullMarked;
