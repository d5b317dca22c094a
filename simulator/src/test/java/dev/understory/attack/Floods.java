package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** The rows M that are about what a flood of good messages does to the others. */
final class Floods {
    private static final int TINY_MESSAGES = 1_000_000;
    private static final int PER_WRITE = 10_000;

    private Floods() {}

    /** A low rate, so that no machine is too slow to exceed it. */
    static final String LOW_RATE = """
            understory.p2p.message-rates { TX = 1000, burst = 10 s }
            """;

    private static final int LOW_BURST = 10_000;

    /**
     * Row M13, with the low rate: a million tiny transactions of one peer. What exceeds his rate drops and is counted; his
     * own consensus and the friend's do not notice.
     *
     * @param entry how he comes in: over Canopy's framing or another
     * @param clock of the bed, in nanoseconds
     * @return how long each exchange with the friend took
     */
    static List<Long> aMillionTransactions(Bed bed, Function<Consumer<Attacker>, Script> entry, LongSupplier clock) {
        byte[] vote = {42};
        Attacker attacker = bed.attack("10.66.0.1", entry.apply(he -> {
            flood(he, Topic.TX);
            he.packet(Topic.CONSENSUS.id(), true, vote);
        }));
        List<Long> exchanges = new ArrayList<>();
        while (bed.victim().delivered(attacker.id(), Topic.CONSENSUS).isEmpty()) {
            long before = clock.getAsLong();
            theFriendIsServed(bed, exchanges.size() + 1);
            exchanges.add(clock.getAsLong() - before);
        }
        assertThat(attacker.isClosed()).isFalse();
        assertThat(exchanges).hasSizeGreaterThan(1);
        // The vote may have overtaken the last of the transactions.
        assertThat(bed.await(() -> bed.victim()
                        .reasons()
                        .equals(Map.of("dropped.RATE_LIMITED", (long) TINY_MESSAGES - transactions(bed, attacker)))))
                .as(() -> "each arrives or is counted: " + bed.victim().reasons())
                .isTrue();
        assertThat(transactions(bed, attacker))
                .isGreaterThanOrEqualTo(LOW_BURST)
                .isLessThan(TINY_MESSAGES / 2);
        assertThat(bed.friend().reasons()).isEmpty();
        return exchanges;
    }

    private static int transactions(Bed bed, Attacker from) {
        return bed.victim().delivered(from.id(), Topic.TX).size();
    }

    /**
     * Somebody who comes back again and again, with the same key or with others from the same subnet, and each time sends
     * as much as he may: with the low rate it is no more than if he had stayed, or eight times as much for the subnet.
     */
    static void comingBackForMore(Bed bed) {
        for (int visit = 0; visit < 20; visit++) {
            visit(bed, "10.66.0.1", 77);
        }
        assertThat(delivered(bed, 77)).isBetween(LOW_BURST, 2 * LOW_BURST);
        for (int visit = 0; visit < 20; visit++) {
            visit(bed, "10.66.0." + (2 + visit), 100 + visit);
        }
        assertThat(bed.await(() -> dropped(bed) + delivered(bed, 77) + visitors(bed) == 40 * LOW_BURST))
                .as(() -> "each arrives or is counted: " + bed.victim().reasons())
                .isTrue();
        int subnet = visitors(bed) + delivered(bed, 77);
        assertThat(subnet).isGreaterThan(2 * LOW_BURST);
        if (!bed.isLoopback()) {
            assertThat(subnet).isLessThan(10 * LOW_BURST);
        }
    }

    private static void visit(Bed bed, String from, int number) {
        long left = bed.victim().reasons().getOrDefault("closed.REMOTE_CLOSED", 0L);
        byte[] one = Packets.packet(Topic.TX.id(), true, new byte[1]);
        byte[] many = new byte[one.length * LOW_BURST];
        for (int at = 0; at < many.length; at += one.length) {
            System.arraycopy(one, 0, many, at, one.length);
        }
        bed.attack(from, number, Script.admitted(he -> {
            he.stream(many);
            he.wire().finish();
        }));
        assertThat(bed.await(() -> bed.victim().reasons().getOrDefault("closed.REMOTE_CLOSED", 0L) == left + 1))
                .isTrue();
    }

    private static long dropped(Bed bed) {
        return bed.victim().reasons().getOrDefault("dropped.RATE_LIMITED", 0L);
    }

    private static int visitors(Bed bed) {
        return IntStream.range(100, 120).map(number -> delivered(bed, number)).sum();
    }

    private static int delivered(Bed bed, int number) {
        return bed.victim()
                .delivered(Attacker.key(KeyType.ED25519, number).publicKey(), Topic.TX)
                .size();
    }

    private static void flood(Attacker he, Topic topic) {
        byte[] one = Packets.packet(topic.id(), true, new byte[1]);
        byte[] many = new byte[one.length * PER_WRITE];
        for (int at = 0; at < many.length; at += one.length) {
            System.arraycopy(one, 0, many, at, one.length);
        }
        for (int sent = 0; sent < TINY_MESSAGES; sent += PER_WRITE) {
            he.stream(many);
        }
    }

    /** Row M14: a million tiny messages of one peer on the most urgent topic; all are delivered, and so is the friend. */
    static void aMillionMessagesOfConsensus(Bed bed) {
        Attacker attacker = bed.attack("10.66.0.1", Script.admitted(he -> flood(he, Topic.CONSENSUS)));
        int exchanges = 0;
        while (bed.victim().delivered(attacker.id(), Topic.CONSENSUS).size() < TINY_MESSAGES) {
            theFriendIsServed(bed, ++exchanges);
            assertThat(attacker.isClosed())
                    .as(() -> "closed: " + bed.victim().reasons())
                    .isFalse();
        }
        assertThat(exchanges).isGreaterThan(1);
        assertThat(bed.victim().reasons()).isEmpty();
        assertThat(bed.friend().reasons()).isEmpty();
    }

    /**
     * Row M16: the consumer of TX deals with nothing while a peer floods it; the same peer's other topics, the friend's
     * TX, and the friend's CONSENSUS go on.
     */
    static void aFrozenConsumer(Bed bed) {
        bed.freeze(Topic.TX);
        Attacker attacker = bed.attack("10.66.0.1", Script.admitted(he -> {
            for (int i = 0; i < 100; i++) {
                he.packet(Topic.TX.id(), true, new byte[100_000]);
                he.packet(Topic.BLOCK.id(), true, new byte[] {(byte) i});
            }
        }));
        for (int i = 1; i <= 100; i++) {
            theFriendIsServed(bed, i);
        }
        assertThat(bed.await(
                        () -> bed.victim().delivered(attacker.id(), Topic.BLOCK).size() == 100))
                .as("his other topic goes on")
                .isTrue();
        assertThat(bed.victim().delivered(attacker.id(), Topic.TX)).isEmpty();
        assertThat(attacker.isClosed()).isFalse();
        assertThat(bed.victim().reasons().keySet())
                .as("what finds no room drops and is counted")
                .containsExactly("dropped.CONSUMER_STALLED");
        assertThat(bed.friend().reasons()).isEmpty();
    }

    /** He sends his next message of consensus, the {@code number}th, and hears it come back. */
    static void theFriendIsServed(Bed bed, int number) {
        bed.friendSends(Topic.CONSENSUS, new byte[10]);
        assertThat(bed.await(() ->
                        bed.friend().delivered(bed.victimId(), Topic.CONSENSUS).size() == number))
                .as("the friend is served")
                .isTrue();
    }
}
