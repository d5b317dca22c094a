/**
 * Every cap of the system in one place: {@link dev.understory.limits.Limits} names the defaults and what happens at each of
 * them, {@link dev.understory.limits.MemoryPool} lends memory, {@link dev.understory.limits.TokenBucket} counts events
 * over time, {@link dev.understory.limits.AdmissionPolicy} bounds connections, and {@link
 * dev.understory.limits.NetworkAddress} is the form of a remote's host that caps and bans compare, and {@link
 * dev.understory.limits.AddressGroup} a range of them; each address lies in one group of each {@link
 * dev.understory.limits.GroupLevel}, and {@link dev.understory.limits.Routability} says which may be kept and dialled.
 *
 * <p>Memory is charged before it is allocated, to the topic, the peer and the node at once, so that what a peer can cost is
 * bounded before anything else is known of it. No limit ever blocks or sleeps: it says no, and the caller has a rule for
 * that. Time comes as an argument.
 */
@NullMarked
package dev.understory.limits;

import org.jspecify.annotations.NullMarked;
