package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.LESSER;
import static dev.understory.admission.PeerSetWorld.REDIAL;
import static dev.understory.admission.PeerSetWorld.SELF;
import static dev.understory.admission.PeerSetWorld.YIELD;
import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.session.CloseReason;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each row of the table of {@link PeerRoster}. */
final class PeerRosterTest {
    private static final long NOBODY = PeerSet.NOBODY;
    private static final PublicKey PEER = key(1_001);
    private static final PublicKey TRUSTED = key(1_002);
    private static final Endpoint THERE = new Endpoint("10.0.0.1", 1);
    private static final Endpoint ELSEWHERE = new Endpoint("10.0.0.2", 1);

    private final List<PeerSetEffect> effects = new ArrayList<>();
    private final PeerRoster roster = new PeerRoster(
            new PeerSet.Settings(
                    SELF,
                    List.of(TRUSTED),
                    List.of(),
                    PeerSetWorld.POLICY,
                    ReputationPolicy.DEFAULT,
                    PeerSetWorld.ALLOWANCE,
                    REDIAL,
                    YIELD,
                    7),
            new NameWatch(host -> true),
            effects);

    private static PeerSetEffect keep(long peer, Endpoint endpoint, Duration delay) {
        return new PeerSetEffect.Keep(peer, endpoint, delay);
    }

    private List<PeerSetEffect> after(Runnable step) {
        step.run();
        List<PeerSetEffect> decided = List.copyOf(effects);
        effects.clear();
        return decided;
    }

    private PeerEntry kept() {
        roster.keep(at(PEER, THERE.host()), true);
        effects.clear();
        return roster.get(PEER);
    }

    @Test
    void whoIsKeptGetsAnActorThatKeepsIt() {
        assertThat(after(() -> roster.keep(at(PEER, THERE.host()), true)))
                .containsExactly(new PeerSetEffect.StartPeer(0, PEER, NOBODY), keep(0, THERE, Duration.ZERO));
        assertThat(after(() -> roster.keep(at(null, THERE.host()), true)))
                .containsExactly(new PeerSetEffect.StartPeer(1, null, NOBODY), keep(1, THERE, Duration.ZERO));
        assertThat(after(() -> roster.keep(at(null, THERE.host()), false)))
                .containsExactly(keep(1, THERE, Duration.ZERO));
    }

    @Test
    void theGreaterKeyLetsAMustConnectPeerDialFirst() {
        assertThat(after(() -> roster.mustConnect(List.of(at(LESSER, THERE.host()), at(SELF, "10.0.0.3")))))
                .containsExactly(new PeerSetEffect.StartPeer(0, LESSER, NOBODY), keep(0, THERE, YIELD));
        assertThat(after(() -> roster.mustConnect(List.of(at(PEER, THERE.host())))))
                .containsExactly(
                        new PeerSetEffect.Forget(0),
                        new PeerSetEffect.Retire(0),
                        new PeerSetEffect.StartPeer(1, PEER, NOBODY),
                        keep(1, THERE, Duration.ZERO));
    }

    @Test
    void aConnectionHearsThatItsPeerCountsOtherwise() {
        roster.adopt(PEER, 5);
        roster.adopt(TRUSTED, 6);
        effects.clear();
        assertThat(after(() -> roster.mustConnect(List.of(at(PEER, THERE.host()), at(TRUSTED, ELSEWHERE.host())))))
                .endsWith(new PeerSetEffect.Reclassify(5, false), new PeerSetEffect.Reclassify(6, false));
        assertThat(after(() -> roster.mustConnect(List.of())))
                .endsWith(new PeerSetEffect.Reclassify(5, true), new PeerSetEffect.Reclassify(6, false));
    }

    @Test
    void whoIsConnectedIsAnnouncedByItsActorAndLostByIt() {
        assertThat(after(() -> roster.adopt(PEER, 5)))
                .containsExactly(new PeerSetEffect.StartPeer(0, PEER, NOBODY), new PeerSetEffect.Adopt(0, 5));
        assertThat(after(() -> roster.ended(PEER, CloseReason.RESET)))
                .containsExactly(new PeerSetEffect.Lost(0, CloseReason.RESET), new PeerSetEffect.Retire(0));
        assertThat(after(() -> roster.stopped(0))).isEmpty();
        assertThat(roster.isEmpty()).isTrue();
    }

    @Test
    void whoIsKeptStaysWhenItsConnectionHasEnded() {
        kept();
        roster.adopt(PEER, 5);
        effects.clear();
        assertThat(after(() -> roster.ended(PEER, CloseReason.RESET)))
                .containsExactly(new PeerSetEffect.Lost(0, CloseReason.RESET));
        assertThat(roster.isEmpty()).isFalse();
    }

