package dev.understory.network;

import dev.understory.engine.CounterStream;
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
 */
final class LinkSender {
    private final SimLink link;
    private final Host host;
    private final Host remoteHost;
    private final SimNode node;
    private final StreamModel stream;
    private final CounterStream chance;
    private final long baseNanos;
    private @Nullable SimLink other;
    private @Nullable ArrayDeque<Bytes> waiting;
    private long waitingBytes;
    private long outstanding;
    private long lastArrival;
    private int segmentsToLose;
    private boolean unwritable;
    private boolean probing;
    private long probeNanos;
    private long blockedSince;

    LinkSender(SimLink link, Host host, Host remoteHost) {
        this.link = link;
        this.host = host;
        this.remoteHost = remoteHost;
        this.node = host.node();
        this.stream = host.network().model().stream();
        this.baseNanos = host.network().baseDelay(host, remoteHost);
        this.chance = CounterStream.of(node.simulation().seed(), node.index(), "link", link.id());
    }

    /** The other end is known: from now on something can be sent. */
    void connect(SimLink end) {
        other = end;
    }

    boolean isConnected() {
        return other != null;
    }

    boolean isFlushed() {
        return waitingBytes == 0;
    }

    boolean isWritable() {
        return !unwritable;
    }

    void write(Bytes bytes) {
        if (waitingBytes > 0 || !maySend()) {
            queue(bytes);
        } else {
            send(bytes);
        }
    }

    /** Sends what may be sent. */
    void pump() {
        while (waitingBytes > 0 && maySend()) {
            send(dequeue());
        }
        afterSending();
    }

    /** Sends the first write that waits, the uplink having room; answers whether the next one waits for the uplink. */
    boolean sendOne() {
        if (waitingBytes == 0 || isWindowClosed() || isBlocked()) {
            return false;
        }
        send(dequeue());
        afterSending();
        return waitingBytes > 0 && !isWindowClosed();
    }

    void creditReturned(int size) {
        outstanding -= size;
        pump();
    }

    /** Sends something that is not payload, after all that was sent before. */
    void sendControl(long kind, @Nullable Object argument) {
        post(arrival(0), kind, argument);
    }

    /** Forgets what waits. */
    void discard() {
        waiting = null;
        waitingBytes = 0;
    }

    /** Whether nothing gets through now; if so, a probe will look again. */
    boolean isBlocked() {
        if (host.isOpenTo(remoteHost)) {
            return false;
        }
        if (!probing) {
            probing = true;
            blockedSince = node.trueTime();
            probeNanos = stream.retransmitNanos();
            node.postLocal(blockedSince + probeNanos, link, SimLink.PROBE, null);
        }
        return true;
    }

    boolean isProbing() {
        return probing;
    }

    /** Looks whether the way is free again. */
    Probe probe() {
        if (host.isOpenTo(remoteHost)) {
            probing = false;
            return Probe.FREE;
        }
        long now = node.trueTime();
        if (now - blockedSince >= stream.giveUpNanos()) {
            return Probe.GIVEN_UP;
        }
        probeNanos = Math.min(probeNanos * 2, stream.retransmitMaxNanos());
        node.postLocal(now + probeNanos, link, SimLink.PROBE, null);
        return Probe.BLOCKED;
    }

    private boolean maySend() {
        return other != null
                && !isWindowClosed()
                && !isBlocked()
                && (remoteHost == host || !host.uplink().mustWait(link, node.trueTime()));
    }

    private boolean isWindowClosed() {
        return outstanding >= stream.receiveWindow();
    }

    private void send(Bytes bytes) {
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
            link.breakOff("reset on the way");
            return;
        }
        post(arrival(penalty + throughAccessLinks(size, segments)), SimLink.DATA, bytes);
    }

    /** Puts the bytes into the uplink's queue; how long until their last would be through an idle downlink. */
    private long throughAccessLinks(int size, int segments) {
        int header = stream.headerBytes();
        long wireSize = size + (long) segments * header;
        long first = Math.min(wireSize, StreamModel.SEGMENT + header);
        AccessQueue up = host.uplink().queue();
        AccessQueue down = remoteHost.downlink();
        long now = node.trueTime();
        long upNanos = up.pass(now, wireSize) - now;
        // The line down takes bytes while the line up still sends: the slower of the two counts, and one segment.
        return Math.max(
                upNanos + down.nanosFor(first),
                upNanos - up.nanosFor(wireSize) + up.nanosFor(first) + down.nanosFor(wireSize));
    }

    /** What chance does to these segments: nanoseconds of delay, or -1 for a reset. */
    private long mishap(int segments) {
        if (stream.resetRate() > 0 && chance.nextDouble() >= StrictMath.pow(1 - stream.resetRate(), segments)) {
            return -1;
        }
        Faults faults = host.network().faultsInForce();
        double rate = faults.lossRate(node.index(), remoteHost.node().index(), stream.lossRate());
        if (segmentsToLose == 0 && rate > 0 && chance.nextDouble() >= StrictMath.pow(1 - rate, segments)) {
            segmentsToLose = burst();
        }
        if (segmentsToLose == 0) {
            return 0;
        }
        segmentsToLose = Math.max(0, segmentsToLose - segments);
        return stream.lossEffect() == StreamModel.LossEffect.RESET ? -1 : stream.retransmitNanos();
    }

    /** How many segments are lost in a row: geometric with the mean of the model. */
    private int burst() {
        double more = stream.lossBurstMean() - 1;
        if (more <= 0) {
            return 1;
        }
        double drawn = StrictMath.log(1 - chance.nextDouble()) / StrictMath.log(more / (more + 1));
        return 1 + (int) Math.min(10_000, StrictMath.floor(drawn));
    }

    /** When something sent now arrives: after the way, and after all that was sent before. */
    private long arrival(long queueNanos) {
        long at = node.trueTime() + queueNanos + host.delayNanos(remoteHost, baseNanos, chance);
        lastArrival = Math.max(lastArrival, at);
        return lastArrival;
    }

    private void post(long time, long data, @Nullable Object argument) {
        node.post(time, remoteHost.node(), Objects.requireNonNull(other), data, argument);
    }

    private void afterSending() {
        if (unwritable && waitingBytes <= stream.lowWater()) {
            unwritable = false;
            link.onWritable();
        }
        if (waitingBytes == 0) {
            link.onFlushed();
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
        if (waitingBytes >= stream.highWater()) {
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
