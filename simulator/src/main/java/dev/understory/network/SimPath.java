package dev.understory.network;

import dev.understory.engine.CounterStream;
import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import org.jspecify.annotations.Nullable;

/**
 * The way from one end of a link to the other: who is there, how long it takes, and what chance says. Nothing that is sent
 * on it overtakes anything.
 *
 * <p>The parts of a link are classes above each other, not objects beside each other, and keep what they need of the
 * machines at both ends as numbers: in a large network every object touched is a cache miss.
 */
abstract class SimPath implements EventTarget {
    private static final long UNKNOWN = -1;

    final Host host;
    final Place remotePlace;
    final SimNode node;
    final int nodeIndex;
    final int remoteIndex;
    final long upBits;
    final long downBits;
    /** The way back, without queues. */
    final long backNanos;

    private final Network network;
    private final CounterStream dice;
    private final int remoteShard;
    private final long baseNanos;
    private final long chanceKey;
    private long draws;
    private long lastArrival;
    /** When a way that is narrower than usual is free again. */
    private long narrowFreeAt;

    /** The number of the other end at its machine. */
    private long other = UNKNOWN;
    /** The other end, as long as nothing need cross to another shard to reach it. */
    private @Nullable EventTarget near;

    private boolean resetSent;

    SimPath(Host host, Place remotePlace, long id) {
        this.host = host;
        this.remotePlace = remotePlace;
        this.node = host.node();
        this.network = host.network();
        this.dice = network.dice(node.shardIndex());
        this.nodeIndex = node.index();
        this.remoteIndex = remotePlace.node();
        this.remoteShard = remotePlace.shard();
        this.baseNanos = network.baseDelay(host.place(), remotePlace);
        this.backNanos = network.usualDelay(remotePlace, host.place());
        this.upBits = host.place().upBits();
        this.downBits = remotePlace.downBits();
        this.chanceKey = CounterStream.key(node.simulation().seed(), nodeIndex, "link", id);
    }

    @Override
    public final boolean isOfMachine() {
        return true;
    }

    /** The number of the other end is known: from now on something can be sent. */
    final void connect(long end) {
        other = end;
        near = node.neighbour(remoteIndex, remoteShard, end);
    }

    /** From now on the other end is sent to by its number only, so that one that is over does not keep the other alive. */
    final void letGoOfOther() {
        near = null;
    }

    final boolean isConnectedTo(long end) {
        return other == end;
    }

    final boolean isConnected() {
        return other != UNKNOWN;
    }

    final StreamModel stream() {
        return network.model().stream();
    }

    final boolean isLoopback() {
        return remoteIndex == nodeIndex;
    }

    /** Whether what is sent, and with it the end of the stream, may have to wait for the other machine's line down. */
    final boolean mayWaitAtOther() {
        return downBits != 0 && !isLoopback();
    }

    /** Whether nothing gets through now, without looking again later. */
    final boolean isCutOff() {
        return network.faultsInForce().blocks(nodeIndex, remoteIndex);
    }

    /** The chance that a segment is lost now. */
    final double lossRate(StreamModel stream) {
        return network.faultsInForce()
                .lossRate(nodeIndex, remoteIndex, stream.loss().rate());
    }

    /** A round trip of an idle way, as it is now. */
    final long roundTripNanos() {
        return network.usualDelay(host.place(), remotePlace)
                + backNanos
                + network.faultsInForce().extraNanos(nodeIndex, remoteIndex)
                + network.faultsInForce().extraNanos(remoteIndex, nodeIndex);
    }

    /** The bits per second of the slower line; 0 if neither is limited. */
    final long bottleneck() {
        return upBits == 0 || (downBits != 0 && downBits < upBits) ? downBits : upBits;
    }

    /** A number from 0 to 1 of this link's own. */
    final double draw() {
        dice.seek(chanceKey, draws);
        double drawn = dice.nextDouble();
        draws = dice.position();
        return drawn;
    }

    /** One draw of how long the way takes, queues apart. */
    final long delayNanos() {
        if (nodeIndex == remoteIndex) {
            return baseNanos;
        }
        dice.seek(chanceKey, draws);
        long delay = network.delayNanos(baseNanos, dice, nodeIndex, remoteIndex);
        draws = dice.position();
        return delay;
    }

    /**
     * Puts the bytes into the uplink's queue; how long until their last would be through an idle downlink, and through what is
     * narrow between the two.
     */
    final long throughAccessLinks(int size, int segments) {
        int header = stream().headerBytes();
        long wireSize = size + (long) segments * header;
        host.bytesSent += wireSize;
        long narrowBits = network.faultsInForce().bitsPerSecond(nodeIndex, remoteIndex);
        long narrowNanos = 0;
        if (narrowBits > 0) {
            long free = Math.max(narrowFreeAt, node.trueTime()) + AccessQueue.nanos(wireSize, narrowBits);
            narrowFreeAt = free;
            narrowNanos = free - node.trueTime();
        }
        if (upBits == 0 && downBits == 0) {
            return narrowNanos;
        }
        long first = Math.min(wireSize, stream().congestion().segmentBytes() + header);
        long now = node.trueTime();
        long upNanos = upBits == 0 ? 0 : host.uplink().queue().pass(now, wireSize) - now;
        // The line down takes bytes while the line up still sends: the slower of the two counts, and one segment.
        long accessNanos = Math.max(
                upNanos + AccessQueue.nanos(first, downBits),
                upNanos
                        - AccessQueue.nanos(wireSize, upBits)
                        + AccessQueue.nanos(first, upBits)
                        + AccessQueue.nanos(wireSize, downBits));
        return Math.max(narrowNanos, accessNanos);
    }

    /** Sends something that is not payload, after all that was sent before. */
    final void sendControl(long kind, @Nullable Object argument) {
        post(inOrder(node.trueTime() + delayNanos()), kind, argument);
    }

    /** Tells the other end that the stream is reset, if it can be told. */
    final void sendReset() {
        if (isConnected() && !isCutOff()) {
            sendControl(Mail.RESET, null);
            resetSent = true;
        }
    }

    final boolean hasSentReset() {
        return resetSent;
    }

    /** Something that would arrive at {@code time} by itself arrives after all that was sent before. */
    final long inOrder(long time) {
        lastArrival = Math.max(lastArrival, time);
        return lastArrival;
    }

    final void post(long time, long data, @Nullable Object argument) {
        EventTarget neighbour = near;
        if (neighbour != null) {
            node.postNear(time, remoteIndex, neighbour, data, argument);
        } else {
            node.post(time, remoteIndex, remoteShard, other, data, argument);
        }
    }
}
