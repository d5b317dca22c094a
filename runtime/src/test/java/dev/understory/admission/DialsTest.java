package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.LESSER;
import static dev.understory.admission.PeerSetWorld.SELF;
import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome.Cause;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.SkipReason;
import dev.understory.session.Direction;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LookupEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each row of the table of {@link Dials}, within a whole peer set. */
final class DialsTest {
    private static final PublicKey PEER = key(1_001);
    private static final PublicKey OTHER = key(7);
    private static final String TOO_MANY = "too many wait for what comes of dials";
    private static final String HOST = "10.0.0.1";
    private static final String NAME = "peer.test";
    private static final Endpoint THERE = new Endpoint(HOST, 1);
    private static final Endpoint NAMED = new Endpoint(NAME, 1);

    private final PeerSetWorld world = new PeerSetWorld();
    private final PeerSet set = world.set;

    private List<PeerSetEffect> dial(PublicKey key, String host, long request) {
        return world.dial(at(key, host), true, false, request);
    }

    private static PeerSetEffect answer(long request, Cause cause, CloseReason reason, String detail) {
        return new PeerSetEffect.Answer(request, new DialOutcome.Failed(cause, reason, detail));
    }

    private static PeerSetEffect failed(PublicKey key, Endpoint remote, String detail) {
        return new PeerSetEffect.Emit(new ConnectionEvent.DialFailed(key, remote, detail, 1, -1));
    }

    /** As above, and the peer is kept. */
    private static PeerSetEffect failedOnce(PublicKey key, Endpoint remote, String detail) {
        return new PeerSetEffect.Emit(
                new ConnectionEvent.DialFailed(key, remote, detail, 1, PeerSetWorld.BACKOFF.toNanos()));
    }

    private static PeerSetEffect succeeded(long request, PublicKey key) {
        return new PeerSetEffect.Answer(request, new DialOutcome.Connected(key));
    }

    private void ban(String host) {
        world.after(() -> set.ban(new BanSubject.Address(NetworkAddress.of(host)), null));
    }

    @Test
    void anAddressIsDialledAndAnsweredWhenItsPeerIsAdmitted() {
        assertThat(dial(PEER, HOST, 7)).containsExactly(new PeerSetEffect.Dial(0, THERE, List.of(THERE)));
        assertThat(world.dialed(0, HOST))
                .containsExactly(
                        new PeerSetEffect.Open(0, Direction.OUTBOUND, PEER, true),
                        new PeerSetEffect.Emit(new ConnectionEvent.Opened(0, Direction.OUTBOUND, THERE)));
        assertThat(world.authenticated(0, PEER))
                .hasAtLeastOneElementOfType(PeerSetEffect.Admit.class)
                .endsWith(succeeded(7, PEER));
    }

    @Test
    void whoIsConnectedIsNotDialled() {
        dial(null, HOST, 1);
        world.dialed(0, HOST);
        world.authenticated(0, PEER);
        assertThat(dial(PEER, "10.0.0.2", 2)).containsExactly(succeeded(2, PEER));
        assertThat(dial(null, HOST, 3)).as("it is known who is there").containsExactly(succeeded(3, PEER));
        world.ended(0, CloseReason.RESET);
        assertThat(dial(null, HOST, 4)).hasOnlyElementsOfType(PeerSetEffect.Dial.class);
    }

    @Test
    void aNameIsLookedUpAndOfItsAddressesThoseAreDialledThatCanBe() {
        assertThat(dial(PEER, NAME, 1)).containsExactly(new PeerSetEffect.LookUp(0, NAME));
        ban("10.0.0.2");
        LookupEvent found = new LookupEvent.Found(NAME, List.of("10.0.0.2", HOST, "224.0.0.1"), 3);
        assertThat(world.lookedUp(0, found))
                .containsExactlyInAnyOrder(
                        new PeerSetEffect.Emit(new ConnectionEvent.AddressesSkipped(NAMED, SkipReason.BANNED, 1)),
                        new PeerSetEffect.Emit(new ConnectionEvent.AddressesSkipped(NAMED, SkipReason.NOT_UNICAST, 1)),
                        new PeerSetEffect.Emit(new ConnectionEvent.AddressesSkipped(NAMED, SkipReason.BEYOND_LIMIT, 3)),
                        new PeerSetEffect.Dial(0, NAMED, List.of(THERE)));
        assertThat(world.lookedUp(0, found)).as("a second answer").isEmpty();
    }

