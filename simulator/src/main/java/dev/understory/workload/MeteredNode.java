package dev.understory.workload;

import dev.understory.application.Node;
import dev.understory.application.Peer;
import dev.understory.crypto.RandomStream;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.Collection;
import java.util.function.Predicate;

/** The node as a user's application sees it: counts what it sends, and marks its messages if it is not alone. */
final class MeteredNode implements Node {
    private final WorkloadHost host;
    private final Node node;
    private final UserApplication user;

    MeteredNode(WorkloadHost host, Node node, UserApplication user) {
        this.host = host;
        this.node = node;
        this.user = user;
    }

    @Override
    public PublicKey self() {
        return node.self();
    }

    @Override
    public Collection<Peer> peers() {
        return node.peers();
    }

    @Override
    public long nowNanos() {
        return node.nowNanos();
    }

    @Override
    public RandomStream random(String name) {
        return node.random(name);
    }

    @Override
    public void send(PublicKey peer, Topic topic, Bytes payload) {
        count(topic, 1, payload);
        node.send(peer, topic, marked(payload));
    }

    @Override
    public void send(PublicKey peer, Topic topic, Bytes payload, long token) {
        count(topic, 1, payload);
        node.send(peer, topic, marked(payload), token);
    }

    @Override
    public int broadcast(Topic topic, Bytes payload, Predicate<Peer> to) {
        int copies = node.broadcast(topic, marked(payload), to);
        count(topic, copies, payload);
        return copies;
    }

    private void count(Topic topic, int copies, Bytes payload) {
        int size = payload.size() + (user.isAlone() ? 0 : 1);
        host.traffic().sent(host.recorder(), topic, nowNanos() - host.originNanos(), copies, size);
    }

    private Bytes marked(Bytes payload) {
        if (user.isAlone()) {
            return payload;
        }
        byte[] marked = new byte[payload.size() + 1];
        marked[0] = (byte) user.index();
        System.arraycopy(payload.array(), payload.offset(), marked, 1, payload.size());
        return Bytes.wrap(marked);
    }
}
