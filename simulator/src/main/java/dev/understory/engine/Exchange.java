package dev.understory.engine;

import org.jspecify.annotations.Nullable;

/**
 * What shards have for each other: one {@link Outbox} per pair and per side. While a round runs, senders write to one
 * side and receivers empty the other, so that neither waits; the sides change places before every round, and the side
 * to be written is then empty. A shard has nothing for itself, unless all mail is turned into bytes on its way.
 */
final class Exchange {
    private final Outbox[][][] sides;
    private final int shards;
    private final @Nullable MailCodec codec;
    private int writing;

    Exchange(int shards, @Nullable MailCodec codec) {
        this.shards = shards;
        this.codec = codec;
        this.sides = new Outbox[2][shards][shards];
        for (Outbox[][] side : sides) {
            for (Outbox[] row : side) {
                for (int to = 0; to < shards; to++) {
                    row[to] = new Outbox(codec);
                }
            }
        }
    }

    /** Whether all that machines have for each other is turned into bytes, whether it crosses to another shard or not. */
    boolean encodes() {
        return codec != null;
    }

    /** Where {@code from} writes what is for {@code to}. */
    Outbox outbox(int from, int to) {
        return sides[writing][from][to];
    }

    /** The earliest event that waits for the shard. Between rounds. */
    long minimumFor(int to) {
        long minimum = Long.MAX_VALUE;
        for (int from = 0; from < shards; from++) {
            minimum = Math.min(minimum, sides[writing][from][to].minimum());
        }
        return minimum;
    }

    /** How many events wait for the shard. Between rounds. */
    int waitingFor(int to) {
        int sum = 0;
        for (int from = 0; from < shards; from++) {
            sum += sides[writing][from][to].size();
        }
        return sum;
    }

    /** Before a round: what was written is now to be read. */
    void flip() {
        writing ^= 1;
    }

    /** Moves what waits for the shard into its store; after the flip, once per shard and round. */
    void deliver(Shard to, EventStore store) {
        for (int from = 0; from < shards; from++) {
            sides[writing ^ 1][from][to.index()].moveTo(to, store);
        }
    }
}