    @Test
    void aNameWithoutAnAddressThatCanBeDialledFails() {
        dial(PEER, NAME, 1);
        String unknown = "UNRESOLVED: nobody knows it";
        assertThat(world.lookedUp(0, new LookupEvent.NotFound(NAME, "nobody knows it")))
                .containsExactly(
                        answer(1, Cause.UNREACHABLE, CloseReason.LOCAL, unknown), failed(PEER, NAMED, unknown));
        dial(PEER, NAME, 2);
        String useless = "UNRESOLVED: no address of peer.test can be dialled";
        assertThat(world.lookedUp(1, new LookupEvent.Found(NAME, List.of("224.0.0.1"), 0)))
                .endsWith(answer(2, Cause.UNREACHABLE, CloseReason.LOCAL, useless), failed(PEER, NAMED, useless));
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void whatIsBannedIsNotDialled() {
        ban(HOST);
        String why = "not dialled: BANNED";
        assertThat(dial(PEER, HOST, 1))
                .containsExactly(answer(1, Cause.REFUSED_HERE, CloseReason.BANNED, why), failed(PEER, THERE, why));
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void aLinkToAnAddressThatWasBannedMeanwhileLeadsNowhere() {
        dial(PEER, HOST, 1);
        ban(HOST);
        assertThat(world.dialed(0, HOST))
                .containsExactly(
                        answer(1, Cause.REFUSED_HERE, CloseReason.BANNED, "not dialled: BANNED"),
                        failed(PEER, THERE, "not dialled: BANNED"),
                        new PeerSetEffect.RefuseLink());
        assertThat(world.dialed(0, HOST)).as("a dial that is over").containsExactly(new PeerSetEffect.RefuseLink());
    }

    @Test
    void anIdentityIsDialledOnceAtATimeAndEverybodyWhoAskedIsAnswered() {
        dial(PEER, HOST, 1);
        assertThat(dial(PEER, "10.0.0.2", 2)).isEmpty();
        assertThat(world.dialFailed(0))
                .startsWith(
                        answer(1, Cause.UNREACHABLE, CloseReason.LOCAL, "TIMEOUT: nobody there"),
                        answer(2, Cause.UNREACHABLE, CloseReason.LOCAL, "TIMEOUT: nobody there"));
    }

    @Test
    void anAddressIsDialledOnceAtATime() {
        dial(null, HOST, 1);
        assertThat(dial(PEER, HOST, 2))
                .startsWith(answer(2, Cause.REFUSED_HERE, CloseReason.DUPLICATE, "the address is being dialled"));
    }

    @Test
    void dialsAreAsManyAsSlots() {
        for (int i = 0; i < PeerSetWorld.POLICY.maxOutbound(); i++) {
            dial(null, "10.0.0." + i, i);
        }
        assertThat(dial(PEER, "10.0.1.1", 99))
                .startsWith(answer(
                        99,
                        Cause.REFUSED_HERE,
                        CloseReason.NO_SLOT,
                        "not dialled: all slots for peers that we dial are taken"));
    }

    /** As many requests as can wait do, all for one dial. */
    private void letAllWait() {
        for (int i = 0; i < Dials.MOST_ASKING; i++) {
            world.asking.add((long) i);
            set.dial(at(PEER, HOST), true, false, i);
        }
        world.after(() -> {});
    }

    @Test
    void whoeverAsksBeyondTheLimitIsAnsweredAtOnceAndNothingIsDialledForIt() {
        letAllWait();
        long beyond = Dials.MOST_ASKING;
        PeerSetEffect refused = answer(beyond, Cause.REFUSED_HERE, CloseReason.LOCAL, TOO_MANY);
        assertThat(dial(PEER, HOST, beyond)).containsExactly(refused);
        assertThat(dial(OTHER, "10.7.0.1", beyond))
                .containsExactly(refused, failed(OTHER, new Endpoint("10.7.0.1", 1), TOO_MANY));
        assertThat(world.dial(at(OTHER, "10.7.0.1"), true, true, beyond))
                .contains(refused, failedOnce(OTHER, new Endpoint("10.7.0.1", 1), TOO_MANY))
                .doesNotHaveAnyElementsOfTypes(PeerSetEffect.Dial.class);
        assertThat(world.dialDue(2)).as("nobody asks").hasOnlyElementsOfType(PeerSetEffect.Dial.class);
        assertThat(world.dialFailed(0))
                .filteredOn(PeerSetEffect.Answer.class::isInstance)
                .hasSize((int) beyond);
        assertThat(world.asking).isEmpty();
        assertThat(dial(PEER, HOST, beyond)).as("there is room again").doesNotContain(refused);
    }

    @Test
    void whoeverNeedNotWaitIsToldTheTruthAtTheLimitToo() {
        world.admit(OTHER, "10.7.0.1");
        letAllWait();
        long beyond = Dials.MOST_ASKING;
        assertThat(dial(OTHER, "10.7.0.1", beyond)).containsExactly(succeeded(beyond, OTHER));
        ban("10.8.0.1");
        assertThat(dial(null, "10.8.0.1", beyond))
                .startsWith(answer(beyond, Cause.REFUSED_HERE, CloseReason.BANNED, "not dialled: BANNED"));
    }

    @Test
    void aKeptPeerIsDialledAgainAfterItsBackOff() {
        world.after(() -> set.dial(at(PEER, HOST), true, true, PeerSet.NOBODY));
        assertThat(world.dialDue(0)).as("it is being dialled").isEmpty();
        assertThat(world.dialFailed(0))
                .containsExactly(
                        new PeerSetEffect.WakeDial(0, PeerSetWorld.BACKOFF),
                        failedOnce(PEER, THERE, "TIMEOUT: nobody there"));
        assertThat(world.dialDue(0)).containsExactly(new PeerSetEffect.Dial(1, THERE, List.of(THERE)));
        world.dialed(1, HOST);
        world.authenticated(1, PEER);
        assertThat(world.dialDue(0)).as("it is connected").isEmpty();
    }

    @Test
    void anAddressOfOurOwnIsRememberedAndForgottenByWhoeverKeepsIt() {
        world.after(() -> set.dial(at(null, HOST), false, true, PeerSet.NOBODY));
        world.dialed(0, HOST);
        assertThat(world.authenticated(0, SELF)).hasAtLeastOneElementOfType(PeerSetEffect.Close.class);
        assertThat(world.ended(0, CloseReason.LOCAL)).contains(new PeerSetEffect.CancelWake(0));
        assertThat(set.isEmpty()).isTrue();
        assertThat(dial(null, HOST, 1))
                .startsWith(answer(1, Cause.REFUSED_HERE, CloseReason.SELF, "not dialled: SELF"));
    }

    @Test
    void onlySoManyAddressesOfOurOwnAreRemembered() {
        for (int i = 0; i <= OwnAddresses.MAX; i++) {
            long id = set.nextConnection();
            dial(null, "10.1.0." + i, i);
            world.dialed(id, "10.1.0." + i);
            world.authenticated(id, SELF);
            world.ended(id, CloseReason.LOCAL);
        }
        assertThat(dial(null, "10.1.0.0", 98)).as("the oldest").hasOnlyElementsOfType(PeerSetEffect.Dial.class);
        assertThat(dial(null, "10.1.0.1", 99))
                .startsWith(answer(99, Cause.REFUSED_HERE, CloseReason.SELF, "not dialled: SELF"));
    }

    @Test
    void theOtherEndOfALinkToOurselvesTellsWhereItLeads() {
        dial(null, HOST, 1);
        world.dialed(0, HOST);
        world.arrive(PeerSetWorld.HERE);
        world.authenticated(1, SELF);
        world.ended(1, CloseReason.LOCAL);
        assertThat(world.ended(0, CloseReason.REMOTE_CLOSED))
                .contains(answer(1, Cause.HANDSHAKE, CloseReason.SELF, "SELF"));
    }

    @Test
    void aDialThatLosesAgainstAnotherConnectionOfItsPeerHasSucceeded() {
        dial(LESSER, HOST, 1);
        world.dialed(0, HOST);
        world.admit(LESSER, "10.0.0.9");
        assertThat(world.authenticated(0, LESSER)).containsExactly(new PeerSetEffect.Challenge(1, 0, true));
        assertThat(world.ended(0, CloseReason.REMOTE_CLOSED)).endsWith(succeeded(1, LESSER));
    }

    @Test
    void aHandshakeThatFailsIsToldWithItsReason() {
        dial(PEER, HOST, 1);
        world.dialed(0, HOST);
        world.open.remove(0L);
        assertThat(world.after(() -> set.ended(0, CloseReason.BAD_SIGNATURE, "of 64 bytes")))
                .endsWith(
                        answer(1, Cause.HANDSHAKE, CloseReason.BAD_SIGNATURE, "BAD_SIGNATURE: of 64 bytes"),
                        failed(PEER, THERE, "BAD_SIGNATURE: of 64 bytes"));
    }

    @Test
    void aStopGivesLookupsUpAndLeavesDialsToTheirEnd() {
        dial(PEER, NAME, 1);
        dial(null, HOST, 2);
        assertThat(world.after(() -> set.stop(Duration.ZERO)))
                .startsWith(
                        answer(1, Cause.REFUSED_HERE, CloseReason.LOCAL, "the node is stopping"),
                        failed(PEER, NAMED, "the node is stopping"),
                        new PeerSetEffect.QuitDialing());
        assertThat(world.dialed(1, HOST))
                .startsWith(answer(2, Cause.REFUSED_HERE, CloseReason.LOCAL, "the node is stopping"))
                .endsWith(new PeerSetEffect.RefuseLink());
        assertThat(set.isOver()).isTrue();
    }
}
