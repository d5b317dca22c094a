package dev.understory.attack;

import dev.understory.crypto.CryptoSuites;
import dev.understory.engine.SeededEntropy;
import dev.understory.identity.KeyType;
import dev.understory.node.Service;
import dev.understory.node.ServiceEnvironment;
import dev.understory.node.ServiceEvents;
import dev.understory.node.config.SystemSettings;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.store.MemoryStore;
import dev.understory.store.StoreLimits;
import dev.understory.transport.Endpoint;
import dev.understory.transport.tcp.EventLoops;
import dev.understory.transport.tcp.TcpSettings;
import dev.understory.transport.tcp.TcpTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The attackers of scenarios on real sockets, without nodes of their own, against one node of any process: they come from
 * addresses of this machine, all of 127.0.0.0/8 for instance. One attack of theirs has several raids at once. What they pay is
 * counted by the names that {@link Attack} has for it. Used by one thread.
 */
public final class TcpMob implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Longer than any attack here lasts, and no longer than a timer may run. */
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    private static final String SYSTEM = "pekko.scheduler.tick-duration = 1ms\n";

    private final EventLoops loops;
    private final TcpTransport transport;
    private final ActorSystem<Order> system;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final long seed;
    private final long originNanos = System.nanoTime();
    private int begun;
    private CompletableFuture<Void> gone = CompletableFuture.completedFuture(null);

    /**
     * What some of them do, all in the same way.
     *
     * @param conduct what they do on each link
     * @param keyType of their identities
     * @param attackers who dial, each at that rate
     * @param perSecond how often each dials
     * @param connections how many each has at most, {@link Attack#MOST_CONNECTIONS} at most
     * @param identities how many each uses in turn, {@link Attack#MOST_FACES} at most
     * @param addresses those that each uses in turn
     */
    public record Raid(
            Conduct conduct,
            KeyType keyType,
            int attackers,
            double perSecond,
            int connections,
            int identities,
            AddressRange addresses) {}

    private sealed interface Order {}

    private record Begin(List<Behavior<Service.Command>> attackers) implements Order {}

    private record End(CompletableFuture<Void> gone) implements Order {}

    private record Left(ActorRef<Service.Command> attacker) implements Order {}

    /** @param seed of whom they are and where they come from */
    public TcpMob(int threads, long seed) {
        this.seed = seed;
        this.loops = EventLoops.start(threads, "mob");
        this.transport = new TcpTransport(loops, TcpSettings.defaults());
        this.system = ActorSystem.create(
                Behaviors.setup(Leader::new),
                "mob",
                ActorSystemSetup.create(SystemSettings.bootstrap(SYSTEM + loops.settings()), loops));
    }

    /** Attacks until it is told to end; ends what it did before. */
    public void attack(Endpoint victim, List<Raid> raids) {
        end();
        List<Behavior<Service.Command>> attackers = new ArrayList<>();
        for (Raid raid : raids) {
            for (int i = 0; i < raid.attackers(); i++) {
                attackers.add(attacker(victim, raid));
            }
        }
        gone = new CompletableFuture<>();
        system.tell(new Begin(attackers));
    }

    /** Lets everything go; returns when nobody dials any more. */
    public void end() {
        CompletableFuture<Void> all = gone;
        if (!all.isDone()) {
            system.tell(new End(all));
            all.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    /** What they have paid so far, by name. */
    public Map<String, Long> paid() {
        Map<String, Long> paid = new TreeMap<>();
        counts.forEach((name, count) -> paid.put(name, count.sum()));
        return paid;
    }

    @Override
    public void close() {
        transport.close();
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        loops.shutdown()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private Behavior<Service.Command> attacker(Endpoint victim, Raid raid) {
        // Nobody is attacked by himself: the victim is somebody else.
        int self = begun++;
        int other = self + 1;
        String name = Attack.PREFIX + "-" + self;
        Attack.Settings settings = new Attack.Settings(
                name,
                only(self),
                only(other),
                List.of(0L, DAY_NANOS),
                raid.perSecond(),
                raid.connections(),
                Optional.empty(),
                raid.identities(),
                Optional.of(raid.addresses()));
        Attack.Means means = new Attack.Means(CryptoSuites.real(), raid.keyType(), 0, node -> {
            throw new IllegalStateException("nobody here knows the key of node " + node);
        });
        Attack.Ground ground =
                new Attack.Ground(node -> victim, Optional.of((node, address) -> transport.from(address)));
        return new AttackService(name, self, settings, raid.conduct(), means, ground).create(environment(name, self));
    }

    private ServiceEnvironment environment(String name, int self) {
        return new ServiceEnvironment(
                name,
                transport,
                null,
                () -> System.nanoTime() - originNanos,
                new SeededEntropy(seed, self, 0),
                new MemoryStore(StoreLimits.DEFAULT, true).documents(name),
                new ServiceEvents(name, Attack.PREFIX, new Ledger()),
                DispatcherSelector.defaultDispatcher());
    }

    private static BitSet only(int node) {
        BitSet set = new BitSet();
        set.set(node);
        return set;
    }

    /** Adds up what they pay. */
    private final class Ledger implements NodeEventSink {
        @Override
        public void emit(NodeEvent event) {}

        @Override
        public void counted(String service, String metric, long amount) {
            counts.computeIfAbsent(metric, name -> new LongAdder()).add(amount);
        }
    }

    /** Knows who attacks now. */
    private static final class Leader extends AbstractMatchingBehavior<Order> {
        private final ActorContext<Order> context;
        private final List<ActorRef<Service.Command>> attackers = new ArrayList<>();
        private @Nullable CompletableFuture<Void> asked;

        Leader(ActorContext<Order> context) {
            super(context);
            this.context = context;
        }

        @Override
        public Behavior<Order> onMessage(Order order) {
            switch (order) {
                case Begin begin -> onBegin(begin);
                case End end -> onEnd(end);
                case Left left -> {
                    attackers.remove(left.attacker());
                    tellWhenGone();
                }
            }
            return this;
        }

        private void onBegin(Begin begin) {
            asked = null;
            for (Behavior<Service.Command> attacker : begin.attackers()) {
                ActorRef<Service.Command> one = context.spawnAnonymous(attacker);
                context.watchWith(one, new Left(one));
                attackers.add(one);
            }
        }

        private void onEnd(End end) {
            asked = end.gone();
            attackers.forEach(attacker -> attacker.tell(new Service.Stop(Duration.ZERO)));
            tellWhenGone();
        }

        private void tellWhenGone() {
            if (asked != null && attackers.isEmpty()) {
                asked.complete(null);
            }
        }
    }
}
