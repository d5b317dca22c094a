package dev.understory.bench;

import dev.understory.application.Application;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A node here connected to one in a second JVM. */
final class NodePair implements AutoCloseable {
    private final ChildJvm child;
    private final NodeEnd near;
    private final PublicKey far;
    private @Nullable Load load;

    private NodePair(ChildJvm child, NodeEnd near, PublicKey far) {
        this.child = child;
        this.near = near;
        this.far = far;
    }

    static NodePair connect(Application application) throws Exception {
        return connect("own", application);
    }

    /** With applications on that thread at both ends: a value of the setting {@code application-thread}. */
    static NodePair connect(String thread, Application application) throws Exception {
        ChildJvm child = ChildJvm.start("node", "ed25519", thread);
        NodeEnd near = NodeEnd.start("ed25519", thread, application);
        PeerAddress address = PeerAddress.parse(child.readLine());
        near.node().dial(address, false).toCompletableFuture().get();
        near.node().whenPeers(1).toCompletableFuture().get();
        return new NodePair(child, near, java.util.Objects.requireNonNull(address.key()));
    }

    /** What has arrived there by now, with the time of asking. */
    Counted counted() throws IOException {
        String[] answer = child.ask("counts").split(" ");
        double cpu = ProcessUse.seconds(ProcessHandle.current()) + ProcessUse.seconds(child.handle());
        return new Counted(
                System.nanoTime(),
                cpu,
                Long.parseLong(answer[0]),
                Long.parseLong(answer[1]),
                Long.parseLong(answer[2]));
    }

    /** Sends messages of that size there until this pair is closed, as fast as they are taken. */
    void saturate(Topic topic, int size) {
        load = Load.start(near.node(), far, topic, size);
    }

    @Override
    public void close() throws IOException {
        if (load != null) {
            load.stop();
        }
        near.close();
        child.close();
    }

    /**
     * What the far node had received at some moment, and how many peers it had.
     *
     * @param cpu seconds of CPU time that both JVMs had used; NaN where nobody tells
     */
    record Counted(long nanos, double cpu, long messages, long bytes, long peers) {
        double messagesPerSecondSince(Counted before) {
            return (messages - before.messages) * 1e9 / (nanos - before.nanos);
        }

        double gigabytesPerSecondSince(Counted before) {
            return (double) (bytes - before.bytes) / (nanos - before.nanos);
        }

        double cpuSecondsPerGigabyteSince(Counted before) {
            return (cpu - before.cpu) * 1e9 / (bytes - before.bytes);
        }
    }
}
