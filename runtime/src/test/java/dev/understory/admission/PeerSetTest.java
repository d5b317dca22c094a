package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LookupEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a whole peer set wants done, without an actor. */
final class PeerSetTest {
    private static final String NAME = "bad.test";

    private final PeerSetWorld world = new PeerSetWorld();
    private final PeerSet set = world.set;

    private static PeerSetEffect emit(ConnectionEvent event) {
        return new PeerSetEffect.Emit(event);
    }

    private static PeerSetEffect close(long id, CloseReason why) {
        return new PeerSetEffect.Close(id, why, Duration.ZERO);
    }

    private static PeerInfo inbound(PublicKey key, String host) {
        return new PeerInfo(key, Direction.INBOUND, new Endpoint(host, 1), false, false, 0);
    }

    @Test
    void opensALinkForWhichThereIsRoom() {
        assertThat(world.arrive("10.0.0.1"))
                .containsExactly(
                        new PeerSetEffect.Open(0, Direction.INBOUND, null, false),
                        emit(new ConnectionEvent.Opened(0, Direction.INBOUND, new Endpoint("10.0.0.1", 1))));
    }

    @Test
    void aMustConnectPeerIsTriedSoonWhereNobodyIsAndLikeEverybodyWhereItAnswersAndFails() {
        world.order(() -> set.setMustConnect(List.of(at(key(1_001), "10.0.0.1"))));
        world.dialDue(0);
        assertThat(world.dialFailed(0)).contains(new PeerSetEffect.WakeDial(0, Duration.ofSeconds(1)));
        world.dialDue(0);
        world.dialed(1, "10.0.0.1");
        assertThat(world.ended(1, CloseReason.INCOMPATIBLE))
                .contains(new PeerSetEffect.WakeDial(0, PeerSetWorld.BACKOFF));
    }

