package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.BACKOFF;
import static dev.understory.admission.PeerSetWorld.LESSER;
import static dev.understory.admission.PeerSetWorld.REDIAL;
import static dev.understory.admission.PeerSetWorld.SELF;
import static dev.understory.admission.PeerSetWorld.YIELD;
import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.limits.Allowance;
import dev.understory.limits.Allowances;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.AutoBanPolicy;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each row of the table of {@link PeerRoster}. */
final class PeerRosterTest {
    private static final PublicKey PEER = key(1_001);
    private static final PublicKey TRUSTED = key(1_002);
    private static final Endpoint THERE = new Endpoint("10.0.0.1", 1);
    private static final Endpoint ELSEWHERE = new Endpoint("10.0.0.2", 1);

    private static final Allowance LENT =
            new Allowances(PeerSetWorld.ALLOWANCE).lend(PEER, NetworkAddress.of(THERE.host()), 0);

    private long now;
    private final List<PeerSetEffect> effects = new ArrayList<>();
    private final PeerRoster roster = new PeerRoster(
            new PeerSet.Settings(
                    SELF,
                    List.of(TRUSTED),
                    List.of(),
                    PeerSetWorld.POLICY,
                    ReputationPolicy.DEFAULT,
                    AutoBanPolicy.DEFAULT,
                    PeerSetWorld.ALLOWANCE,
                    REDIAL,
                    YIELD,
                    Duration.ofSeconds(1),
                    PeerSetWorld::backoff,
                    7),
            new NameWatch(host -> true),
            () -> now,
            effects);

    private static PeerSetEffect wake(long peer, Duration delay) {
        return new PeerSetEffect.WakeDial(peer, delay);
    }

    private static PeerSetEffect failed(PublicKey key, Endpoint remote, int failures) {
        return new PeerSetEffect.Emit(new ConnectionEvent.DialFailed(key, remote, "no", failures, BACKOFF.toNanos()));
    }

    private static PeerInfo peer(PublicKey key) {
        return new PeerInfo(key, Direction.INBOUND, THERE, false, false, 0);
    }

    private static PeerSetEffect admit(long connection, PublicKey key) {
        return new PeerSetEffect.Admit(connection, peer(key), LENT);
    }

    private void adopt(PublicKey key, long connection) {
        roster.adopt(connection, peer(key), LENT);
    }

    private List<PeerSetEffect> after(Runnable step) {
        step.run();
        List<PeerSetEffect> decided = List.copyOf(effects);
        effects.clear();
        return decided;
    }

    private PeerEntry kept() {
        roster.keep(at(PEER, THERE.host()), true, true);
        effects.clear();
        return roster.get(PEER);
    }

    @Test
    void whoIsKeptIsDialledAtOnce() {
        assertThat(after(() -> roster.keep(at(PEER, THERE.host()), true, true)))
                .containsExactly(wake(0, Duration.ZERO));
        assertThat(after(() -> roster.keep(at(null, THERE.host()), true, true)))
                .containsExactly(wake(1, Duration.ZERO));
        assertThat(after(() -> roster.keep(at(null, THERE.host()), false, true)))
                .isEmpty();
        assertThat(roster.isDue(roster.get(PEER))).isTrue();
        assertThat(roster.isDue(roster.get(PEER))).as("it is being dialled").isFalse();
    }

    @Test
    void theGreaterKeyLetsAMustConnectPeerDialFirst() {
        assertThat(after(() -> roster.mustConnect(List.of(at(LESSER, THERE.host()), at(SELF, "10.0.0.3")))))
                .containsExactly(wake(0, YIELD));
        assertThat(after(() -> roster.mustConnect(List.of(at(PEER, THERE.host())))))
                .containsExactly(new PeerSetEffect.CancelWake(0), wake(1, Duration.ZERO));
    }

    @Test
    void aConnectionHearsThatItsPeerCountsOtherwise() {
        adopt(PEER, 5);
        adopt(TRUSTED, 6);
        effects.clear();
        assertThat(after(() -> roster.mustConnect(List.of(at(PEER, THERE.host()), at(TRUSTED, ELSEWHERE.host())))))
                .endsWith(new PeerSetEffect.Reclassify(5, false), new PeerSetEffect.Reclassify(6, false));
        assertThat(after(() -> roster.mustConnect(List.of())))
                .endsWith(new PeerSetEffect.Reclassify(5, true), new PeerSetEffect.Reclassify(6, false));
    }

    @Test
    void whoIsConnectedIsToldOfAndLost() {
        assertThat(after(() -> adopt(PEER, 5))).containsExactly(admit(5, PEER));
        assertThat(roster.connections()).containsExactly(5L);
        assertThat(after(() -> roster.ended(PEER, CloseReason.RESET)))
                .containsExactly(new PeerSetEffect.Lost(5, PEER, CloseReason.RESET));
        assertThat(after(() -> roster.ended(PEER, CloseReason.RESET))).isEmpty();
        assertThat(roster.isEmpty()).isTrue();
    }

    @Test
    void whoIsKeptIsDialledAgainWhenItsConnectionHasEnded() {
        kept();
        assertThat(after(() -> adopt(PEER, 5))).containsExactly(admit(5, PEER), new PeerSetEffect.CancelWake(0));
        assertThat(after(() -> roster.ended(PEER, CloseReason.RESET)))
                .containsExactly(new PeerSetEffect.Lost(5, PEER, CloseReason.RESET), wake(0, BACKOFF));
        assertThat(roster.isEmpty()).isFalse();
    }

