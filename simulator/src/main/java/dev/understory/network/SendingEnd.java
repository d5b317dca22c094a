package dev.understory.network;

import dev.understory.engine.CounterStream;
import dev.understory.engine.EventTarget;
import dev.understory.engine.SimNode;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a link: what waits, what is on the way or not consumed, and how long the way takes.
 *
 * <p>Writes wait while the receiver's window is used up, the uplink's queue is full, the other end is not known yet, or
 * the way is blocked. A blocked way is looked at again after the retransmission time, and then after twice as long each
 * time, as TCP does: whoever waits learns late that a partition has healed.
 *
 * <p>The halves of a link are classes above each other, not objects beside each other, and keep what they need of the
 * machines at both ends as numbers: in a large network every object touched is a cache miss.
 */
abstract class SendingEnd implements EventTarget {
    final Host host;
    final Host remoteHost;
    final SimNode node;
    private final Network network;
    private final CounterStream dice;
    private final int nodeIndex;
    private final int remoteIndex;
    private final int remoteShard;
    private final long baseNanos;
    private final long upBits;
    private final long downBits;
    private final long chanceKey;
    private long draws;
    private long lastArrival;
    private long waitingBytes;
    private long outstanding;
    private @Nullable SimLink other;
    private @Nullable ArrayDeque<Bytes> waiting;
    private boolean unwritable;
    private boolean probing;
    private int segmentsToLose;
    private long probeNanos;
    private long blockedSince;

    SendingEnd(Host host, Host remoteHost, long id) {
        this.host = host;
        this.remoteHost = remoteHost;
        this.node = host.node();
        this.network = host.network();
        this.dice = network.dice(node.shardIndex());
        this.nodeIndex = node.index();
        this.remoteIndex = remoteHost.node().index();
        this.remoteShard = remoteHost.node().shardIndex();
        this.baseNanos = network.baseDelay(host, remoteHost);
        this.upBits = host.uplink().queue().bitsPerSecond();
        this.downBits = remoteHost.downlink().bitsPerSecond();
        this.chanceKey = CounterStream.key(node.simulation().seed(), nodeIndex, "link", id);
    }

    /** The writes that waited are too few to stop the owner any more. */
    abstract void onWritable();

    /** Nothing waits any more. */
    abstract void onFlushed();

    /** Chance has reset the stream. */
    abstract void breakOff(String detail);

    /** This object as the uplink knows it. */
    abstract SimLink self();

    /** The other end is known: from now on something can be sent. */
    final void connect(SimLink end) {
        other = end;
    }

    final boolean isConnected() {
        return other != null;
    }

    final boolean isFlushed() {
        return waitingBytes == 0;
    }

    final boolean hasRoom() {
        return !unwritable;
    }

    final StreamModel stream() {
        return network.model().stream();
    }

    final void send(Bytes bytes) {
        if (waitingBytes > 0 || !maySend()) {
            queue(bytes);
        } else {
            transmit(bytes);
        }
    }

    /** Sends what may be sent. */
    final void pump() {
        while (waitingBytes > 0 && maySend()) {
            transmit(dequeue());
        }
        afterSending();
    }

    /** Sends the first write that waits, the uplink having room; answers whether the next one waits for the uplink. */
    final boolean sendOne() {
        if (waitingBytes == 0 || isWindowClosed() || isBlocked()) {
            return false;
        }
        transmit(dequeue());
        afterSending();
        return waitingBytes > 0 && !isWindowClosed();
    }

    final void creditReturned(int size) {
        outstanding -= size;
        if (waitingBytes > 0) {
            pump();
        }
    }

    /** Sends something that is not payload, after all that was sent before. */
    final void sendControl(long kind, @Nullable Object argument) {
        post(arrival(0), kind, argument);
    }

    /** Forgets what waits. */
    final void forgetWaiting() {
        waiting = null;
        waitingBytes = 0;
    }

    /** Whether nothing gets through now, without looking again later. */
    final boolean isCutOff() {
        return network.faultsInForce().blocks(nodeIndex, remoteIndex);
    }

    /** Whether nothing gets through now; if so, a probe will look again. */
    final boolean isBlocked() {
        if (!isCutOff()) {
            return false;
        }
        if (!probing) {
            probing = true;
            blockedSince = node.trueTime();
            probeNanos = stream().retransmitNanos();
            node.postLocal(blockedSince + probeNanos, this, SimLink.PROBE, null);
        }
        return true;
    }

    final boolean isProbing() {
        return probing;
    }

    /** Looks whether the way is free again. */
    final Probe probe() {
        if (!isCutOff()) {
            probing = false;
            return Probe.FREE;
        }
        long now = node.trueTime();
        if (now - blockedSince >= stream().giveUpNanos()) {
            return Probe.GIVEN_UP;
        }
        probeNanos = Math.min(probeNanos * 2, stream().retransmitMaxNanos());
        node.postLocal(now + probeNanos, this, SimLink.PROBE, null);
        return Probe.BLOCKED;
    }