    @Test
    void refusesALinkOfABannedAddressAndTellsBeforeItEnds() {
        NetworkAddress address = NetworkAddress.of("10.0.0.1");
        world.after(() -> set.ban(new BanSubject.Address(address), null));
        ConnectionEvent told = new ConnectionEvent.LinkRefused(new Endpoint("10.0.0.1", 1), CloseReason.BANNED);
        assertThat(world.arrive("10.0.0.1")).containsExactly(emit(told), new PeerSetEffect.RefuseLink());
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void theSlowestOfTooManyHandshakesEndsForOneFromElsewhere() {
        for (int i = 0; i < 5; i++) {
            world.arrive("10.0." + i % 2 + "." + i);
        }
        Endpoint slowest = new Endpoint("10.0.0.0", 1);
        String why = "made room for " + NetworkAddress.of("172.16.0.1");
        assertThat(world.arrive("172.16.0.1"))
                .startsWith(
                        emit(new ConnectionEvent.HandshakeFailed(
                                0, Direction.INBOUND, slowest, CloseReason.CROWDED_OUT, why)),
                        close(0, CloseReason.CROWDED_OUT),
                        new PeerSetEffect.Open(5, Direction.INBOUND, null, false));
        assertThat(world.authenticated(0, key(1))).as("who was crowded out").isEmpty();
        assertThat(world.ended(0, CloseReason.CROWDED_OUT)).isEmpty();
    }

    @Test
    void oneThatWasRefusedAlreadyIsNotToldAgainToMakeRoom() {
        world.arrive("10.0.0.0");
        world.after(() -> set.ban(new BanSubject.Identity(key(1)), null));
        assertThat(world.authenticated(0, key(1))).contains(close(0, CloseReason.BANNED));
        for (int i = 1; i < 5; i++) {
            world.arrive("10.0." + i % 2 + "." + i);
        }
        assertThat(world.arrive("172.16.0.1"))
                .first()
                .isEqualTo(new PeerSetEffect.Open(5, Direction.INBOUND, null, false));
    }

    @Test
    void aPeerThatIsProvenIsAdmitted() {
        world.arrive("10.0.0.1");
        world.now = 50;
        PeerInfo peer = inbound(key(1), "10.0.0.1");
        List<PeerSetEffect> decided = world.authenticated(0, key(1));
        assertThat(decided).hasSize(2).first().isEqualTo(emit(new ConnectionEvent.PeerAdmitted(0, peer, 50)));
        assertThat(decided.get(1))
                .isInstanceOfSatisfying(
                        PeerSetEffect.Admit.class,
                        admit -> assertThat(admit.peer()).isEqualTo(peer));
        assertThat(set.roster.find(key(1)).connection).isZero();
        assertThat(set.peerOf(0)).isEqualTo(peer);
        assertThat(set.admitted()).containsExactly(0L);
    }

    @Test
    void aPeerThatOffendsIsDebitedWhenItsConnectionEnds() {
        world.admit(key(1), "10.0.0.1");
        assertThat(world.ended(0, CloseReason.BAD_FRAME))
                .hasSize(3)
                .startsWith(
                        emit(new ConnectionEvent.PeerClosed(0, inbound(key(1), "10.0.0.1"), CloseReason.BAD_FRAME, "")))
                .endsWith(new PeerSetEffect.Lost(0, key(1), CloseReason.BAD_FRAME));
        assertThat(world.told).last().isInstanceOf(ConnectionEvent.PeerDebited.class);
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void whoWaitedIsRefusedIfItIsUnwantedWhenItsTurnComes() {
        for (int i = 0; i < 4; i++) {
            world.admit(key(i + 1), "10.0." + i % 2 + "." + i);
        }
        long fresh = set.nextConnection();
        world.arrive("172.16.0.1");
        assertThat(world.authenticated(fresh, key(9)))
                .as("somebody leaves for it")
                .hasSize(1);
        long leaves = ((PeerSetEffect.Close) world.lastDecided.get(0)).id();
        Offence[] all = Offence.values();
        for (int i = 0; i < 200; i++) {
            world.after(() -> set.report(key(9), all[0]));
        }
        world.ended(leaves, CloseReason.NO_SLOT);
        assertThat(world.lastDecided)
                .endsWith(
                        emit(new ConnectionEvent.PeerRefused(
                                fresh,
                                Direction.INBOUND,
                                new Endpoint("172.16.0.1", 1),
                                key(9),
                                CloseReason.DISCOURAGED)),
                        close(fresh, CloseReason.DISCOURAGED));
    }

    @Test
    void aConnectionWhoseActorFailsHasEnded() {
        world.arrive("10.0.0.1");
        world.open.remove(0L);
        assertThat(world.after(() -> set.connectionFailed(0)))
                .first()
                .isEqualTo(emit(new ConnectionEvent.Defect("connection", "connection 0 failed")));
        assertThat(world.after(() -> set.connectionFailed(0))).isEmpty();
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void aBanClosesWhoIsConnectedAndNobodyElse() {
        world.arrive("10.0.0.1");
        world.arrive("10.1.0.1");
        NetworkAddress address = NetworkAddress.of("10.1.0.1");
        assertThat(world.after(() -> set.ban(new BanSubject.Address(address), null)))
                .containsExactly(banned(new BanSubject.Address(address)), close(1, CloseReason.BANNED));
    }

    private static PeerSetEffect banned(BanSubject subject) {
        return emit(new ConnectionEvent.Banned(subject, BanReason.OPERATOR, null));
    }

    @Test
    void aBannedNameIsLookedUpAndThenClosesWhoLivesThere() {
        world.arrive("10.0.0.1");
        assertThat(world.after(() -> set.ban(new BanSubject.Name(NAME), null)))
                .containsExactly(banned(new BanSubject.Name(NAME)), new PeerSetEffect.LookUp(PeerSet.NOBODY, NAME));
        LookupEvent found = new LookupEvent.Found(NAME, List.of("10.0.0.1"), 0);
        assertThat(world.after(() -> set.lookedUp(PeerSet.NOBODY, found)))
                .containsExactly(
                        emit(new ConnectionEvent.NameResolved(NAME, 1)),
                        new PeerSetEffect.WakeNames(NameWatch.REFRESH),
                        close(0, CloseReason.BANNED));
    }

    @Test
    void whatIsFoundAfterAStopChangesNothing() {
        world.after(() -> set.ban(new BanSubject.Name(NAME), null));
        world.after(() -> set.stop(Duration.ZERO));
        LookupEvent found = new LookupEvent.Found(NAME, List.of("10.0.0.1"), 0);
        assertThat(world.after(() -> set.lookedUp(PeerSet.NOBODY, found))).isEmpty();
    }

    @Test
    void theNamesOfThoseWhoAreExpectedAreFollowedFromTheFirst() {
        PeerSetWorld trusting = new PeerSetWorld(key(3));
        PeerSetEffect lookUp = new PeerSetEffect.LookUp(PeerSet.NOBODY, NAME);
        assertThat(trusting.dial(at(key(3), NAME), true, true, 1)).contains(lookUp);
        assertThat(world.after(() -> set.begin(List.of(), List.of(at(key(3), NAME)))))
                .contains(lookUp);
    }

    @Test
    void aNameThatTurnsOutToBeATrustedPeersIsFollowed() {
        PeerSetWorld trusting = new PeerSetWorld(key(3));
        trusting.dial(at(null, NAME), false, true, 1);
        trusting.lookedUp(0, new LookupEvent.Found(NAME, List.of("10.0.0.1"), 0));
        trusting.dialed(0, "10.0.0.1");
        assertThat(trusting.authenticated(0, key(3))).contains(new PeerSetEffect.LookUp(PeerSet.NOBODY, NAME));
    }

    @Test
    void tellsOnceThatTooManyNamesAreToBeFollowed() {
        List<PeerAddress> many = new ArrayList<>();
        for (int i = 0; i <= NameWatch.MOST_NAMES; i++) {
            many.add(at(key(2_000 + i), "n" + i + ".test"));
        }
        world.after(() -> set.setMustConnect(many));
        world.after(set::namesDue);
        assertThat(world.told)
                .singleElement()
                .isInstanceOfSatisfying(
                        ConnectionEvent.NameUnresolved.class,
                        event -> assertThat(event.host()).isEqualTo("n" + NameWatch.MOST_NAMES + ".test"));
    }

    @Test
    void disconnectsTheConnectionsOfAnIdentity() {
        world.admit(key(1), "10.0.0.1");
        world.admit(key(2), "10.1.0.1");
        assertThat(world.after(() -> set.disconnect(key(2)))).containsExactly(close(1, CloseReason.LOCAL));
    }

    @Test
    void whoIsMustConnectNoMoreLeavesIfThereIsNoSlotForIt() {
        world.after(() -> set.setMustConnect(List.of(at(key(9), "10.9.0.1"))));
        for (int i = 0; i < 4; i++) {
            world.admit(key(i + 1), "10." + i + ".0.1");
        }
        long must = world.admit(key(9), "10.9.0.1");
        assertThat(world.after(() -> set.setMustConnect(List.of())))
                .containsExactly(new PeerSetEffect.Reclassify(must, true), close(must, CloseReason.NO_SLOT));
    }

    @Test
    void aStopClosesAllAndWaitsForThoseOnlyWhoAreAdmitted() {
        world.admit(key(1), "10.0.0.1");
        world.arrive("10.1.0.1");
        Duration deadline = Duration.ofSeconds(3);
        assertThat(world.after(() -> set.stop(deadline)))
                .containsExactly(
                        new PeerSetEffect.QuitDialing(),
                        new PeerSetEffect.Close(0, CloseReason.LOCAL, deadline),
                        close(1, CloseReason.LOCAL));
        assertThat(world.arrive("10.2.0.1")).last().isEqualTo(new PeerSetEffect.RefuseLink());
        assertThat(world.dial(at(key(2), "10.2.0.1"), true, true, 5))
                .contains(new PeerSetEffect.Answer(
                        5,
                        new DialOutcome.Failed(
                                DialOutcome.Cause.REFUSED_HERE, CloseReason.LOCAL, "not dialled: LOCAL")));
        assertThat(world.after(() -> set.ban(new BanSubject.Name(NAME), null)))
                .as("nothing is looked up any more")
                .containsExactly(banned(new BanSubject.Name(NAME)));
        assertThat(world.after(() -> set.unban(new BanSubject.Name(NAME))))
                .containsExactly(emit(new ConnectionEvent.Unbanned(new BanSubject.Name(NAME))));
        assertThat(world.after(set::namesDue)).isEmpty();
        assertThat(world.after(() -> set.setMustConnect(List.of(at(key(2), NAME)))))
                .isEmpty();
        world.ended(0, CloseReason.LOCAL);
        world.ended(1, CloseReason.LOCAL);
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void keepsItsRulesWhateverHappens() {
        for (long seed = 1; seed <= 20; seed++) {
            System.out.println("seed " + seed);
            PeerSetPlay play = new PeerSetPlay(new PeerSetWorld(key(0)), new Random(seed));
            for (int step = 0; step < 1_000; step++) {
                play.act();
            }
            play.end();
            assertThat(play.seen()).as("seed %d", seed).isGreaterThan(11);
        }
    }

    @Test
    void agreesAgainWhereverADecisionIsCutOff() {
        int defects = 0;
        for (long seed = 1; seed <= 20; seed++) {
            System.out.println("seed " + seed);
            Random random = new Random(seed);
            PeerSetPlay play = new PeerSetPlay(new PeerSetWorld(key(0)), random);
            for (int step = 0; step < 1_000; step++) {
                if (random.nextInt(10) == 0) {
                    play.failAfter(random.nextInt(6));
                }
                play.act();
            }
            defects += play.defects();
            play.end();
        }
        assertThat(defects).isGreaterThan(500);
    }
}
