package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.RandomStream;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.Allowance;
import dev.understory.peerbook.DialBackoff;
import dev.understory.reputation.AutoBanPolicy;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.SessionConfig;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LookupEvent;
import dev.understory.wire.Capabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A {@link PeerSet} without actors, and what its effects have made of the world so far. After each step its rules hold, and no
 * effect was about somebody who is not there.
 */
final class PeerSetWorld {
    static final Endpoint HERE = new Endpoint("10.200.0.1", 9_000);
    static final Duration REDIAL = Duration.ofMillis(500);
    static final Duration YIELD = Duration.ofMillis(750);
    static final Duration BACKOFF = Duration.ofSeconds(3);
    static final PublicKey SELF = key(1_000);
    /** Comes before {@link #SELF} in the order of keys. */
    static final PublicKey LESSER = key(0);

    /** Small limits: four peers come, three are dialled, six handshakes at a time of which one is reserved. */
    static final AdmissionPolicy POLICY = new AdmissionPolicy(4, 3, 6, 1, 3, 100);

    static final Allowance.Settings ALLOWANCE = SessionConfig.defaults().allowance();

    /** A connection with an actor. */
    static final class Open {
        final Endpoint remote;
        boolean told;
        boolean admitted;

        Open(Endpoint remote) {
            this.remote = remote;
        }
    }

    long now;
    /** How much may still be decided before deciding fails once. */
    int decisions = Integer.MAX_VALUE;

    final PeerSet set;
    final PeerSetRules rules;
    final Map<Long, Open> open = new LinkedHashMap<>();
    /** Peers whose next dial has a timer. */
    final Set<Long> wakes = new LinkedHashSet<>();

    /** The connections of which consumers have heard, and not yet that they are lost, with their peers. */
    final Map<Long, PublicKey> admitted = new LinkedHashMap<>();

    final Set<Long> asking = new LinkedHashSet<>();
    /** Requests that were answered because a defect has cut them off; the answer of the set, if one comes, is dropped. */
    final Set<Long> cut = new LinkedHashSet<>();

    final Set<Long> dials = new LinkedHashSet<>();
    final List<ConnectionEvent> told = new ArrayList<>();
    /** Names that are looked up, with the dials that it is for. */
    final Map<String, Set<Long>> lookups = new LinkedHashMap<>();

    DialOutcome lastAnswer;
    List<PeerSetEffect> lastDecided = List.of();
    /** What was decided to mend. */
    final List<PeerSetEffect> repaired = new ArrayList<>();
    /** What is done first when a defect has cut the step at hand off. */
    Runnable contain = () -> {};
    /** The link that the step at hand has brought. */
    private Endpoint arriving;

    PeerSetWorld(PublicKey... trusted) {
        this(List.of(), trusted);
    }

    PeerSetWorld(List<BanSubject> banned, PublicKey... trusted) {
        PeerSet.Settings settings = new PeerSet.Settings(
                SELF,
                List.of(trusted),
                banned,
                POLICY,
                ReputationPolicy.DEFAULT,
                AutoBanPolicy.DEFAULT,
                ALLOWANCE,
                REDIAL,
                YIELD,
                Duration.ofSeconds(1),
                PeerSetWorld::backoff,
                7);
        set = new PeerSet(settings, 0, host -> Character.isDigit(host.charAt(0)), new Decisions());
        rules = new PeerSetRules(set);
    }

    /** What the set has decided, where it may fail to. */
    private final class Decisions extends ArrayList<PeerSetEffect> {
        @Override
        public boolean add(PeerSetEffect effect) {
            if (!isWordOfABan(effect) && decisions-- == 0) {
                throw new IllegalStateException("no " + effect);
            }
            return super.add(effect);
        }
    }

    /** It comes first of all, so that a cut there is as if nothing had been ordered. */
    private static boolean isWordOfABan(PeerSetEffect effect) {
        return effect instanceof PeerSetEffect.Emit(ConnectionEvent event)
                && (event instanceof ConnectionEvent.Banned || event instanceof ConnectionEvent.Unbanned);
    }

