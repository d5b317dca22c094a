package dev.understory.bench;

import dev.understory.application.Application;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import java.io.IOException;

/** A node here connected to one in a second JVM. */
final class NodePair implements AutoCloseable {
    private final ChildJvm child;
    private final NodeEnd near;
    private final PublicKey far;

    private NodePair(ChildJvm child, NodeEnd near, PublicKey far) {
        this.child = child;
        this.near = near;
        this.far = far;
    }

    static NodePair connect(Application application) throws Exception {
        ChildJvm child = ChildJvm.start("node", "ed25519");
        NodeEnd near = NodeEnd.start("ed25519", application);
        PeerAddress address = PeerAddress.parse(child.readLine());
        near.node().dial(address, false).toCompletableFuture().get();
        near.node().whenPeers(1).toCompletableFuture().get();
        return new NodePair(child, near, java.util.Objects.requireNonNull(address.key()));
    }

    NodeEnd near() {
        return near;
    }

    PublicKey far() {
        return far;
    }

    /** What has arrived there by now, with the time of asking. */
    Counted counted() throws IOException {
        String[] answer = child.ask("counts").split(" ");
        return new Counted(System.nanoTime(), Long.parseLong(answer[0]), Long.parseLong(answer[1]));
    }

    @Override
    public void close() throws Exception {
        near.close();
        child.close();
    }

    /** What the far node had received at some moment. */
    record Counted(long nanos, long messages, long bytes) {
        double messagesPerSecondSince(Counted before) {
            return (messages - before.messages) * 1e9 / (nanos - before.nanos);
        }

        double gigabytesPerSecondSince(Counted before) {
            return (double) (bytes - before.bytes) / (nanos - before.nanos);
        }
    }
}
