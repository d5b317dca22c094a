package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** The rows H that take many attackers at once. */
final class Crowds {
    private static final int CROWD = 200;
    private static final int HANDSHAKES = 1_000;
    /** Handshakes of strangers that a node takes by default. */
    private static final int UNRESERVED = 48;

    /** What may become of a handshake that a good key begins, is ended by its peer, and is one of very many. */
    private static final Set<String> FATES = Set.of(
            "closed.REMOTE_CLOSED",
            "closed.NO_SLOT",
            "handshake.CROWDED_OUT",
            "handshake.REMOTE_CLOSED",
            "handshake.OVERLOADED",
            "refused.NO_SLOT",
            "refused.ADDRESS_LIMIT",
            "refused.HANDSHAKE_RATE");

    private Crowds() {}

    /** Row H3: one address gets its eight links. */
    static void manySilentLinksFromOneAddress(Bed bed) {
        silentCrowd(bed, number -> "10.66.0.1", 8);
    }

    /** Row H4: one /24 gets its sixteen. */
    static void silentLinksFromManyAddressesOfOneSubnet(Bed bed) {
        silentCrowd(bed, number -> "10.66.0." + (number + 1), 16);
    }

    /** Row H4, of IPv6: one /48 gets its sixteen, however many of its /56 and /64 they come from. */
    static void silentLinksFromManySitesOfOneFortyEight(Bed bed) {
        silentCrowd(bed, number -> "2001:db8:42:" + Integer.toHexString(number << 8) + "::1", 16);
    }

