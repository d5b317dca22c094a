package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule of {@link PeerSetRules}, broken by hand in the state of a whole peer set, and mended. */
final class PeerSetRulesTest {
    private static final PublicKey PEER = key(9);

    private final PeerSetWorld world = new PeerSetWorld();
    private final PeerSet set = world.set;

    private void assertBrokenAndMended(String... rules) {
        assertThat(world.broken()).containsExactly(rules);
        world.repaired.clear();
        world.contain = () -> {};
        world.mend();
    }

    @Test
    void everyRequestWaitsForADialThatIsUnderWay() {
        world.dial(at(null, "10.0.0.1"), false, false, 1);
        world.dialed(0, "10.0.0.1");
        set.table.ended(0);
        world.open.remove(0L);
        assertBrokenAndMended("every request waits for a dial that is under way");
        assertThat(world.lastAnswer)
                .isEqualTo(
                        new DialOutcome.Failed(DialOutcome.Cause.HANDSHAKE, CloseReason.INTERNAL, "a defect of ours"));
        assertThat(world.asking).isEmpty();
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void everyPlaceIsADialsOrAnOpenConnections() {
        set.table.dial(99, NetworkAddress.of("10.0.0.1"), true);
        assertBrokenAndMended("every place in the table is a dial's or an open connection's");
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void everyPeerThatWaitsForItsDialHasOne() {
        kept().dial = 99;
        assertBrokenAndMended("every peer that waits for its dial has one");
        assertThat(world.repaired).startsWith(new PeerSetEffect.WakeDial(0, PeerSetWorld.BACKOFF));
        assertThat(world.dialDue(0)).hasOnlyElementsOfType(PeerSetEffect.Dial.class);
    }

    @Test
    void everyAdmittedConnectionHasReachedItsPeer() {
        world.admit(PEER, "10.0.0.1");
        entry().connection = PeerSet.NOBODY;
        assertBrokenAndMended(
                "every admitted connection has reached its peer", "nobody is remembered or dialled who need not be");
        assertThat(world.repaired).last().isInstanceOf(PeerSetEffect.Admit.class);
        assertThat(set.roster.find(PEER).connection).isZero();
    }

    @Test
    void whereAListWasReplacedAndNobodyCountedAnewEverybodyIs() {
        world.admit(PEER, "10.0.0.1");
        set.roster.mustConnect(List.of(at(PEER, "10.0.0.1")));
        assertThat(connection().ordinary).isTrue();
        set.effects().clear();
        assertThat(world.after(world.rules::countAnew))
                .as("its connection hears of it")
                .containsExactly(new PeerSetEffect.Reclassify(0, false));
        assertThat(connection().ordinary).isFalse();
        assertThat(connection().slot).isFalse();
    }

    @Test
    void everyDialWhosePeerIsAdmittedIsOver() {
        world.dial(at(PEER, "10.0.0.1"), true, false, 1);
        world.dialed(0, "10.0.0.1");
        world.authenticated(0, PEER);
        connection().dial.underWay = true;
        assertBrokenAndMended("every dial whose peer is admitted is over");
        assertThat(set.dials.find(0)).isNull();
    }

    @Test
    void everyConnectedPeerHasAnOpenConnection() {
        kept().connection = 99;
        world.admitted.put(99L, PEER);
        assertBrokenAndMended("every connected peer has an open connection");
        assertThat(set.roster.find(PEER).connection).isEqualTo(PeerSet.NOBODY);
    }

    @Test
    void whoWaitsForAnothersEndWaitsForOneThatWillEnd() {
        for (int i = 0; i < 4; i++) {
            world.admit(key(i + 1), "10.0." + i % 2 + "." + i);
        }
        world.arrive("172.16.0.1");
        world.authenticated(4, PEER);
        set.table.find(4).waitsFor = 99;
        assertBrokenAndMended("every connection that waits for another's end waits for one that will end");
        assertThat(world.repaired).containsExactly(new PeerSetEffect.Close(4, CloseReason.INTERNAL, Duration.ZERO));
    }

    @Test
    void whoWaitsBesideAnotherConnectionOfItsIdentityHasOne() {
        world.arrive("10.0.0.1");
        connection().key = PEER;
        connection().state = ConnectionEntry.State.WAITING;
        assertBrokenAndMended("every connection that waits for another's end waits for one that will end");
        assertThat(world.repaired).containsExactly(new PeerSetEffect.Close(0, CloseReason.INTERNAL, Duration.ZERO));
    }

    @Test
    void everyConnectionThatIsToEndHasBeenToldTo() {
        world.admit(PEER, "10.0.0.1");
        connection().state = ConnectionEntry.State.CLOSING;
        assertBrokenAndMended("every connection that is to end has been told to");
        assertThat(world.repaired).containsExactly(new PeerSetEffect.Close(0, CloseReason.INTERNAL, Duration.ZERO));
    }

    @Test
    void everyConnectionOfTheBannedHasBeenToldToEnd() {
        world.admit(PEER, "10.0.0.1");
        set.gatekeeper.ban(new BanSubject.Identity(PEER), null, BanReason.OPERATOR);
        assertBrokenAndMended("every connection of the banned has been told to end");
        assertThat(world.repaired).containsExactly(new PeerSetEffect.Close(0, CloseReason.BANNED, Duration.ZERO));
    }

    @Test
    void everyAddressThatWasReachedHasItsConnection() {
        PendingDial dial = new PendingDial(99, new Endpoint("10.0.0.1", 1), null, null);
        dial.underWay = true;
        set.dials.succeeded(dial, PEER);
        assertBrokenAndMended("every address that was reached has its connection");
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void everyAllowanceThatIsLentIsAnOpenConnections() {
        set.admissions.allowances.lend(PEER, NetworkAddress.of("10.0.0.1"), 0);
        assertBrokenAndMended("every allowance that is lent is an open connection's");
        assertThat(set.admissions.allowances.lent()).isEmpty();
    }

    @Test
    void everyPeerThatIsKeptWaitsForADialIfItHasNone() {
        kept().redial.due();
        world.wakes.clear();
        assertBrokenAndMended("every peer that is kept is connected, being dialled, or waits for its next dial");
        assertThat(world.repaired).containsExactly(new PeerSetEffect.WakeDial(0, PeerSetWorld.REDIAL));
    }

    @Test
    void nobodyIsDialledWhoNeedNotBe() {
        kept().addresses.clear();
        assertBrokenAndMended("nobody is remembered or dialled who need not be");
        assertThat(world.repaired).containsExactly(new PeerSetEffect.CancelWake(0));
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void asManySlotsAreTakenAsConnectionsHold() {
        world.admit(PEER, "10.0.0.1");
        connection().slot = false;
        assertThat(world.broken()).containsExactly("as many slots are taken as connections hold");
    }

    /** A peer that is kept and not dialled now. */
    private PeerEntry kept() {
        world.after(() -> set.dial(at(PEER, "10.0.0.1"), true, true, PeerSet.NOBODY));
        world.dialFailed(0);
        return entry();
    }

    private PeerEntry entry() {
        return set.roster.find(PEER);
    }

    private ConnectionEntry connection() {
        return set.table.find(0);
    }
}
