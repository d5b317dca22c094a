package dev.understory.admission;

import static dev.understory.admission.PeerSetWorld.LESSER;
import static dev.understory.admission.PeerSetWorld.SELF;
import static dev.understory.admission.PeerSetWorld.at;
import static dev.understory.admission.PeerSetWorld.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome.Cause;
import dev.understory.identity.PublicKey;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever has us probe an address, by telling of it, changes nothing for those whom we keep or dial. */
final class ProbesTest {
    private static final PublicKey PEER = key(1_001);
    private static final String HOST = "10.0.0.1";
    private static final String ELSEWHERE = "10.66.0.6";
    private static final Endpoint THERE = new Endpoint(HOST, 1);

    private final PeerSetWorld world = new PeerSetWorld();
    private final PeerSet set = world.set;

    private static PeerSetEffect unreachable(long request) {
        return new PeerSetEffect.Answer(
                request, new DialOutcome.Failed(Cause.UNREACHABLE, CloseReason.LOCAL, "TIMEOUT: nobody there"));
    }

    private static PeerSetEffect succeeded(long request, PublicKey key) {
        return new PeerSetEffect.Answer(request, new DialOutcome.Connected(key));
    }

    /** Probes; returns the number of the dial. */
    private long probe(PublicKey key, String host, long request) {
        long id = set.nextConnection();
        assertThat(world.probe(at(key, host), request)).hasOnlyElementsOfType(PeerSetEffect.Dial.class);
        return id;
    }

    private void prove(long id, String host, PublicKey key) {
        world.dialed(id, host);
        world.authenticated(id, key);
    }

    @Test
    void aProbeThatFailsIsNoFailureOfTheKeptPeer() {
        world.dial(at(PEER, HOST), true, true, 1);
        world.dialFailed(0);
        long id = probe(PEER, ELSEWHERE, 2);
        assertThat(world.dialFailed(id)).containsExactly(unreachable(2));
        assertThat(world.dialDue(0)).hasOnlyElementsOfType(PeerSetEffect.Dial.class);
    }

    @Test
    void aKeptPeerIsDialledWhenItIsDueThoughItIsProbedElsewhere() {
        long id = probe(LESSER, ELSEWHERE, 1);
        world.after(() -> set.setMustConnect(List.of(at(LESSER, HOST))));
        assertThat(world.dialDue(0))
                .containsExactly(new PeerSetEffect.Dial(1, THERE, List.of(THERE), PeerSetEffect.Dial.URGENT));
        assertThat(world.dialFailed(id)).containsExactly(unreachable(1));
        prove(1, HOST, LESSER);
        assertThat(world.admitted).containsEntry(1L, LESSER);
        assertThat(world.told).noneMatch(event -> event instanceof ConnectionEvent.DialFailed);
    }

    @Test
    void aMustConnectPeersDialThatTakesOverAProbeGoesBeforeOthersAsItsOwnWould() {
        long id = probe(LESSER, HOST, 1);
        world.after(() -> set.setMustConnect(List.of(at(LESSER, HOST))));
        assertThat(world.dialDue(0)).containsExactly(new PeerSetEffect.RaiseDial(id, PeerSetEffect.Dial.URGENT));
        assertThat(world.dialFailed(id)).contains(unreachable(1));
    }

    @Test
    void aKeptPeerThatIsProvenByAProbeIsAdmitted() {
        world.after(() -> set.setMustConnect(List.of(at(LESSER, HOST))));
        world.dialDue(0);
        long id = probe(LESSER, ELSEWHERE, 1);
        world.dialed(id, ELSEWHERE);
        assertThat(world.authenticated(id, LESSER))
                .startsWith(succeeded(1, LESSER))
                .hasAtLeastOneElementOfType(PeerSetEffect.Admit.class);
        assertThat(world.dialFailed(0)).as("its own dial").isEmpty();
        assertThat(world.told).noneMatch(event -> event instanceof ConnectionEvent.DialFailed);
        world.ended(id, CloseReason.RESET);
        assertThat(world.wakes).as("it is dialled again").containsExactly(0L);
    }

