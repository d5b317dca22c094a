package dev.understory.bench;

import dev.understory.admission.DialOutcome;
import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.ApplicationEvent.Delivered;
import dev.understory.application.Node;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.node.embed.P2pNode;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A peer of the node that is flooded: sends a message of CONSENSUS every 2 ms, whether or not those before have come back,
 * and takes the time of each until it has.
 */
final class FloodProbe implements AutoCloseable {
    private static final long EVERY_NANOS = 2_000_000;
    private static final int SIZE = 100;
    private static final int DIALS = 20;
    private static final long LATEST_NANOS = 5_000_000_000L;

    private final NodeEnd near;
    private final PublicKey far;
    private final Echoes echoes;

    private FloodProbe(NodeEnd near, PublicKey far, Echoes echoes) {
        this.near = near;
        this.far = far;
        this.echoes = echoes;
    }

    static FloodProbe connect(PeerAddress node) throws Exception {
        Echoes echoes = new Echoes();
        NodeEnd near = NodeEnd.start("ed25519", "own", echoes);
        dial(near.node(), node);
        near.node().whenPeers(1).toCompletableFuture().get();
        return new FloodProbe(near, Objects.requireNonNull(node.key()), echoes);
    }

    /** On a busy machine two JVMs that have just begun may take longer for a handshake than it may take. */
    private static void dial(P2pNode near, PeerAddress node) throws Exception {
        DialOutcome outcome = near.dial(node, false).toCompletableFuture().get();
        for (int i = 1; i < DIALS && outcome instanceof DialOutcome.Failed; i++) {
            outcome = near.dial(node, false).toCompletableFuture().get();
        }
        if (outcome instanceof DialOutcome.Failed failed) {
            near.stop(Duration.ZERO);
            throw new IOException("the nodes do not come together: " + failed);
        }
    }

    /**
     * What came of the messages of one turn.
     *
     * @param times of those that came back, nanoseconds
     */
    record Times(Histogram times, long sent) {
        void add(Times more) {
            times.add(more.times);
        }
    }

    /** Sends for so long, and waits for what is still under way; fails if the nodes lose each other. */
    Times measure(long nanos) throws IOException {
        P2pNode node = near.node();
        int turn = echoes.begin();
        long sent = 0;
        long begin = System.nanoTime();
        for (long due = begin; due < begin + nanos; due += EVERY_NANOS) {
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            ByteBuffer message = ByteBuffer.allocate(SIZE).putInt(turn).putLong(System.nanoTime());
            node.sendTo(far, Topic.CONSENSUS, Bytes.wrap(message.array()));
            sent++;
        }
        return new Times(echoes.end(sent), sent);
    }

    @Override
    public void close() throws IOException {
        near.close();
    }

    /** Takes the times of what comes back of the present turn. */
    private static final class Echoes implements Application {
        private int turn;
        private Histogram times = new Histogram(3);
        private boolean lost;

        synchronized int begin() {
            times = new Histogram(3);
            return ++turn;
        }

        synchronized Histogram end(long sent) throws IOException {
            long deadline = System.nanoTime() + LATEST_NANOS;
            try {
                for (long left = LATEST_NANOS; times.getTotalCount() < sent && left > 0 && !lost; ) {
                    wait(1 + left / 1_000_000);
                    left = deadline - System.nanoTime();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (lost) {
                throw new IOException("the nodes lost each other");
            }
            return times;
        }

        private synchronized void came(Bytes payload, long now) {
            ByteBuffer message = ByteBuffer.wrap(payload.toArray());
            if (message.getInt() == turn) {
                times.recordValue(now - message.getLong());
                notifyAll();
            }
        }

        private synchronized void lost() {
            lost = true;
            notifyAll();
        }

        @Override
        public Behavior<ApplicationEvent> create(Node node) {
            return Behaviors.receiveMessage(event -> {
                long now = System.nanoTime();
                switch (event) {
                    case Delivered delivered -> came(delivered.payload(), now);
                    case ApplicationEvent.PeerLost gone -> lost();
                    case ApplicationEvent.PeerAdmitted admitted -> {}
                    case ApplicationEvent.SendCompleted completed -> {}
                    case ApplicationEvent.Own own -> {}
                }
                return Behaviors.same();
            });
        }
    }
}