    @Test
    void whoIsFirstKeptWhileConnectedIsDialledWhenThatHasEnded() {
        adopt(PEER, 5);
        effects.clear();
        assertThat(after(() -> roster.keep(at(PEER, THERE.host()), true, true))).isEmpty();
        assertThat(after(() -> roster.ended(PEER, CloseReason.RESET))).contains(wake(0, BACKOFF));
    }

    @Test
    void aConnectionThatHeldWasASuccess() {
        PeerEntry entry = kept();
        roster.dialOver(entry, true, "no");
        adopt(PEER, 5);
        now = RedialPolicy.STABLE.toNanos();
        roster.ended(PEER, CloseReason.RESET);
        assertThat(after(() -> roster.dialOver(entry, true, "no"))).contains(failed(PEER, THERE, 2));
    }

    @Test
    void aPeerWithSeveralAddressesIsDialledAtOneAfterTheOther() {
        PeerEntry entry = kept();
        roster.keep(at(PEER, ELSEWHERE.host()), false, true);
        effects.clear();
        assertThat(after(() -> roster.dialOver(entry, true, "no")))
                .containsExactly(wake(0, BACKOFF), failed(PEER, THERE, 1));
        assertThat(entry.kept()).isEqualTo(ELSEWHERE);
        assertThat(entry.strict()).isFalse();
        assertThat(after(() -> roster.dialOver(entry, true, "no")))
                .containsExactly(wake(0, BACKOFF), failed(PEER, ELSEWHERE, 2));
        assertThat(entry.kept()).isEqualTo(THERE);
        assertThat(entry.strict()).isTrue();
    }

    @Test
    void anAddressGoesToWhoeverAnsweredThere() {
        PeerEntry entry = roster.keep(at(null, THERE.host()), false, true);
        entry.dial = 9;
        effects.clear();
        assertThat(after(() -> roster.resolved(entry, THERE, PEER)))
                .containsExactly(wake(1, Duration.ZERO), new PeerSetEffect.CancelWake(0));
        assertThat(after(() -> roster.dialSucceeded(entry))).isEmpty();
        assertThat(roster.entries()).containsExactly(roster.get(PEER));
    }

    @Test
    void whoeverIsKeptIsDialledAgainWhenAnotherPeerIsAtItsAddress() {
        PeerEntry entry = kept();
        entry.dial = 9;
        assertThat(after(() -> roster.dialSucceeded(entry)))
                .containsExactly(
                        wake(0, BACKOFF),
                        new PeerSetEffect.Emit(new ConnectionEvent.DialFailed(
                                PEER, THERE, "another peer is there", 1, BACKOFF.toNanos())));
    }

    @Test
    void theAddressOfAMustConnectPeerStaysItsOwnWhoeverAnswersThere() {
        PeerEntry entry = kept();
        roster.mustConnect(List.of(at(PEER, THERE.host())));
        effects.clear();
        assertThat(after(() -> roster.resolved(entry, THERE, TRUSTED))).isEmpty();
    }

    @Test
    void anAddressThatIsOurOwnIsForgotten() {
        PeerEntry entry = kept();
        assertThat(after(() -> roster.forget(entry, THERE))).containsExactly(new PeerSetEffect.CancelWake(0));
        roster.mustConnect(List.of(at(LESSER, THERE.host())));
        effects.clear();
        assertThat(after(() -> roster.forget(roster.get(LESSER), THERE)))
                .containsExactly(new PeerSetEffect.CancelWake(1));
        assertThat(roster.isEmpty()).isTrue();
    }

    @Test
    void whoIsKeptAgainStartsAnew() {
        PeerEntry entry = kept();
        roster.dialOver(entry, true, "no");
        effects.clear();
        assertThat(after(() -> roster.keepAgain(entry))).containsExactly(wake(0, REDIAL));
        assertThat(after(() -> roster.dialOver(entry, true, "no"))).contains(failed(PEER, THERE, 1));
    }

    @Test
    void expectsMustConnectAndTrustedPeersWhereTheyLive() {
        assertThat(roster.awaitsSomebody()).as("the trusted one").isTrue();
        adopt(TRUSTED, 5);
        assertThat(roster.awaitsSomebody()).isFalse();
        roster.keep(at(TRUSTED, THERE.host()), true, true);
        roster.mustConnect(List.of(at(PEER, ELSEWHERE.host())));
        assertThat(roster.awaitsSomebody()).isTrue();
        assertThat(roster.expectedHosts()).containsExactly(THERE.host(), ELSEWHERE.host());
        assertThat(roster.isExpected(NetworkAddress.of(THERE.host()))).isTrue();
        roster.mustConnect(List.of());
        assertThat(roster.isExpected(NetworkAddress.of(ELSEWHERE.host()))).isFalse();
    }

    @Test
    void keepsNobodyWhenTheNodeStops() {
        PeerEntry entry = kept();
        entry.dial = 9;
        assertThat(after(roster::forgetAll)).containsExactly(new PeerSetEffect.CancelWake(0));
        assertThat(after(() -> roster.dialOver(entry, true, "no"))).isEmpty();
        assertThat(roster.isEmpty()).isTrue();
    }
}
