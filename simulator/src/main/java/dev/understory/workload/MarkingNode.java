package dev.understory.workload;

import dev.understory.application.Node;
import dev.understory.application.Peer;
import dev.understory.crypto.RandomStream;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.Offence;
import dev.understory.store.Documents;
import dev.understory.wire.Bytes;
import java.util.Collection;
import java.util.function.Predicate;

/** The node as a user's application sees it beside other workloads: its messages get a first byte that says whose. */
final class MarkingNode implements Node {
    private final Node node;
    private final byte mark;

    MarkingNode(Node node, byte mark) {
        this.node = node;
        this.mark = mark;
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
    public Documents store() {
        return node.store();
    }

    @Override
    public void send(PublicKey peer, Topic topic, Bytes payload) {
        node.send(peer, topic, marked(payload));
    }

    @Override
    public void send(PublicKey peer, Topic topic, Bytes payload, long token) {
        node.send(peer, topic, marked(payload), token);
    }

    @Override
    public int broadcast(Topic topic, Bytes payload, Predicate<Peer> to) {
        return node.broadcast(topic, marked(payload), to);
    }

    @Override
    public void report(PublicKey peer, Offence offence) {
        node.report(peer, offence);
    }

    private Bytes marked(Bytes payload) {
        byte[] marked = new byte[payload.size() + 1];
        marked[0] = mark;
        System.arraycopy(payload.array(), payload.offset(), marked, 1, payload.size());
        return Bytes.wrap(marked);
    }
}