    @Test
    void aKeptPeerThatIsProvenByAProbeAndFindsNoSlotWaitsForItsDial() {
        world.dial(at(PEER, HOST), true, true, 99);
        world.dialFailed(0);
        for (int i = 0; i < PeerSetWorld.POLICY.maxOutbound(); i++) {
            world.dial(at(null, "10.1.0." + i), false, false, i);
        }
        world.told.clear();
        long id = probe(PEER, ELSEWHERE, 100);
        prove(id, ELSEWHERE, PEER);
        world.ended(id, CloseReason.LOCAL);
        assertThat(world.lastAnswer).isEqualTo(new DialOutcome.Connected(PEER));
        assertThat(world.told).noneMatch(event -> event instanceof ConnectionEvent.DialFailed);
        assertThat(world.wakes).containsExactly(0L);
    }

    @Test
    void aDialDoesNotShareTheFateOfAProbeElsewhere() {
        long id = probe(LESSER, ELSEWHERE, 1);
        assertThat(world.dial(at(LESSER, HOST), true, true, 2))
                .contains(new PeerSetEffect.Dial(1, THERE, List.of(THERE)));
        assertThat(world.dialFailed(id)).containsExactly(unreachable(1));
        prove(1, HOST, LESSER);
        assertThat(world.lastAnswer).isEqualTo(new DialOutcome.Connected(LESSER));
    }

    @Test
    void aProbeDoesNotShareTheFateOfADialElsewhere() {
        world.dial(at(LESSER, HOST), true, false, 1);
        long id = probe(LESSER, ELSEWHERE, 2);
        prove(0, HOST, LESSER);
        assertThat(world.asking).as("nothing is known of that address").containsExactly(2L);
        assertThat(world.dialFailed(id)).containsExactly(unreachable(2));
    }

    @Test
    void aProbeBecomesADialOfTheSamePeerAtTheSameAddress() {
        long id = probe(PEER, HOST, 1);
        assertThat(world.dial(at(PEER, HOST), true, true, 2))
                .containsExactly(new PeerSetEffect.WakeDial(0, Duration.ZERO));
        assertThat(world.probe(at(PEER, HOST), 3))
                .as("who probes now waits for it")
                .isEmpty();
        prove(id, HOST, PEER);
        assertThat(world.admitted).containsEntry(id, PEER);
        assertThat(world.asking).isEmpty();
    }

    @Test
    void aProbeThatBecameADialFailsAsADial() {
        long id = probe(PEER, HOST, 1);
        world.dial(at(PEER, HOST), true, true, 2);
        assertThat(world.dialFailed(id))
                .startsWith(unreachable(1), unreachable(2))
                .contains(new PeerSetEffect.WakeDial(0, PeerSetWorld.BACKOFF));
    }

    @Test
    void aProbeOfSomebodyElseAtAnAddressHindersNoDialOfIt() {
        long id = probe(key(7), HOST, 1);
        assertThat(world.dial(at(PEER, HOST), true, true, 2))
                .contains(new PeerSetEffect.Dial(1, THERE, List.of(THERE)));
        assertThat(world.probe(at(key(8), HOST), 3))
                .as("one more probe")
                .containsExactly(new PeerSetEffect.Answer(
                        3,
                        new DialOutcome.Failed(
                                Cause.REFUSED_HERE, CloseReason.DUPLICATE, "the address is being dialled")));
        world.dialFailed(id);
        prove(1, HOST, PEER);
        assertThat(world.admitted).containsEntry(1L, PEER);
    }

    @Test
    void whoIsProbedInVainIsNotRemembered() {
        world.dialFailed(probe(PEER, HOST, 1));
        assertThat(set.isEmpty()).isTrue();
        long id = probe(PEER, HOST, 2);
        prove(id, HOST, PEER);
        world.ended(id, CloseReason.LOCAL);
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void aProbeOfOurselvesTellsThatItIsWe() {
        long id = probe(PEER, HOST, 1);
        prove(id, HOST, SELF);
        world.ended(id, CloseReason.LOCAL);
        assertThat(world.lastAnswer)
                .isInstanceOfSatisfying(
                        DialOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(CloseReason.SELF));
    }

    @Test
    void aStopEndsProbes() {
        long id = probe(PEER, HOST, 1);
        world.after(() -> set.stop(Duration.ZERO));
        world.dialed(id, HOST);
        assertThat(world.asking).isEmpty();
        assertThat(set.isOver()).isTrue();
    }
}
