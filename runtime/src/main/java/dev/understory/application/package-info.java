/**
 * What an embedder writes against: an {@link dev.understory.application.Application} is a typed behaviour that hears of
 * peers and messages and may send, broadcast, set timers and draw random numbers.
 *
 * <p>The same class runs unchanged on a node over TCP and on a node of a simulation, where the clock is virtual and the
 * random numbers come from the scenario's seed. {@link dev.understory.application.Node} is the application's only way to
 * the world. It must not read a clock, start a thread or keep state outside its behaviour.
 */
@NullMarked
package dev.understory.application;

import org.jspecify.annotations.NullMarked;
