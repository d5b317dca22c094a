/**
 * Every cap of the system in one place.
 *
 * <p>{@link dev.understory.limits.AdmissionPolicy} bounds connections, and {@link dev.understory.limits.NetworkAddress} is
 * the form of a remote's host that caps and bans compare. A limit is charged before the memory or the work it bounds is
 * spent. The classes are machines: they get the time as an argument and know nothing of sockets or actors.
 */
@NullMarked
package dev.understory.limits;

import org.jspecify.annotations.NullMarked;
