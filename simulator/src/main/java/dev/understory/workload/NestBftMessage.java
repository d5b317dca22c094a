package dev.understory.workload;

import dev.understory.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A message of the NestBFT workload: what counts is in the header, the rest is padding up to the size that the message has
 * in Canopy.
 *
 * @param kind what it is
 * @param height the height it is about
 * @param round the round it is about
 * @param block the block it is about, 0 if none
 * @param proposedAt when the block was proposed, nanoseconds since the run's start
 * @param extra ELECTION: the candidate's lot; ELECTION_VOTE and PROPOSE: round of the lock plus one, or 0; COMMIT and
 *     BLOCK: when the leader expects all to commit; kinds without a use for it: 0
 * @param power the power that signed the certificate in it; 0 if there is none
 */
record NestBftMessage(Kind kind, long height, int round, long block, long proposedAt, long extra, long power) {
    /** Bytes before the padding, the workload's index among them. */
    static final int HEADER = 2 + Long.BYTES + Integer.BYTES + 4 * Long.BYTES;

    private static final int HEIGHT = 2;
    private static final int ROUND = HEIGHT + Long.BYTES;
    private static final int BLOCK = ROUND + Integer.BYTES;
    private static final int PROPOSED_AT = BLOCK + Long.BYTES;
    private static final int EXTRA = PROPOSED_AT + Long.BYTES;
    private static final int POWER = EXTRA + Long.BYTES;
    private static final Kind[] KINDS = Kind.values();

    /** The kinds of message. */
    enum Kind {
        ELECTION,
        ELECTION_VOTE,
        PROPOSE,
        PROPOSE_VOTE,
        PRECOMMIT,
        PRECOMMIT_VOTE,
        COMMIT,
        ROUND_INTERRUPT,
        /** A committed block, spread by gossip. */
        BLOCK,
        /** A node that is behind asks for a block. */
        BLOCK_REQUEST,
        /** The answer; not passed on. */
        BLOCK_ANSWER,
        /** What height are you at? */
        HEIGHT_REQUEST,
        /** The height of the latest block committed. */
        HEIGHT_ANSWER
    }

    Bytes encode(int workload, int size) {
        byte[] message = new byte[Math.max(HEADER, size)];
        message[0] = (byte) workload;
        message[1] = (byte) kind.ordinal();
        Fields.putLong(message, HEIGHT, height);
        Fields.putInt(message, ROUND, round);
        Fields.putLong(message, BLOCK, block);
        Fields.putLong(message, PROPOSED_AT, proposedAt);
        Fields.putLong(message, EXTRA, extra);
        Fields.putLong(message, POWER, power);
        return Bytes.wrap(message);
    }

    /** The message in the bytes, or null if it is none. */
    static @Nullable NestBftMessage decode(Bytes bytes) {
        if (bytes.size() < HEADER || bytes.at(1) < 0 || bytes.at(1) >= KINDS.length) {
            return null;
        }
        return new NestBftMessage(
                KINDS[bytes.at(1)],
                Fields.getLong(bytes, HEIGHT),
                Fields.getInt(bytes, ROUND),
                Fields.getLong(bytes, BLOCK),
                Fields.getLong(bytes, PROPOSED_AT),
                Fields.getLong(bytes, EXTRA),
                Fields.getLong(bytes, POWER));
    }
}
