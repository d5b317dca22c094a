package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The rows L and C about connections that one script of an attacker does not tell: of dead links, of two from one peer, and of peers that stay. */
final class Ties {
    /** A node that takes silence for death as soon as nodes do by default, and a handshake without an answer for failed soon. */
    static final String ALERT = """
            understory.p2p.connection { ping-interval = 1 s, liveness-timeout = 3 s }
            understory.p2p.handshake { step-timeout = 1 s, timeout = 2 s }
            understory.p2p.dial { first-delay = 200 ms, max-delay = 1 s, must-connect-max-delay = 1 s }
            """;

    /** What is not taken is waited for less long than by default, so that nobody has to wait. */
    static final String IMPATIENT = "understory.p2p.connection.write-stall-timeout = 2 s\n";

    private static final String DEAD = "closed.LIVENESS_TIMEOUT";
    private static final long MOST_WAITING = 8 << 20;
    private static final byte[] BULK = new byte[64 << 10];
    private static final byte[] PING = Packets.text("ping");
    private static final int PEER = 77;

    private Ties() {}

    /** Row L1: bounded queues whose sender is told that they are full, and an end; the friend does not notice. */
    static void aPeerThatStopsReading(Bed bed) {
        Attacker deaf = bed.attack("10.66.0.1", Script.admitted(Ties::pingOn));
        assertThat(bed.await(() -> bed.victim().knows(deaf.id()))).isTrue();
        bed.deafen(deaf);
        for (int exchanges = 1; bed.victim().lost(deaf.id()) == 0; exchanges++) {
            for (int i = 0; i < 4; i++) {
                bed.victimSends(deaf, Topic.values()[i], BULK);
            }
            Floods.theFriendIsServed(bed, exchanges);
        }
        assertThat(ends(bed)).isEqualTo(Map.of("closed.WRITE_STALLED", 1L));
        assertThat(bed.victim().takeMostPinned()).isBetween(1L << 20, MOST_WAITING);
        assertThat(bed.victim().full()).isPositive();
        assertThat(bed.await(() -> bed.victim().pinned() == 0)).isTrue();
        theFriendStayed(bed);
    }

    /** Rows L3 and L6: both ends agree that the link is dead, and it is dialled again. */
    static void aLinkThatSwallowsBytes(Bed bed, Runnable cut, Runnable mend) {
        cut.run();
        assertThat(bed.await(() ->
                        bed.friend().lost(bed.victimId()) == 1 && bed.victim().lost(bed.friendId()) == 1))
                .as(() -> bed.friend().reasons() + " and " + bed.victim().reasons())
                .isTrue();
        assertThat(bed.friend().reasons()).containsEntry(DEAD, 1L);
        assertThat(bed.await(() -> bed.friend().events(ConnectionEvent.DialFailed.class).stream()
                        .anyMatch(failed -> failed.retryNanos() > 0)))
                .as("it is tried again and again")
                .isTrue();
        mend.run();
        assertThat(bed.await(() ->
                        admissions(bed.victim(), bed.friendId()) == 2 && admissions(bed.friend(), bed.victimId()) == 2))
                .isTrue();
        Floods.theFriendIsServed(bed, 1);
    }

    /** Row C3: the same key comes from elsewhere while its connection is dead. */
    static void whoComesBackBeforeItWasMissed(Bed bed) {
        Attacker first = bed.attack("10.66.0.1", PEER, Script.admitted(he -> {}));
        assertThat(bed.await(() -> admissions(bed.victim(), first.id()) == 1)).isTrue();
        Attacker again = bed.attack(
                "10.67.0.1",
                PEER,
                Script.admitted(he -> he.packet(Topic.TX.id(), true, Packets.text("after the return"))));
        assertThat(bed.await(() -> admissions(bed.victim(), again.id()) == 2
                        && first.isClosed()
                        && bed.victim().delivered(again.id(), Topic.TX).size() == 1))
                .as(() -> bed.victim().reasons().toString())
                .isTrue();
        assertThat(again.isClosed()).isFalse();
        assertThat(ends(bed)).isEqualTo(Map.of("closed.REPLACED", 1L));
        Floods.theFriendIsServed(bed, 1);
        theFriendStayed(bed);
    }

    /** Row C3, of a connection that lives: it is worth more than a new one. */
    static void whoComesTwice(Bed bed) {
        Attacker first = bed.attack("10.66.0.1", PEER, Script.admitted(Ties::pingOn));
        assertThat(bed.await(() -> admissions(bed.victim(), first.id()) == 1)).isTrue();
        for (int i = 1; i <= 5; i++) {
            long times = i;
            Attacker second = bed.attack("10.67.0.1", PEER, Script.admitted(he -> {}));
            assertThat(bed.await(() -> second.isClosed() && ends(bed).equals(Map.of("refused.DUPLICATE", times))))
                    .as(() -> bed.victim().reasons().toString())
                    .isTrue();
        }
        assertThat(first.isClosed()).isFalse();
        Floods.theFriendIsServed(bed, 1);
        theFriendStayed(bed);
    }

    /** Row C10: who is in the set before and after keeps its connection. */
    static void aSetThatChangesAllTheTime(Bed bed) {
        PeerAddress friend = bed.friendAddress();
        PeerAddress newcomer = bed.newcomer();
        PeerAddress nobody = new PeerAddress(Attacker.key(KeyType.ED25519, 9).publicKey(), "10.9.9.9", 9);
        for (int i = 0; i < 50; i++) {
            bed.mustConnect(i % 2 == 0 ? List.of(friend, newcomer) : List.of(nobody, newcomer, friend));
        }
        bed.mustConnect(List.of(newcomer));
        bed.mustConnect(List.of());
        Floods.theFriendIsServed(bed, 1);
        assertThat(admissions(bed.victim(), bed.friendId())).isEqualTo(1);
        assertThat(bed.victim().events(ConnectionEvent.PeerAdmitted.class)).hasSize(2);
        assertThat(bed.victim().events(ConnectionEvent.PeerClosed.class)).isEmpty();
        theFriendStayed(bed);
    }

    private static void pingOn(Attacker he) {
        he.packet(Topic.HEARTBEAT.id(), true, PING);
        he.wire().later(Duration.ofMillis(100), () -> pingOn(he));
    }

    private static Map<String, Long> ends(Bed bed) {
        Map<String, Long> ends = bed.victim().reasons();
        ends.keySet().removeIf(name -> !name.startsWith("closed.") && !name.startsWith("refused."));
        return ends;
    }

    private static long admissions(Witness at, PublicKey peer) {
        return at.events(ConnectionEvent.PeerAdmitted.class).stream()
                .filter(admitted -> admitted.peer().id().equals(peer))
                .count();
    }

    private static void theFriendStayed(Bed bed) {
        assertThat(bed.victim().lost(bed.friendId())).isZero();
        assertThat(bed.friend().reasons()).isEmpty();
    }
}
