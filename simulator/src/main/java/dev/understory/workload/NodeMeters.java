package dev.understory.workload;

import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Recorder;
import dev.understory.session.Direction;

/**
 * What every node is measured by, whatever it runs. Names are those of the scenario language.
 *
 * @param peers admitted peers
 * @param inbound connections that others dialled
 * @param outbound connections this node dialled
 * @param queue bytes accepted for sending and not sent yet
 * @param bookSize addresses in the book
 * @param bookLive of the proven ones that a node has looked at in a round, how many live, in millionths
 * @param height blocks committed
 * @param round round of consensus
 * @param reconnect from the loss of a must-connect peer to its next admission
 * @param reconnectPending must-connect peers that were lost and are not back yet
 * @param reconnectAbandoned those that were not back when the node itself stopped
 * @param memoryPinned bytes that unfinished messages hold
 * @param drawLive of the addresses that were drawn from the book and dialled for one more peer, where somebody was; 1 or 0
 * @param drawHonest the same, where the expected peer was that is no attacker
 * @param honestOutbound connections that this node has dialled with nodes that are no attackers
 * @param honestLost connections with nodes that are no attackers that ended
 * @param honestDebited offences of such nodes
 * @param honestBanned bans and refusals that concern such nodes
 */
public record NodeMeters(
        Meter peers,
        Meter inbound,
        Meter outbound,
        Meter queue,
        Meter bookSize,
        Meter bookLive,
        Meter height,
        Meter round,
        Meter reconnect,
        Meter reconnectPending,
        Meter reconnectAbandoned,
        Meter memoryPinned,
        Meter drawLive,
        Meter drawHonest,
        Meter honestOutbound,
        Meter honestLost,
        Meter honestDebited,
        Meter honestBanned) {
    /** Declares them. */
    public static NodeMeters declare(MeterSet meters) {
        return new NodeMeters(
                meters.gauge("peers"),
                meters.gauge("conns.inbound"),
                meters.gauge("conns.outbound"),
                meters.gauge("queue.bytes"),
                meters.gauge("book.size"),
                meters.durations("book.live", "", ""),
                meters.gauge("height"),
                meters.gauge("round"),
                meters.durations("reconnect.time", "", ""),
                meters.gauge("reconnect.pending"),
                meters.counter("reconnect.abandoned", "", ""),
                meters.gauge("memory.pinned"),
                meters.declare("draw.live", Meter.Kind.SAMPLES, Meter.Unit.COUNT, "", ""),
                meters.declare("draw.honest", Meter.Kind.SAMPLES, Meter.Unit.COUNT, "", ""),
                meters.gauge("honest.outbound"),
                meters.counter("honest.lost", "", ""),
                meters.counter("honest.debited", "", ""),
                meters.counter("honest.banned", "", ""));
    }

    /** A node is about to go down: whom it waited for until now will never be back. */
    public void abandon(Recorder recorder, long atNanos) {
        long pending = recorder.latest(reconnectPending);
        if (pending > 0) {
            recorder.count(reconnectAbandoned, atNanos, pending);
        }
    }

    /** A node went down: it has no peers any more, waits for none, and has nothing to send to them. */
    public void reset(Recorder recorder) {
        recorder.gauge(reconnectPending, 0);
        recorder.gauge(peers, 0);
        recorder.gauge(inbound, 0);
        recorder.gauge(outbound, 0);
        recorder.gauge(honestOutbound, 0);
        recorder.gauge(queue, 0);
        recorder.gauge(memoryPinned, 0);
        recorder.gauge(bookSize, 0);
    }

    /** The connections of a direction. */
    public Meter connections(Direction direction) {
        return switch (direction) {
            case INBOUND -> inbound;
            case OUTBOUND -> outbound;
        };
    }
}
