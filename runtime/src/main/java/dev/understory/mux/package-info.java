/**
 * Several topics over one stream of bytes (wire.md, section 3).
 *
 * <p>{@link dev.understory.mux.PacketScheduler} cuts queued messages into packets and decides which goes next;
 * {@link dev.understory.mux.Reassembly} puts incoming packets together again, without a copy where they come as slices.
 * {@link dev.understory.mux.Liveness}, {@link dev.understory.mux.Pings} and {@link dev.understory.mux.DeliveryWindow} watch
 * the link: whether the peer is there, how far away, and how much may be under way to it. Every queue and buffer is
 * bounded by a {@link dev.understory.mux.TopicLimits} or a {@link dev.understory.mux.ByteBudget}; order within a topic is
 * never changed. The package knows neither frames nor keys, and never reads a clock.
 */
@NullMarked
package dev.understory.mux;

import org.jspecify.annotations.NullMarked;
