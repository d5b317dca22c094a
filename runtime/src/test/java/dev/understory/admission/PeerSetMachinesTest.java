package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.HandshakeRates;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LookupEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@link Arrivals}, {@link Sanctions} and {@link FollowedNames}, which share a list of effects. */
final class PeerSetMachinesTest {
    private static final String NAME = "bad.test";
    private static final int NAMES = 20;

    /** Nobody is must-connect or trusted, but {@link #hosts} are expected to be followed. */
    private static final class Strangers implements Standing {
        List<String> hosts = List.of();

        @Override
        public boolean isOrdinary(PublicKey key) {
            return true;
        }

        @Override
        public boolean isExpected(NetworkAddress address) {
            return false;
        }

        @Override
        public boolean awaitsSomebody() {
            return false;
        }

        @Override
        public List<String> expectedHosts() {
            return hosts;
        }

        @Override
        public void recount() {
            // Nobody's addresses matter.
        }
    }

    private final List<PeerSetEffect> effects = new ArrayList<>();
    private final Strangers strangers = new Strangers();
    private final AdmissionPolicy policy = new AdmissionPolicy(4, 2, 6, 1, 3, 100);
    private final AdmissionTable table = new AdmissionTable(key(1_000), policy);
    /** Connections that were told to close. */
    private final Set<Long> told = new LinkedHashSet<>();

    private long now;
    private long nextId;
    private final Gatekeeper gatekeeper =
            new Gatekeeper(List.of(), ReputationPolicy.DEFAULT, table, strangers, () -> now);
    private final FollowedNames names =
            new FollowedNames(new NameWatch(host -> Character.isDigit(host.charAt(0))), strangers, gatekeeper, effects);
    private final Sanctions sanctions = new Sanctions(table, gatekeeper, names, effects);
    private final Arrivals arrivals = new Arrivals(
            table, strangers, gatekeeper, new HandshakeRates(policy.rates(), 7, 0), () -> nextId++, effects);

    private static PublicKey key(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        bytes[1] = (byte) (number >> 8);
        return PublicKey.of(KeyType.ED25519, bytes);
    }

    private List<PeerSetEffect> arrive(String host) {
        return done(() -> arrivals.accepted(new Endpoint(host, 1), false, now));
    }

    /** The effects of a step, as far as the table has to hear of them carried out. */
    private List<PeerSetEffect> done(Runnable step) {
        step.run();
        List<PeerSetEffect> decided = List.copyOf(effects);
        effects.clear();
        for (PeerSetEffect effect : decided) {
            if (effect instanceof PeerSetEffect.Close(long id, CloseReason why)) {
                close(id);
            }
        }
        return decided;
    }

    private void close(long id) {
        told.add(id);
        table.closing(id);
        table.withdraw(id);
    }