    /** Row C5: of many good keys from one address eight get in; who comes from elsewhere does. */
    static void manyKeysFromOneAddress(Bed bed) {
        List<Attacker> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(bed.attack("10.66.0.1", Script.admitted(he -> {})));
        }
        assertThat(bed.await(() -> bed.victim().reasons().getOrDefault("refused.ADDRESS_LIMIT", 0L) == CROWD - 8
                        && crowd.stream()
                                        .filter(he -> bed.victim().knows(he.id()))
                                        .count()
                                == 8))
                .as(() -> bed.victim().reasons().toString())
                .isTrue();
        theOthersAreServed(bed);
        bed.newcomer();
        assertThat(bed.victim().reasons()).containsOnlyKeys("refused.ADDRESS_LIMIT");
    }

    /** Row C6, of IPv6: peers from one /32, a few from each /48, take all slots there are; a newcomer gets one of them. */
    static void peersOfOneProviderTakeAllSlots(Bed bed) {
        int slots = 20; // The friend has one.
        List<Attacker> crowd = new ArrayList<>();
        for (int i = 0; i < slots; i++) {
            String from = "2001:db8:" + Integer.toHexString(i / 3 + 1) + ":" + Integer.toHexString(i % 3 << 8) + "::1";
            crowd.add(bed.attack(from, Script.admitted(he -> {})));
        }
        assertThat(bed.await(() -> crowd.stream().allMatch(he -> bed.victim().knows(he.id()))))
                .isTrue();
        bed.newcomer();
        assertThat(bed.await(() -> crowd.stream().filter(Attacker::isClosed).count() == 1))
                .as("one of them made room")
                .isTrue();
        assertThat(bed.victim().reasons()).isEqualTo(Map.of("closed.NO_SLOT", 1L));
        theOthersAreServed(bed);
    }

    /**
     * Row H3, of few who take turns: six addresses in three /24s hold all handshakes that strangers can have, and dial again
     * whenever they lose one.
     */
    static void sixAddressesHoldAllHandshakes(Bed bed) {
        IntFunction<String> from = number -> "10." + (66 + number % 3) + ".0." + (1 + number % 6);
        for (int i = 0; i < UNRESERVED; i++) {
            bed.attack(from.apply(i), Script.atOnce(he -> {}));
        }
        assertThat(bed.await(() -> inbound(bed) == 1 + UNRESERVED)).isTrue();
        for (int i = 0; i < UNRESERVED; i++) {
            bed.attack(from.apply(i), Script.atOnce(he -> {}));
        }
        assertThat(bed.await(() -> bed.victim().reasons().equals(Map.of("refused.ADDRESS_LIMIT", (long) UNRESERVED))))
                .as("they do not take each other's")
                .isTrue();
        bed.newcomer();
        assertThat(bed.victim().reasons())
                .isEqualTo(Map.of("refused.ADDRESS_LIMIT", (long) UNRESERVED, "handshake.CROWDED_OUT", 1L));
        theOthersAreServed(bed);
    }

    /** Row H26: whatever the node has heard of a link that is reset at once, it counts and forgets. */
    static void linksThatAreResetAtOnce(Bed bed) {
        List<Attacker> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(bed.attack(
                    "10.66." + i + ".1", Script.atOnce(he -> he.wire().reset())));
        }
        theOthersAreServed(bed);
        assertThat(bed.await(() -> crowd.stream().allMatch(Attacker::isClosed)
                        && bed.victim().reasons().getOrDefault("handshake.RESET", 0L) == inbound(bed) - 1))
                .as(() -> bed.victim().reasons().toString())
                .isTrue();
        assertThat(Set.of("handshake.RESET", "refused.NO_SLOT"))
                .containsAll(bed.victim().reasons().keySet());
        bed.newcomer();
    }

    private static void silentCrowd(Bed bed, IntFunction<String> from, int cap) {
        List<Attacker> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(bed.attack(from.apply(i), Script.atOnce(he -> {})));
        }
        assertThat(bed.await(() -> bed.victim().reasons().getOrDefault("refused.ADDRESS_LIMIT", 0L) == CROWD - cap))
                .as(() -> bed.victim().reasons().toString())
                .isTrue();
        assertThat(inbound(bed)).as("the friend's and those of the crowd").isEqualTo(1 + cap);
        theOthersAreServed(bed);
        bed.newcomer();

        crowd.forEach(bed::leave);
        Map<String, Long> all =
                Map.of("refused.ADDRESS_LIMIT", (long) CROWD - cap, "handshake.REMOTE_CLOSED", (long) cap);
        assertThat(bed.await(() ->
                        bed.victim().reasons().equals(all) && crowd.stream().allMatch(Attacker::isClosed)))
                .as(() -> bed.victim().reasons().toString())
                .isTrue();
    }

    /** Row H28: good keys, each from a subnet of its own, that shake hands and leave; {@code pause} comes between them. */
    static void aFloodOfHandshakes(Bed bed, Runnable pause) {
        List<Attacker> crowd = new ArrayList<>();
        for (int i = 0; i < HANDSHAKES; i++) {
            String from = "10." + (100 + i / 250) + "." + i % 250 + ".1";
            crowd.add(bed.attack(from, Script.admitted(he -> he.wire().finish())));
            pause.run();
            if (i % 50 == 0) {
                theOthersAreServed(bed);
            }
        }
        assertThat(bed.await(() -> crowd.stream().allMatch(Attacker::isClosed)
                        && bed.victim().reasons().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                                == HANDSHAKES))
                .as(() -> "each ends for one reason: " + bed.victim().reasons())
                .isTrue();
        assertThat(FATES).containsAll(bed.victim().reasons().keySet());
        theOthersAreServed(bed);
        bed.newcomer();
    }

    private static long inbound(Bed bed) {
        return bed.victim().events(ConnectionEvent.Opened.class).stream()
                .filter(opened -> opened.direction() == Direction.INBOUND)
                .count();
    }

    private static void theOthersAreServed(Bed bed) {
        int before = bed.friend().delivered(bed.victimId(), Topic.CONSENSUS).size();
        bed.friendSends(Topic.CONSENSUS, new byte[10]);
        assertThat(bed.await(() ->
                        bed.friend().delivered(bed.victimId(), Topic.CONSENSUS).size() == before + 1))
                .as("the friend is served")
                .isTrue();
        assertThat(bed.victim().lost(bed.friendId())).isZero();
    }
}
