package dev.understory.attack;

import dev.understory.crypto.RandomStream;
import dev.understory.handshake.LocalIdentity;
import dev.understory.node.Service;
import dev.understory.node.ServiceEnvironment;
import dev.understory.node.ServiceEvents;
import dev.understory.transport.Dialer;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Transport;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One attacker of an {@link Attack}: beside its node, which is of production as any other, it dials victims at its pace, as
 * long as it has fewer links than it may, and lets all of them go when a span of the attack is over.
 */
final class AttackService implements Service {
    /** Of the network that scenarios run on. */
    static final long NETWORK_AND_CHAIN = 1;

    private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(5);
    private static final int SEED = 32;

    private final String name;
    private final int[] victims;
    private final Attack.Settings settings;
    private final Conduct conduct;
    private final Attack.Means means;
    private final Attack.Ground ground;
    private final int node;
    private final Rumours.Known known;

    AttackService(
            String name,
            int node,
            Attack.Settings settings,
            Conduct conduct,
            Attack.Means means,
            Attack.Ground ground) {
        this.name = name;
        this.node = node;
        this.victims = settings.to().stream().filter(victim -> victim != node).toArray();
        this.settings = settings;
        this.conduct = conduct;
        this.means = means;
        this.ground = ground;
        this.known = new Rumours.Known(means, ground, settings.from().stream().toArray(), victims);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String metricsPrefix() {
        return Attack.PREFIX;
    }

    @Override
    public List<Endpoint> ports() {
        return List.of();
    }

    @Override
    public Behavior<Command> create(ServiceEnvironment environment) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Attacking(context, timers, environment)));
    }

    /** It is time to dial. */
    private record Due() implements Own {}

    /** A span of the attack is over. */
    private record Over() implements Own {}

    /** A link is open. */
    private record Opened(int number, ActorRef<AttackLink.Command> link) implements Own {}

    /** A handshake came so far that that identity has signed in it. */
    private record Signed(int identity) implements Own {}

    /** A link is over, or a dial has given none. */
    private record Gone(int number) implements Own {}

    private final class Attacking extends AbstractMatchingBehavior<Command> {
        private final ActorContext<Command> context;
        private final TimerScheduler<Command> timers;
        private final ServiceEnvironment environment;
        private final RandomStream targets;
        private final RandomStream faces;
        private final RandomStream ephemeral;
        private final RandomStream content;
        private final @Nullable LocalIdentity[] identities;
        private final @Nullable String[] addresses;
        private final ServiceEvents.Counter failed;
        private final ServiceEvents.Counter newIdentities;
        private final ServiceEvents.Counter newAddresses;
        private final ServiceEvents.Counter handshakes;
        private final ServiceEvents.Counter cpu;
        private final BitSet shown = new BitSet();
        private final LinkTally tally;
        /** Those that are dialled or open; of the former there is no actor yet. */
        private final Map<Integer, @Nullable ActorRef<AttackLink.Command>> links = new LinkedHashMap<>();

        private int dialled;

        Attacking(ActorContext<Command> context, TimerScheduler<Command> timers, ServiceEnvironment environment) {
            super(context);
            this.context = context;
            this.timers = timers;
            this.environment = environment;
            this.targets = environment.entropy().stream("targets");
            this.faces = environment.entropy().stream("faces");
            this.ephemeral = environment.entropy().stream("ephemeral");
            this.content = environment.entropy().stream("content");
            this.identities = new @Nullable LocalIdentity[settings.identities()];
            this.addresses = new @Nullable
                    String[settings.addresses().map(AddressRange::count).orElse(0)];
            ServiceEvents events = environment.events();
            this.failed = events.counter("failed");
            this.newIdentities = events.counter("identities");
            this.newAddresses = events.counter("addresses");
            this.tally = new LinkTally(events.counter("connections"), events.counter("cut"), events.counter("bytes"));
            this.handshakes = events.counter("handshakes");
            this.cpu = events.counter("cpu");
            // Attackers that begin together do not go on in step.
            dialIn((long) (targets.nextDouble() * interval()));
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            switch (command) {
                case Due due -> onDue();
                case Over over -> letGo();
                case Opened opened -> onOpened(opened);
                case Signed signed -> onSigned(signed.identity());
                case Gone gone -> links.remove(gone.number());
                case Stop stop -> {
                    letGo();
                    return Behaviors.stopped();
                }
                case Own unknown -> throw new IllegalArgumentException("not for this service: " + unknown);
            }
            return this;
        }

        private void onDue() {
            long now = environment.clock().nowNanos();
            long end = endOfSpan(now);
            if (end < 0) {
                long next = nextSpan(now);
                if (next >= 0) {
                    dialIn(next - now);
                }
                return;
            }
            timers.startSingleTimer(new Over(), new Over(), Duration.ofNanos(Math.max(0, end - now)));
            if (links.size() < settings.connections() && victims.length > 0) {
                dial();
            }
            dialIn(interval());
        }

        private void dial() {
            int number = dialled++;
            Endpoint victim = ground.peers().apply(victims[targets.nextInt(victims.length)]);
            int which = number % identities.length;
            LocalIdentity identity = identity(which);
            Script script =
                    conduct.next(content, () -> new Rumours(known, environment.entropy().stream("rumours-" + number)));
            byte[] seed = seed(ephemeral);
            ActorRef<Command> self = context.getSelf();
            links.put(number, null);
            context.spawn(
                    Dialer.create(
                            transport(number),
                            environment.clock(),
                            victim,
                            DIAL_TIMEOUT,
                            link -> AttackLink.create(
                                    link,
                                    wire -> new Attacker(
                                            means.suite(),
                                            identity,
                                            means.suite().ephemeralKey(seed),
                                            script,
                                            wire),
                                    tally,
                                    settings.holdNanos(),
                                    ref -> self.tell(new Opened(number, ref)),
                                    () -> self.tell(new Signed(which)),
                                    () -> self.tell(new Gone(number))),
                            why -> {
                                failed.add(1);
                                self.tell(new Gone(number));
                            }),
                    "link-" + number,
                    environment.dispatcher());
        }

        private void onSigned(int identity) {
            handshakes.add(1);
            cpu.add(means.signNanos());
            if (!shown.get(identity)) {
                shown.set(identity);
                newIdentities.add(1);
            }
        }

        private void onOpened(Opened opened) {
            if (links.containsKey(opened.number())) {
                links.put(opened.number(), opened.link());
            } else {
                opened.link().tell(new AttackLink.Leave());
            }
        }

        /** Dials that are under way end in links that are let go of when they open. */
        private void letGo() {
            links.values().forEach(link -> {
                if (link != null) {
                    link.tell(new AttackLink.Leave());
                }
            });
            links.clear();
        }

        private LocalIdentity identity(int which) {
            LocalIdentity known = identities[which];
            if (known == null) {
                known = LocalIdentity.create(
                        means.suite(),
                        means.suite().nodeKey(means.keyType(), seed(faces)),
                        NETWORK_AND_CHAIN,
                        NETWORK_AND_CHAIN);
                identities[which] = known;
            }
            return known;
        }

        private Transport transport(int number) {
            if (settings.addresses().isEmpty()) {
                if (number == 0) {
                    newAddresses.add(1);
                }
                return environment.transport();
            }
            int which = number % addresses.length;
            String address = addresses[which];
            if (address == null) {
                address = settings.addresses().get().draw(faces);
                addresses[which] = address;
                newAddresses.add(1);
            }
            return ground.others().orElseThrow().from(node, address);
        }

        private void dialIn(long nanos) {
            timers.startSingleTimer(new Due(), new Due(), Duration.ofNanos(Math.max(1, nanos)));
        }

        private long interval() {
            return (long) (1e9 / settings.perSecond());
        }

        /** When the span ends that it is now; negative if it is none. */
        private long endOfSpan(long now) {
            List<Long> spans = settings.spans();
            for (int i = 0; i < spans.size(); i += 2) {
                if (now >= spans.get(i) && now < spans.get(i + 1)) {
                    return spans.get(i + 1);
                }
            }
            return -1;
        }

        private long nextSpan(long now) {
            List<Long> spans = settings.spans();
            for (int i = 0; i < spans.size(); i += 2) {
                if (spans.get(i) > now) {
                    return spans.get(i);
                }
            }
            return -1;
        }
    }

    private static byte[] seed(RandomStream stream) {
        byte[] seed = new byte[SEED];
        stream.nextBytes(seed);
        return seed;
    }
}
