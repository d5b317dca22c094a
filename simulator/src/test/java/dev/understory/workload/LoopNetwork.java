package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.application.GossipRules;
import dev.understory.application.GossipTopic;
import dev.understory.application.HostedGossip;
import dev.understory.application.Node;
import dev.understory.crypto.RandomStream;
import dev.understory.dissemination.ConsensusMode;
import dev.understory.dissemination.GossipSettings;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.measure.Measurements;
import dev.understory.measure.MeterSet;
import dev.understory.measure.Recorder;
import dev.understory.measure.Spans;
import dev.understory.mux.Topic;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.store.Documents;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** Participants of one workload on a network in the head: every message takes 10 ms, time is moved by hand. */
final class LoopNetwork {
    static final long DELAY_NANOS = 10_000_000;

    private final List<Recorder> recorders = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::sequence));
    private final Directory directory;
    private final MeterSet meters = new MeterSet();
    private final NodeMeters nodeMeters = NodeMeters.declare(meters);
    private final Spans spans = Spans.of(List.of(), 0, Long.MAX_VALUE);
    private final Map<Topic, Integer> sent = new EnumMap<>(Topic.class);
    private BiPredicate<Integer, Integer> passes = (from, to) -> true;
    private boolean alters;
    private int gossipThreshold;
    private long now;
    private long sequence;

    private record Event(long at, long sequence, Runnable what) {}

    LoopNetwork(int nodes) {
        List<PublicKey> keys = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            byte[] key = new byte[32];
            key[0] = (byte) node;
            key[1] = (byte) (node >> 8);
            key[31] = 1;
            keys.add(PublicKey.of(KeyType.ED25519, key));
        }
        directory = new Directory(keys);
    }

    int size() {
        return directory.size();
    }

    PublicKey key(int node) {
        return directory.key(node);
    }

    MeterSet meters() {
        return meters;
    }

    NodeMeters nodeMeters() {
        return nodeMeters;
    }

    /** Starts the workload on all nodes, connected with each other as the predicate says. */
    void start(SharedWorkload workload, BiPredicate<Integer, Integer> connected) {
        for (int node = 0; node < directory.size(); node++) {
            recorders.add(new Recorder(spans, 1_000_000_000));
            recorders.get(node).up(0);
            members.add(new Member(node, workload));
        }
        members.forEach(member -> member.participant.start());
        for (Member member : members) {
            for (int other = 0; other < directory.size(); other++) {
                if (other != member.node
                        && connected.test(Math.min(member.node, other), Math.max(member.node, other))) {
                    member.admit(other);
                }
            }
        }
    }

    /** Which messages pass from now on. */
    void passes(BiPredicate<Integer, Integer> rule) {
        passes = rule;
    }

    /** From how many members on a committee gossips, on all nodes that start from now on; 0, as at first: never. */
    void gossipThreshold(int members) {
        gossipThreshold = members;
    }

    /** From now on the last byte of every message changes on the way. */
    void alter() {
        alters = true;
    }

    /** Connects a node anew with everybody who is up, as after a lost connection. */
    void reconnect(int node) {
        for (Member other : members) {
            if (other.node != node && other.alive) {
                members.get(node).admit(other.node);
                other.admit(node);
            }
        }
    }

    /** Stops a node: what is on the way to it is lost, and its peers lose it. */
    void crash(int node) {
        members.get(node).alive = false;
        for (Member other : members) {
            if (other.alive && other.peers.remove(directory.key(node)) != null) {
                other.participant.lost(directory.key(node));
            }
        }
    }

    /** Starts a node again, connected with everybody who is up: it forgets all but its disk. */
    void restart(int node, SharedWorkload workload) {
        crash(node);
        Member fresh = new Member(node, workload);
        members.set(node, fresh);
        fresh.participant.start();
        reconnect(node);
    }

    /** What a node does from now on is for somebody else to say; it stays connected. */
    void possess(int node, Function<WorkloadContext, Participant> demon) {
        Member fresh = new Member(node, demon);
        fresh.peers.putAll(members.get(node).peers);
        members.get(node).alive = false;
        members.set(node, fresh);
        fresh.participant.start();
    }

    void runUntil(long nanos) {
        while (!events.isEmpty() && events.element().at() <= nanos) {
            Event event = events.remove();
            now = event.at();
            event.what().run();
        }
        now = nanos;
    }

    /** Messages sent so far on a topic. */
    int sent(Topic topic) {
        return sent.getOrDefault(topic, 0);
    }

    Recorder recorder(int node) {
        return recorders.get(node);
    }

    Measurements measurements() {
        return new Measurements(meters, spans, recorders, now);
    }

    private static Bytes altered(Bytes payload) {
        byte[] copy = payload.toArray();
        copy[copy.length - 1]++;
        return Bytes.wrap(copy);
    }

    private void after(long delay, Runnable what) {
        events.add(new Event(now + delay, sequence++, what));
    }

    private final class Member implements Node, WorkloadContext.Alarms {
        private final int node;
        private final Participant participant;
        private final Map<PublicKey, PeerInfo> peers = new LinkedHashMap<>();
        private final Map<Long, Long> timers = new HashMap<>();
        private boolean alive = true;
        private long timerNumber;

        Member(int node, SharedWorkload workload) {
            this(node, workload::join);
        }

        Member(int node, Function<WorkloadContext, Participant> joining) {
            this.node = node;
            Recorder recorder = recorders.get(node);
            Site site = new Site(node, directory, recorder.inLife(), "application");
            this.participant = joining.apply(new WorkloadContext(site, this, this, peers.keySet(), 0));
        }

        void admit(int other) {
            PeerInfo peer = new PeerInfo(
                    directory.key(other), Direction.OUTBOUND, new Endpoint("n" + other, 1), true, false, 0);
            peers.put(peer.id(), peer);
            participant.admitted(peer);
        }

        void deliver(PublicKey sender, Topic topic, Bytes payload) {
            if (alive) {
                participant.delivered(sender, topic, payload);
            }
        }

        @Override
        public void set(int workload, long what, long delayNanos) {
            long number = ++timerNumber;
            timers.put(what, number);
            after(delayNanos, () -> {
                if (alive && timers.getOrDefault(what, 0L) == number) {
                    timers.remove(what);
                    participant.timer(what);
                }
            });
        }

        @Override
        public void cancel(int workload, long what) {
            timers.remove(what);
        }

        @Override
        public PublicKey self() {
            return directory.key(node);
        }

        @Override
        public Collection<PeerInfo> peers() {
            return peers.values();
        }

        @Override
        public long nowNanos() {
            return now;
        }

        @Override
        public void report(PublicKey peer, Offence offence) {
            assertThat(alters).as(offence + " of an honest member").isTrue();
        }

        @Override
        public GossipTopic gossip(Topic topic, GossipRules rules) {
            return new HostedGossip(this, topic, rules, GossipSettings.DEFAULT, (which, what, amount) -> {});
        }

        @Override
        public Optional<PublicKey> anyPeer(Predicate<PeerInfo> fits) {
            throw new AssertionError("no workload of ours does that");
        }

        @Override
        public ConsensusMode consensusMode(Collection<PublicKey> committee) {
            return ConsensusMode.of(self(), committee, gossipThreshold);
        }

        @Override
        public void credit(PublicKey peer, Credit credit) {}

        @Override
        public RandomStream random(String name) {
            return new MixedStream(node * 31L + name.hashCode());
        }

        @Override
        public Documents store() {
            throw new AssertionError("no workload of ours stores anything");
        }

        @Override
        public void send(PublicKey peer, Topic topic, Bytes payload) {
            if (!peers.containsKey(peer)) {
                return;
            }
            sent.merge(topic, 1, Integer::sum);
            int to = directory.indexOf(peer);
            if (passes.test(node, to)) {
                Bytes arriving = alters ? altered(payload) : payload;
                Member receiver = members.get(to);
                after(DELAY_NANOS, () -> receiver.deliver(self(), topic, arriving));
            }
        }

        @Override
        public void send(PublicKey peer, Topic topic, Bytes payload, long token) {
            send(peer, topic, payload);
        }

        @Override
        public int broadcast(Topic topic, Bytes payload, Predicate<PeerInfo> to) {
            int copies = 0;
            for (PeerInfo peer : List.copyOf(peers.values())) {
                if (to.test(peer)) {
                    send(peer.id(), topic, payload);
                    copies++;
                }
            }
            return copies;
        }
    }
}
