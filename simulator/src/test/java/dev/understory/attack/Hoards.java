package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Peers that together hold all the memory there is for unfinished messages, and then only ping. */
final class Hoards {
    /** Memory for four hoards, and little more: the friend's message does not fit beside them. */
    static final String MEMORY = """
            understory.p2p.connection { all-peers-memory = 7 MiB, stall-grace = 60 s, calm-grace = 60 s }
            """;

    private static final int HOARDERS = 4;
    private static final int MESSAGE = 900_000;
    private static final byte[] PART = new byte[MESSAGE / 9];
    private static final byte[] PING = Packets.text("ping");

    private Hoards() {}

    /** What they lose is theirs: the friend's large messages pass, and nobody else is closed or debited. */
    static void ofUnfinishedMessages(Bed bed) {
        List<PublicKey> hoarders = new ArrayList<>();
        AtomicInteger pings = new AtomicInteger();
        for (int i = 0; i < HOARDERS; i++) {
            Attacker hoarder = bed.attack("10.66." + i + ".1", Script.admitted(he -> {
                for (int sent = 0; sent < MESSAGE; sent += PART.length) {
                    he.packet(Topic.BLOCK.id(), false, PART);
                }
                he.packet(Topic.TX.id(), false, PART);
                pingOn(he, pings);
            }));
            hoarders.add(hoarder.id());
            assertThat(bed.await(() -> bed.victim().knows(hoarder.id()))).isTrue();
        }
        assertThat(bed.await(() -> pings.get() >= 4 * HOARDERS)).isTrue();
        assertThat(ends(bed)).as("nobody needs it yet").isEmpty();
        for (int i = 1; i <= 10; i++) {
            int number = i;
            bed.friendSends(Topic.CONSENSUS, new byte[MESSAGE]);
            assertThat(bed.await(() -> bed.friend()
                                    .delivered(bed.victimId(), Topic.CONSENSUS)
                                    .size()
                            == number))
                    .as(() -> "the friend is served: " + bed.victim().reasons())
                    .isTrue();
        }
        assertThat(bed.await(() -> bed.victim().reasons().containsKey("closed.MEMORY_HOARDED")))
                .as(() -> bed.victim().reasons().toString())
                .isTrue();
        // Those who hold what nobody needs lose it too, by their loan alone.
        assertThat(ends(bed).keySet()).isSubsetOf("closed.MEMORY_HOARDED", "closed.MEMORY_RECLAIMED");
        assertThat(bed.victim().events(ConnectionEvent.PeerDebited.class))
                .extracting(ConnectionEvent.PeerDebited::peer)
                .isSubsetOf(hoarders);
        assertThat(bed.victim().lost(bed.friendId())).isZero();
        assertThat(bed.friend().reasons()).isEmpty();
    }

    private static Map<String, Long> ends(Bed bed) {
        Map<String, Long> ends = bed.victim().reasons();
        ends.keySet().removeIf(name -> name.startsWith("ignored."));
        return ends;
    }

    private static void pingOn(Attacker he, AtomicInteger pings) {
        pings.incrementAndGet();
        he.packet(Topic.HEARTBEAT.id(), true, PING);
        he.wire().later(Duration.ofMillis(500), () -> pingOn(he, pings));
    }
}