    /** Always the same: {@link #BACKOFF}. */
    static DialBackoff backoff(String name) {
        return new DialBackoff(BACKOFF, BACKOFF, 1, 0, new RandomStream() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public void nextBytes(byte[] target) {}
        });
    }

    static PublicKey key(int number) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) number;
        bytes[30] = (byte) (number >> 8);
        return PublicKey.of(KeyType.ED25519, bytes);
    }

    static PeerAddress at(PublicKey key, String host) {
        return new PeerAddress(key, host, 1);
    }

    /** The effects of a step, which have been done. */
    List<PeerSetEffect> after(Runnable step) {
        List<PeerSetEffect> decided = new ArrayList<>();
        lastDecided = decided;
        try {
            set.at(now);
            step.run();
        } finally {
            decided.addAll(set.effects());
            set.effects().clear();
            decided.forEach(this::carryOut);
        }
        assertThat(broken()).isEmpty();
        assertThat(rules.open()).containsExactlyInAnyOrderElementsOf(open.keySet());
        assertThat(rules.waiting()).containsExactlyInAnyOrderElementsOf(wakes);
        return decided;
    }

    List<String> broken() {
        return rules.all().stream().filter(Rule::isBroken).map(Rule::name).toList();
    }

    private void carryOut(PeerSetEffect effect) {
        switch (effect) {
            case PeerSetEffect.Emit(ConnectionEvent event) -> told.add(event);
            case PeerSetEffect.RefuseLink refuse -> takeLink();
            case PeerSetEffect.Open begun ->
                assertThat(open.put(begun.id(), new Open(takeLink()))).isNull();
            case PeerSetEffect.Close(long id, CloseReason why, Duration grace) -> there(id).told = true;
            case PeerSetEffect.Challenge challenge -> {
                there(challenge.newcomer());
                assertThat(there(challenge.id()).admitted).isTrue();
            }
            case PeerSetEffect.Reclassify change ->
                assertThat(there(change.id()).admitted).isTrue();
            case PeerSetEffect.Admit admit -> {
                assertThat(there(admit.id()).told).isFalse();
                there(admit.id()).admitted = true;
                admitted.put(admit.id(), admit.peer().id());
            }
            case PeerSetEffect.Lost(long id, PublicKey peer, CloseReason why) ->
                assertThat(admitted.remove(id)).as("connection %d", id).isEqualTo(peer);
            case PeerSetEffect.LookUp(long dial, String host) ->
                assertThat(lookups.computeIfAbsent(host, fresh -> new LinkedHashSet<>())
                                .add(dial))
                        .as("%s is looked up once at a time for %d", host, dial)
                        .isTrue();
            case PeerSetEffect.Dial dial -> assertThat(dials.add(dial.id())).isTrue();
            case PeerSetEffect.RaiseDial raise -> assertThat(dials).contains(raise.id());
            case PeerSetEffect.QuitDialing quit -> {}
            case PeerSetEffect.Answer(long request, DialOutcome outcome) -> {
                assertThat(asking.remove(request) || cut.remove(request))
                        .as("request %d is answered once", request)
                        .isTrue();
                lastAnswer = outcome;
            }
            case PeerSetEffect.WakeNames(Duration delay) ->
                assertThat(delay.isNegative()).isFalse();
            case PeerSetEffect.WakeDial(long peer, Duration delay) -> {
                assertThat(delay.isNegative()).isFalse();
                wakes.add(peer);
            }
            // The timer that it cancels may be what the defect has cut off.
            case PeerSetEffect.CancelWake(long peer) ->
                assertThat(wakes.remove(peer) || decisions < 0).isTrue();
        }
    }

    private Endpoint takeLink() {
        Endpoint link = arriving;
        assertThat(link).as("a link that something can be done with").isNotNull();
        arriving = null;
        return link;
    }

    private Open there(long id) {
        Open connection = open.get(id);
        assertThat(connection).as("connection %d", id).isNotNull();
        return connection;
    }

    /**
     * As is done after a defect: what the rules say, and the link at hand ends if nothing was done with it. Who is not there
     * because of the defect is passed over.
     */
    void mend() {
        arriving = null;
        carryOut(contain);
        contain = () -> {};
        for (int round = 0; round < 4; round++) {
            open.keySet().retainAll(rules.open());
            rules.open().stream().filter(id -> !open.containsKey(id)).forEach(id -> carryOut(() -> rules.finish(id)));
            rules.waiting().stream()
                    .filter(peer -> !wakes.contains(peer))
                    .forEach(peer -> carryOut(() -> rules.keepAgain(peer)));
            wakes.retainAll(rules.waiting());
            for (Rule rule : rules.all()) {
                rule.breaches().get().forEach(this::carryOut);
            }
        }
        after(() -> {});
    }

    private void carryOut(Runnable repair) {
        repair.run();
        List<PeerSetEffect> decided = List.copyOf(set.effects());
        set.effects().clear();
        repaired.addAll(decided);
        decided.stream().filter(this::isPossible).forEach(this::carryOut);
    }

    private boolean isPossible(PeerSetEffect effect) {
        return switch (effect) {
            case PeerSetEffect.Close close -> open.containsKey(close.id());
            case PeerSetEffect.Challenge question ->
                open.containsKey(question.id()) && open.containsKey(question.newcomer());
            case PeerSetEffect.Reclassify change -> open.containsKey(change.id());
            case PeerSetEffect.Admit admit -> open.containsKey(admit.id());
            case PeerSetEffect.Lost lost -> admitted.containsKey(lost.id());
            case PeerSetEffect.CancelWake order -> wakes.contains(order.peer());
            default -> true;
        };
    }

    // What happens.

    List<PeerSetEffect> arrive(String host) {
        return arrive(new Endpoint(host, 1));
    }

    List<PeerSetEffect> arrive(Endpoint remote) {
        arriving = remote;
        long id = set.nextConnection();
        contain = () -> rules.end(id);
        List<PeerSetEffect> decided = after(() -> set.accepted(remote, HERE));
        assertThat(arriving).as("something was done with the link").isNull();
        return decided;
    }

    List<PeerSetEffect> dialed(long id, String host) {
        dials.remove(id);
        Endpoint remote = new Endpoint(host, 1);
        arriving = remote;
        contain = () -> rules.failDial(id, DialOutcome.Cause.HANDSHAKE);
        List<PeerSetEffect> decided = after(() -> set.dialed(id, remote, HERE));
        assertThat(arriving).as("something was done with the link").isNull();
        return decided;
    }

    List<PeerSetEffect> dial(PeerAddress address, boolean strict, boolean keep, long request) {
        asking.add(request);
        long id = set.nextConnection();
        contain = () -> {
            rules.failDial(id, DialOutcome.Cause.REFUSED_HERE);
            if (asking.remove(request)) {
                cut.add(request);
            }
        };
        return after(() -> set.dial(address, strict, keep, request));
    }

    List<PeerSetEffect> probe(PeerAddress address, long request) {
        asking.add(request);
        long id = set.nextConnection();
        contain = () -> {
            rules.failDial(id, DialOutcome.Cause.REFUSED_HERE);
            if (asking.remove(request)) {
                cut.add(request);
            }
        };
        return after(() -> set.probe(address, request));
    }

    List<PeerSetEffect> authenticated(long id, PublicKey key) {
        contain = () -> rules.end(id);
        return after(() -> set.authenticated(id, key, key.bytes(), Capabilities.NONE, now));
    }

    List<PeerSetEffect> dialFailed(long id) {
        dials.remove(id);
        contain = () -> rules.failDial(id, DialOutcome.Cause.HANDSHAKE);
        return after(() -> set.dialFailed(id, DialEvent.Reason.TIMEOUT, "nobody there"));
    }

    List<PeerSetEffect> lookedUp(long dial, LookupEvent event) {
        contain = () -> {
            if (!rules.failDial(dial, DialOutcome.Cause.UNREACHABLE)) {
                set.lookedUp(dial, event);
            }
        };
        return after(() -> set.lookedUp(dial, event));
    }

    List<PeerSetEffect> dialDue(long peer) {
        wakes.remove(peer);
        long id = set.nextConnection();
        contain = () -> {
            if (!rules.failDial(id, DialOutcome.Cause.REFUSED_HERE)) {
                rules.dialLater(peer);
            }
        };
        return after(() -> set.dialDue(peer));
    }

    List<PeerSetEffect> spoken(long id) {
        contain = () -> rules.end(id);
        return after(() -> set.spoken(id));
    }

    List<PeerSetEffect> stood(long incumbent, long newcomer, boolean alive) {
        contain = () -> rules.end(newcomer);
        return after(() -> set.stood(incumbent, newcomer, alive));
    }

    /** An order, which is carried out again if a defect has cut it off. */
    List<PeerSetEffect> order(Runnable order) {
        contain = order;
        return after(order);
    }

    List<PeerSetEffect> ended(long id, CloseReason reason) {
        open.remove(id);
        contain = () -> rules.finish(id);
        return after(() -> set.ended(id, reason, ""));
    }

    /** A peer comes and is admitted; returns its connection. */
    long admit(PublicKey key, String host) {
        long id = set.nextConnection();
        arrive(host);
        authenticated(id, key);
        assertThat(there(id).admitted).isTrue();
        return id;
    }
}