    private boolean maySend() {
        return other != null
                && !isWindowClosed()
                && !isBlocked()
                && (upBits == 0 || remoteHost == host || !host.uplink().mustWait(self(), node.trueTime()));
    }

    private boolean isWindowClosed() {
        return outstanding >= stream().receiveWindow();
    }

    private void transmit(Bytes bytes) {
        int size = bytes.size();
        outstanding += size;
        host.writes++;
        if (remoteHost == host) {
            post(arrival(0), SimLink.DATA, bytes);
            return;
        }
        int segments = StreamModel.segments(size);
        long penalty = mishap(segments);
        if (penalty < 0) {
            breakOff("reset on the way");
            return;
        }
        post(arrival(penalty + throughAccessLinks(size, segments)), SimLink.DATA, bytes);
    }

    /** Puts the bytes into the uplink's queue; how long until their last would be through an idle downlink. */
    private long throughAccessLinks(int size, int segments) {
        int header = stream().headerBytes();
        long wireSize = size + (long) segments * header;
        host.bytesSent += wireSize;
        if (upBits == 0 && downBits == 0) {
            return 0;
        }
        long first = Math.min(wireSize, StreamModel.SEGMENT + header);
        long now = node.trueTime();
        long upNanos = upBits == 0 ? 0 : host.uplink().queue().pass(now, wireSize) - now;
        // The line down takes bytes while the line up still sends: the slower of the two counts, and one segment.
        return Math.max(
                upNanos + AccessQueue.nanos(first, downBits),
                upNanos
                        - AccessQueue.nanos(wireSize, upBits)
                        + AccessQueue.nanos(first, upBits)
                        + AccessQueue.nanos(wireSize, downBits));
    }

    /** What chance does to these segments: nanoseconds of delay, or -1 for a reset. */
    private long mishap(int segments) {
        StreamModel stream = stream();
        double rate = network.faultsInForce().lossRate(nodeIndex, remoteIndex, stream.lossRate());
        if (rate == 0 && stream.resetRate() == 0 && segmentsToLose == 0) {
            return 0;
        }
        dice.seek(chanceKey, draws);
        boolean reset = stream.resetRate() > 0 && dice.nextDouble() >= StrictMath.pow(1 - stream.resetRate(), segments);
        if (segmentsToLose == 0 && rate > 0 && dice.nextDouble() >= StrictMath.pow(1 - rate, segments)) {
            segmentsToLose = burst(stream.lossBurstMean() - 1);
        }
        draws = dice.position();
        if (reset || segmentsToLose == 0) {
            return reset ? -1 : 0;
        }
        segmentsToLose = Math.max(0, segmentsToLose - segments);
        return stream.lossEffect() == StreamModel.LossEffect.RESET ? -1 : stream.retransmitNanos();
    }

    /** How many segments are lost in a row: one, and a geometric number with that mean. */
    private int burst(double more) {
        if (more <= 0) {
            return 1;
        }
        double drawn = StrictMath.log(1 - dice.nextDouble()) / StrictMath.log(more / (more + 1));
        return 1 + (int) Math.min(10_000, StrictMath.floor(drawn));
    }

    /** When something sent now arrives: after the way, and after all that was sent before. */
    private long arrival(long queueNanos) {
        long delay = baseNanos;
        if (nodeIndex != remoteIndex) {
            dice.seek(chanceKey, draws);
            delay = network.delayNanos(baseNanos, dice, nodeIndex, remoteIndex);
            draws = dice.position();
        }
        lastArrival = Math.max(lastArrival, node.trueTime() + queueNanos + delay);
        return lastArrival;
    }

    private void post(long time, long data, @Nullable Object argument) {
        node.post(time, remoteIndex, remoteShard, Objects.requireNonNull(other), data, argument);
    }

    private void afterSending() {
        if (unwritable && waitingBytes <= stream().lowWater()) {
            unwritable = false;
            onWritable();
        }
        if (waitingBytes == 0) {
            onFlushed();
        }
    }

    private void queue(Bytes bytes) {
        ArrayDeque<Bytes> line = waiting;
        if (line == null) {
            line = new ArrayDeque<>();
            waiting = line;
        }
        line.add(bytes);
        waitingBytes += bytes.size();
        if (waitingBytes >= stream().highWater()) {
            unwritable = true;
        }
    }

    private Bytes dequeue() {
        Bytes bytes = Objects.requireNonNull(waiting).remove();
        waitingBytes -= bytes.size();
        return bytes;
    }

    /** What a look at a blocked way finds. */
    enum Probe {
        /** It is free. */
        FREE,
        /** It is not; there will be another look. */
        BLOCKED,
        /** It has been blocked for so long that the stream is over. */
        GIVEN_UP
    }
}
