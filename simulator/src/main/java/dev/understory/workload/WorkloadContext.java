package dev.understory.workload;

import dev.understory.application.GossipRules;
import dev.understory.application.GossipTopic;
import dev.understory.application.Node;
import dev.understory.crypto.RandomStream;
import dev.understory.dissemination.ConsensusMode;
import dev.understory.identity.PublicKey;
import dev.understory.measure.LifeRecorder;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;

/** Where one participant sits: its node, its recorder, its timers. Times are nanoseconds since the run's start. */
public final class WorkloadContext {
    /** Timers of all participants of a node. */
    interface Alarms {
        void set(int workload, long what, long delayNanos);

        void cancel(int workload, long what);
    }

    private final Site site;
    private final Node node;
    private final Alarms alarms;
    private final Set<PublicKey> peers;
    private final int workload;

    WorkloadContext(Site site, Node node, Alarms alarms, Set<PublicKey> peers, int workload) {
        this.site = site;
        this.node = node;
        this.alarms = alarms;
        this.peers = peers;
        this.workload = workload;
    }

    /** The number of this node in the run. */
    public int index() {
        return site.index();
    }

    /** The index of this workload in the run: the first byte of its messages. */
    public int workload() {
        return workload;
    }

    /** All nodes of the run. */
    public Directory directory() {
        return site.directory();
    }

    /** Where this node's measurements of this life go. */
    public LifeRecorder recorder() {
        return site.recorder();
    }

    /** The peers admitted now, oldest first. */
    public Collection<PeerInfo> peers() {
        return node.peers();
    }

    /** Whether that node is an admitted peer now. */
    public boolean isPeer(PublicKey key) {
        return peers.contains(key);
    }

    /** Nanoseconds since the run's start. */
    public long now() {
        return node.nowNanos();
    }

    /** This node's random stream for a purpose of this workload. */
    public RandomStream random(String purpose) {
        return node.random("workload." + workload + "." + purpose);
    }

    /** Calls {@link Participant#timer} with {@code what} after a delay; setting the same again moves it. */
    public void schedule(long what, long delayNanos) {
        alarms.set(workload, what, Math.max(0, delayNanos));
    }

    /** Cancels a timer; nothing happens if it is not set. */
    public void cancel(long what) {
        alarms.cancel(workload, what);
    }

    /** Sends a message to a peer. */
    public void send(PublicKey peer, Topic topic, Bytes message) {
        node.send(peer, topic, message);
    }

    /** Gossip on a topic by those rules, of this workload alone. */
    public GossipTopic gossip(Topic topic, GossipRules rules) {
        return node.gossip(topic, rules);
    }

    /** How the messages of that committee travel ({@link Node#consensusMode}). */
    public ConsensusMode consensusMode(Collection<PublicKey> committee) {
        return node.consensusMode(committee);
    }

    /** Sends a message to all admitted peers that are accepted; returns how many. */
    public int broadcast(Topic topic, Bytes message, Predicate<PeerInfo> to) {
        return node.broadcast(topic, message, to);
    }
}