    /** As the peer set does: who has waited is judged again. */
    private void carryOut(List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Close(long id, CloseReason why)) {
                close(id);
            } else if (verdict instanceof Verdict.Admit(long id)
                    && gatekeeper.refusal(table.find(id).key()) != null) {
                close(id);
            }
        }
    }

    @Test
    void opensALinkForWhichThereIsRoom() {
        assertThat(arrive("10.0.0.1")).containsExactly(new PeerSetEffect.Open(0));
        assertThat(table.find(0)).isNotNull();
    }

    @Test
    void refusesALinkOfABannedAddressAndTellsBeforeItEnds() {
        NetworkAddress address = NetworkAddress.of("10.0.0.1");
        done(() -> sanctions.ban(new BanSubject.Address(address), null, now));
        ConnectionEvent told = new ConnectionEvent.LinkRefused(new Endpoint("10.0.0.1", 1), CloseReason.BANNED);
        assertThat(arrive("10.0.0.1")).containsExactly(new PeerSetEffect.Emit(told), new PeerSetEffect.RefuseLink());
        assertThat(table.size()).isZero();
    }

    @Test
    void aBanClosesWhoIsConnectedAndNobodyElse() {
        arrive("10.0.0.1");
        arrive("10.1.0.1");
        NetworkAddress address = NetworkAddress.of("10.1.0.1");
        assertThat(done(() -> sanctions.ban(new BanSubject.Address(address), null, now)))
                .containsExactly(new PeerSetEffect.Close(1, CloseReason.BANNED));
    }

    @Test
    void aBannedNameIsLookedUpAndThenClosesWhoLivesThere() {
        arrive("10.0.0.1");
        assertThat(done(() -> sanctions.ban(new BanSubject.Name(NAME), null, now)))
                .containsExactly(new PeerSetEffect.LookUp(NAME));
        LookupEvent found = new LookupEvent.Found(NAME, List.of("10.0.0.1"), 0);
        assertThat(done(() -> sanctions.lookedUp(found, false, now)))
                .containsExactly(
                        new PeerSetEffect.Emit(new ConnectionEvent.NameResolved(NAME, 1)),
                        new PeerSetEffect.WakeNames(NameWatch.REFRESH),
                        new PeerSetEffect.Close(0, CloseReason.BANNED));
    }

    @Test
    void tellsOnceThatTooManyNamesAreToBeFollowed() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i <= NameWatch.MOST_NAMES; i++) {
            many.add("n" + i + ".test");
        }
        strangers.hosts = many;
        assertThat(done(() -> names.review(now)).get(0))
                .isInstanceOfSatisfying(
                        PeerSetEffect.Emit.class,
                        emit -> assertThat(emit.event())
                                .isInstanceOfSatisfying(
                                        ConnectionEvent.NameUnresolved.class,
                                        event -> assertThat(event.host())
                                                .isEqualTo("n" + NameWatch.MOST_NAMES + ".test")));
        assertThat(done(() -> names.review(now))).noneMatch(PeerSetEffect.Emit.class::isInstance);
    }

    @Test
    void disconnectsTheConnectionsOfAnIdentity() {
        arrive("10.0.0.1");
        arrive("10.1.0.1");
        table.authenticated(1, key(1), new byte[0], true);
        assertThat(done(() -> sanctions.disconnect(key(1))))
                .containsExactly(new PeerSetEffect.Close(1, CloseReason.LOCAL));
    }

    @Test
    void keepsItsInvariantsWhateverHappens() {
        for (long seed = 1; seed <= 20; seed++) {
            System.out.println("seed " + seed);
            new PeerSetMachinesTest().play(new Random(seed));
        }
    }

    private void play(Random random) {
        Set<String> underWay = new LinkedHashSet<>();
        boolean crowdedOut = false;
        boolean closed = false;
        for (int step = 0; step < 1_000; step++) {
            now += random.nextInt(200) * 1_000_000L;
            List<PeerSetEffect> decided = done(() -> act(random, underWay));
            for (int i = 0; i < decided.size(); i++) {
                PeerSetEffect next = i + 1 < decided.size() ? decided.get(i + 1) : null;
                switch (decided.get(i)) {
                    case PeerSetEffect.Emit(ConnectionEvent.LinkRefused refused) ->
                        assertThat(next).isInstanceOf(PeerSetEffect.RefuseLink.class);
                    case PeerSetEffect.CrowdOut out -> {
                        crowdedOut = true;
                        assertThat(next).isInstanceOf(PeerSetEffect.Open.class);
                        assertThat(table.find(out.id()).phase()).isEqualTo(ConnectionEntry.Phase.DROPPED);
                    }
                    case PeerSetEffect.Open(long id) ->
                        assertThat(table.find(id)).isNotNull();
                    case PeerSetEffect.Close(long id, CloseReason why) -> {
                        closed = true;
                        assertThat(table.find(id)).isNotNull();
                    }
                    case PeerSetEffect.LookUp(String host) ->
                        assertThat(underWay.add(host))
                                .as("%s is looked up once at a time", host)
                                .isTrue();
                    case PeerSetEffect.WakeNames(Duration after) ->
                        assertThat(after).isGreaterThanOrEqualTo(Duration.ZERO);
                    case PeerSetEffect.Emit other -> {}
                    case PeerSetEffect.RefuseLink refuse -> assertThat(i).isPositive();
                }
            }
            assertThat(underWay).hasSizeLessThanOrEqualTo(NameWatch.AT_ONCE);
            assertThat(table.inboundSlots()).isLessThanOrEqualTo(policy.maxInbound());
            assertThat(table.all())
                    .filteredOn(entry -> entry.phase() == ConnectionEntry.Phase.ADMITTED)
                    .noneMatch(gatekeeper::isBanned);
        }
        assertThat(crowdedOut && closed).isTrue();
    }

    /** Something happens at random; an answer takes its name out of those under way. */
    private void act(Random random, Set<String> underWay) {
        PublicKey key = key(random.nextInt(10));
        List<ConnectionEntry> all = table.all();
        String host = "10." + random.nextInt(6) + ".0." + random.nextInt(4);
        BanSubject subject = switch (random.nextInt(3)) {
            case 0 -> new BanSubject.Identity(key);
            case 1 -> new BanSubject.Address(NetworkAddress.of(host));
            default -> new BanSubject.Name("n" + random.nextInt(NAMES) + ".test");
        };
        switch (random.nextInt(12)) {
            case 0 -> sanctions.ban(subject, Duration.ofSeconds(1 + random.nextInt(9)), now);
            case 1 -> sanctions.unban(subject, now);
            case 2 -> sanctions.disconnect(key);
            case 3 -> sanctions.report(key, Offence.values()[random.nextInt(Offence.values().length)]);
            case 4 -> names.review(now);
            case 5 -> {
                if (!underWay.isEmpty()) {
                    String name = underWay.iterator().next();
                    underWay.remove(name);
                    LookupEvent answer = random.nextBoolean()
                            ? new LookupEvent.Found(name, List.of(host), 0)
                            : new LookupEvent.NotFound(name, "nobody knows it");
                    sanctions.lookedUp(answer, false, now);
                }
            }
            case 6 -> {
                if (!all.isEmpty()) {
                    carryOut(table.ended(all.get(random.nextInt(all.size())).id()));
                }
            }
            case 7 -> {
                ConnectionEntry some = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
                if (some != null
                        && some.phase() == ConnectionEntry.Phase.HANDSHAKING
                        && !told.contains(some.id())
                        && gatekeeper.refusal(key) == null) {
                    carryOut(table.authenticated(some.id(), key, new byte[0], true));
                }
            }
            default -> arrivals.accepted(new Endpoint(host, 1), false, now);
        }
    }
}
