package dev.understory.workload;

import dev.understory.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A message of the NestBFT workload: what counts is in the header and the certificates, the rest is padding up to the size
 * that the message has in Canopy.
 *
 * @param kind what it is
 * @param height the height it is about
 * @param round the round it is about
 * @param block the block it is about, 0 if none
 * @param proposedAt when the block was proposed, nanoseconds since the run's start
 * @param commitAt COMMIT and blocks: when the leader expects all to commit
 * @param extra ELECTION: the candidate's lot; votes: the voter's signature; BLOCK_ANSWER: the sender's height
 * @param certificate PROPOSE, PRECOMMIT, COMMIT and blocks: the votes that justify it
 * @param lock ELECTION_VOTE and PROPOSE: the votes by which the sender is locked on the block, or justifies it
 */
record NestBftMessage(
        Kind kind,
        long height,
        int round,
        long block,
        long proposedAt,
        long commitAt,
        long extra,
        @Nullable NestBftCertificate certificate,
        @Nullable NestBftCertificate lock) {
    private static final int KIND = 1;
    private static final int PARTS = KIND + 1;
    private static final int HEIGHT = PARTS + 1;
    private static final int ROUND = HEIGHT + Long.BYTES;
    private static final int BLOCK = ROUND + Integer.BYTES;
    private static final int PROPOSED_AT = BLOCK + Long.BYTES;
    private static final int COMMIT_AT = PROPOSED_AT + Long.BYTES;
    private static final int EXTRA = COMMIT_AT + Long.BYTES;
    /** Bytes before the certificates, the workload's index among them. */
    static final int HEADER = EXTRA + Long.BYTES;

    private static final int HAS_CERTIFICATE = 1;
    private static final int HAS_LOCK = 2;
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

    /** A message without a block and without certificates. */
    static NestBftMessage plain(Kind kind, long height, int round, long extra) {
        return new NestBftMessage(kind, height, round, 0, 0, 0, extra, null, null);
    }

    Bytes encode(int workload, int size) {
        int length = HEADER + (certificate == null ? 0 : certificate.size()) + (lock == null ? 0 : lock.size());
        byte[] message = new byte[Math.max(length, size)];
        message[0] = (byte) workload;
        message[KIND] = (byte) kind.ordinal();
        message[PARTS] = (byte) ((certificate == null ? 0 : HAS_CERTIFICATE) | (lock == null ? 0 : HAS_LOCK));
        Fields.putLong(message, HEIGHT, height);
        Fields.putInt(message, ROUND, round);
        Fields.putLong(message, BLOCK, block);
        Fields.putLong(message, PROPOSED_AT, proposedAt);
        Fields.putLong(message, COMMIT_AT, commitAt);
        Fields.putLong(message, EXTRA, extra);
        int at = HEADER;
        if (certificate != null) {
            certificate.write(message, at);
            at += certificate.size();
        }
        if (lock != null) {
            lock.write(message, at);
        }
        return Bytes.wrap(message);
    }

    /** Whether the bytes are a block that spreads, of a height below that one: most blocks are such copies. */
    static boolean isBlockBelow(Bytes bytes, long height) {
        return bytes.size() >= HEADER
                && bytes.at(KIND) == Kind.BLOCK.ordinal()
                && Fields.getLong(bytes, HEIGHT) < height;
    }

    /** The message in the bytes, or null if it is none. */
    static @Nullable NestBftMessage decode(Bytes bytes) {
        if (bytes.size() < HEADER || bytes.at(KIND) < 0 || bytes.at(KIND) >= KINDS.length) {
            return null;
        }
        int at = HEADER;
        NestBftCertificate certificate = null;
        if ((bytes.at(PARTS) & HAS_CERTIFICATE) != 0) {
            certificate = NestBftCertificate.read(bytes, at);
            if (certificate == null) {
                return null;
            }
            at += certificate.size();
        }
        NestBftCertificate lock = null;
        if ((bytes.at(PARTS) & HAS_LOCK) != 0) {
            lock = NestBftCertificate.read(bytes, at);
            if (lock == null) {
                return null;
            }
        }
        return new NestBftMessage(
                KINDS[bytes.at(KIND)],
                Fields.getLong(bytes, HEIGHT),
                Fields.getInt(bytes, ROUND),
                Fields.getLong(bytes, BLOCK),
                Fields.getLong(bytes, PROPOSED_AT),
                Fields.getLong(bytes, COMMIT_AT),
                Fields.getLong(bytes, EXTRA),
                certificate,
                lock);
    }
}