    @Test
    void aPeerWithSeveralAddressesIsDialledAtOneAfterTheOther() {
        PeerEntry entry = kept();
        roster.keep(at(PEER, ELSEWHERE.host()), false);
        effects.clear();
        assertThat(after(() -> roster.dialOver(entry, "no")))
                .containsExactly(new PeerSetEffect.DialOver(0, "no"), keep(0, ELSEWHERE, Duration.ZERO));
        assertThat(entry.strict()).isFalse();
        assertThat(after(() -> roster.dialOver(entry, "no")))
                .containsExactly(new PeerSetEffect.DialOver(0, "no"), keep(0, THERE, Duration.ZERO));
        assertThat(entry.strict()).isTrue();
    }

    @Test
    void anAddressGoesToWhoeverAnsweredThere() {
        PeerEntry entry = roster.keep(at(null, THERE.host()), false);
        entry.dial = 9;
        effects.clear();
        assertThat(after(() -> roster.resolved(entry, THERE, PEER)))
                .containsExactly(
                        new PeerSetEffect.StartPeer(1, PEER, NOBODY),
                        keep(1, THERE, Duration.ZERO),
                        new PeerSetEffect.Forget(0));
        assertThat(after(() -> roster.dialSucceeded(entry))).containsExactly(new PeerSetEffect.Retire(0));
    }

    @Test
    void whoeverIsKeptHearsThatAnotherPeerIsAtItsAddress() {
        PeerEntry entry = kept();
        entry.dial = 9;
        assertThat(after(() -> roster.dialSucceeded(entry)))
                .containsExactly(new PeerSetEffect.DialOver(0, "another peer is there"));
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
        assertThat(after(() -> roster.forget(entry, THERE)))
                .containsExactly(new PeerSetEffect.Forget(0), new PeerSetEffect.Retire(0));
        roster.mustConnect(List.of(at(LESSER, THERE.host())));
        effects.clear();
        assertThat(after(() -> roster.forget(roster.get(LESSER), THERE)))
                .containsExactly(new PeerSetEffect.Forget(1), new PeerSetEffect.Retire(1));
    }

    @Test
    void whoIsNeededAgainWhileItsActorEndsGetsAnotherOne() {
        PeerEntry entry = kept();
        roster.forget(entry, THERE);
        effects.clear();
        assertThat(after(() -> roster.keep(at(PEER, ELSEWHERE.host()), true))).isEmpty();
        assertThat(after(() -> roster.adopt(PEER, 5))).isEmpty();
        assertThat(roster.announced()).isEmpty();
        assertThat(after(() -> roster.stopped(0)))
                .containsExactly(
                        new PeerSetEffect.StartPeer(0, PEER, NOBODY),
                        new PeerSetEffect.Adopt(0, 5),
                        keep(0, ELSEWHERE, Duration.ZERO));
    }

    @Test
    void whoIsBeingDialledWhenItsActorEndsIsKeptAllTheSame() {
        PeerEntry entry = kept();
        roster.forget(entry, THERE);
        roster.keep(at(PEER, ELSEWHERE.host()), true);
        entry.dial = 9;
        effects.clear();
        assertThat(after(() -> roster.stopped(0)))
                .containsExactly(new PeerSetEffect.StartPeer(0, PEER, NOBODY), keep(0, ELSEWHERE, Duration.ZERO));
        assertThat(after(() -> roster.dialOver(entry, "no"))).containsExactly(new PeerSetEffect.DialOver(0, "no"));
    }

    @Test
    void anActorThatFailsIsFollowedByOneThatKnowsWhatItHasTold() {
        kept();
        roster.adopt(PEER, 5);
        effects.clear();
        List<Long> orphans = new ArrayList<>();
        assertThat(after(() -> orphans.add(roster.stopped(0))))
                .containsExactly(new PeerSetEffect.StartPeer(0, PEER, 5), keep(0, THERE, REDIAL));
        assertThat(orphans).containsExactly(5L);
    }

    @Test
    void expectsMustConnectAndTrustedPeersWhereTheyLive() {
        assertThat(roster.awaitsSomebody()).as("the trusted one").isTrue();
        roster.adopt(TRUSTED, 5);
        assertThat(roster.awaitsSomebody()).isFalse();
        roster.keep(at(TRUSTED, THERE.host()), true);
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
        assertThat(after(roster::forgetAll)).containsExactly(new PeerSetEffect.Forget(0));
        assertThat(after(() -> roster.dialOver(entry, "no")))
                .containsExactly(new PeerSetEffect.DialOver(0, "no"), new PeerSetEffect.Retire(0));
    }
}
