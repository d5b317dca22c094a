package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.LookupEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What may happen to a peer set, at random: peers, links, dials, names and orders. A defect may cut a step off. */
final class PeerSetPlay {
    private static final int KEYS = 10;
    private static final CloseReason[] ENDS = {
        CloseReason.REMOTE_CLOSED, CloseReason.RESET, CloseReason.BAD_FRAME, CloseReason.HANDSHAKE_TIMEOUT
    };

    private final PeerSetWorld world;
    private final PeerSet set;
    private final Random random;
    private final Set<Class<?>> seen = new LinkedHashSet<>();
    private long nextRequest;
    private int defects;

    PeerSetPlay(PeerSetWorld world, Random random) {
        this.world = world;
        this.set = world.set;
        this.random = random;
    }

    /** How many kinds of effects there were. */
    int seen() {
        return seen.size();
    }

    int defects() {
        return defects;
    }

    /** The set fails once, after it has decided so much. */
    void failAfter(int decisions) {
        world.decisions = decisions;
    }

    void act() {
        world.now += random.nextInt(200) * 1_000_000L;
        try {
            List<PeerSetEffect> decided = step();
            decided.forEach(effect -> seen.add(effect.getClass()));
            assertThatWhoIsRefusedGoesAtOnce(decided);
        } catch (IllegalStateException defect) {
            defects++;
            world.mend();
        }
        assertThat(set.table.inboundSlots()).isLessThanOrEqualTo(PeerSetWorld.POLICY.maxInbound());
        assertThat(set.table.outboundSlots()).isLessThanOrEqualTo(PeerSetWorld.POLICY.maxOutbound());
        assertThat(world.lookups.values().stream().filter(dials -> dials.contains(PeerSet.NOBODY)))
                .hasSizeLessThanOrEqualTo(NameWatch.AT_ONCE);
    }

    private static void assertThatWhoIsRefusedGoesAtOnce(List<PeerSetEffect> decided) {
        for (int i = 0; i < decided.size(); i++) {
            if (decided.get(i) instanceof PeerSetEffect.Emit(ConnectionEvent.LinkRefused refused)) {
                assertThat(decided.get(i + 1)).as("after %s", refused).isEqualTo(new PeerSetEffect.RefuseLink());
            }
        }
    }

    private String host() {
        return "10." + random.nextInt(6) + ".0." + random.nextInt(4);
    }

    private String nameOrHost() {
        return random.nextBoolean() ? host() : "n" + random.nextInt(20) + ".test";
    }

    private PublicKey anyKey() {
        return key(random.nextInt(KEYS));
    }

    private <T> T any(Iterable<T> of) {
        List<T> all = new ArrayList<>();
        of.forEach(all::add);
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private List<PeerSetEffect> step() {
        return switch (random.nextInt(20)) {
            case 0 -> endSome();
            case 1 -> wakeSome();
            case 2 -> answerSomeDial();
            case 3 -> answerSomeLookup();
            case 4, 5 -> world.arrive(host());
            case 6, 7 -> proveSome();
            case 8 -> world.order(() -> set.ban(subject(), Duration.ofSeconds(1 + random.nextInt(9))));
            case 9 -> world.order(() -> set.unban(subject()));
            case 10 -> world.order(() -> set.disconnect(anyKey()));
            case 11 ->
                world.order(() -> set.report(anyKey(), Offence.values()[random.nextInt(Offence.values().length)]));
            case 12 -> world.order(set::namesDue);
            case 13, 14 -> dialSomebody();
            case 15 -> world.order(() -> set.setMustConnect(addresses()));
            case 16 -> wakeSome();
            case 17 -> speakOnSome();
            case 18 -> challengeSome();
            default -> proveSome();
        };
    }

    private List<PeerSetEffect> endSome() {
        Long id = any(world.open.keySet());
        return id == null ? List.of() : world.ended(id, ENDS[random.nextInt(ENDS.length)]);
    }

    private List<PeerSetEffect> answerSomeDial() {
        Long dial = any(world.dials);
        if (dial == null || random.nextBoolean()) {
            return dial == null ? List.of() : world.dialed(dial, host());
        }
        return world.dialFailed(dial);
    }

    private List<PeerSetEffect> answerSomeLookup() {
        String name = any(world.lookups.keySet());
        if (name == null) {
            return List.of();
        }
        Set<Long> waiting = world.lookups.remove(name);
        LookupEvent answer = random.nextBoolean()
                ? new LookupEvent.Found(name, List.of(host(), host()), 0)
                : new LookupEvent.NotFound(name, "nobody knows it");
        List<PeerSetEffect> decided = new ArrayList<>();
        waiting.forEach(dial -> decided.addAll(world.lookedUp(dial, answer)));
        return decided;
    }

    private List<PeerSetEffect> proveSome() {
        Long id = any(world.open.keySet());
        ConnectionEntry entry = id == null ? null : set.table.find(id);
        boolean unknown = entry != null && entry.state == ConnectionEntry.State.HANDSHAKING && entry.key == null;
        return unknown ? world.authenticated(id, random.nextInt(30) == 0 ? PeerSetWorld.SELF : anyKey()) : List.of();
    }

    private List<PeerSetEffect> dialSomebody() {
        PublicKey key = random.nextInt(3) == 0 ? null : anyKey();
        PeerAddress address = at(key, nameOrHost());
        if (key != null && random.nextInt(4) == 0) {
            return world.probe(address, nextRequest++);
        }
        return world.dial(address, random.nextBoolean(), random.nextInt(3) == 0, nextRequest++);
    }

    private List<PeerSetEffect> wakeSome() {
        Long peer = any(world.wakes);
        return peer == null ? List.of() : world.dialDue(peer);
    }

    private List<PeerSetEffect> speakOnSome() {
        Long id = any(world.open.keySet());
        return id == null ? List.of() : world.spoken(id);
    }

    private List<PeerSetEffect> challengeSome() {
        Long incumbent = any(world.open.keySet());
        Long newcomer = any(world.open.keySet());
        boolean alive = random.nextBoolean();
        return incumbent == null ? List.of() : world.stood(incumbent, newcomer, alive);
    }

    private BanSubject subject() {
        return switch (random.nextInt(3)) {
            case 0 -> new BanSubject.Identity(anyKey());
            case 1 -> new BanSubject.Address(NetworkAddress.of(host()));
            default -> new BanSubject.Name("n" + random.nextInt(20) + ".test");
        };
    }

    private List<PeerAddress> addresses() {
        List<PeerAddress> some = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            some.add(at(anyKey(), nameOrHost()));
        }
        return some;
    }

    /** The set is told to stop, everything ends, and nothing is left. */
    void end() {
        failAfter(Integer.MAX_VALUE);
        world.after(() -> set.stop(Duration.ofSeconds(1)));
        for (int step = 0; step < 10_000 && !isOver(); step++) {
            act();
        }
        assertThat(isOver())
                .as("open %s wakes %s admitted %s", world.open, world.wakes, world.admitted)
                .isTrue();
        assertThat(world.asking).as("requests without an answer").isEmpty();
    }

    private boolean isOver() {
        return set.isEmpty() && world.open.isEmpty() && world.wakes.isEmpty() && world.admitted.isEmpty();
    }
}
