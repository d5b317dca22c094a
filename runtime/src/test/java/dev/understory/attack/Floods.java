package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Topic;

/** The rows M that are about what a flood of good messages does to the others. */
final class Floods {
    private static final int TINY_MESSAGES = 1_000_000;
    private static final int PER_WRITE = 10_000;

    private Floods() {}

    /** Rows M13 and M14: a million tiny messages of one peer on that topic; all are delivered, and so is the friend. */
    static void aMillionTinyMessages(Bed bed, Topic topic) {
        Attacker attacker = bed.attack("10.66.0.1", Script.admitted(he -> {
            byte[] one = Packets.packet(topic.id(), true, new byte[1]);
            byte[] many = new byte[one.length * PER_WRITE];
            for (int at = 0; at < many.length; at += one.length) {
                System.arraycopy(one, 0, many, at, one.length);
            }
            for (int sent = 0; sent < TINY_MESSAGES; sent += PER_WRITE) {
                he.stream(many);
            }
        }));
        int exchanges = 0;
        while (bed.victim().delivered(attacker.id(), topic).size() < TINY_MESSAGES) {
            theFriendIsServed(bed, ++exchanges);
            assertThat(attacker.isClosed()).isFalse();
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
    private static void theFriendIsServed(Bed bed, int number) {
        bed.friendSends(Topic.CONSENSUS, new byte[10]);
        assertThat(bed.await(() ->
                        bed.friend().delivered(bed.victimId(), Topic.CONSENSUS).size() == number))
                .as("the friend is served")
                .isTrue();
    }
}
