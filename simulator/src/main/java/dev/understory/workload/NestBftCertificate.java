package dev.understory.workload;

import dev.understory.wire.Bytes;
import dev.understory.workload.NestBftMessage.Kind;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The votes of several members for the same: who signed, and their signatures in one. Whether they are enough, and whether
 * the signatures are theirs, {@link Committee#certifies} says.
 *
 * @param signers the members that signed
 * @param signature what {@link Committee#signature} gives for each of them, put together
 */
record NestBftCertificate(NestBftVote vote, BitSet signers, long signature) {
    private static final int HEIGHT = 1;
    private static final int ROUND = HEIGHT + Long.BYTES;
    private static final int BLOCK = ROUND + Integer.BYTES;
    private static final int PROPOSER = BLOCK + Long.BYTES;
    private static final int SIGNATURE = PROPOSER + Integer.BYTES;
    private static final int LENGTH = SIGNATURE + Long.BYTES;
    private static final int SIGNERS = LENGTH + Integer.BYTES;
    private static final Kind[] KINDS = Kind.values();

    /** Bytes that {@link #write} needs. */
    int size() {
        return SIGNERS + (signers.length() + 7) / 8;
    }

    void write(byte[] message, int at) {
        byte[] bits = signers.toByteArray();
        message[at] = (byte) vote.kind().ordinal();
        Fields.putLong(message, at + HEIGHT, vote.height());
        Fields.putInt(message, at + ROUND, vote.round());
        Fields.putLong(message, at + BLOCK, vote.block());
        Fields.putInt(message, at + PROPOSER, vote.proposer());
        Fields.putLong(message, at + SIGNATURE, signature);
        Fields.putInt(message, at + LENGTH, bits.length);
        System.arraycopy(bits, 0, message, at + SIGNERS, bits.length);
    }

    /** The certificate that begins there, or null if none does. */
    static @Nullable NestBftCertificate read(Bytes message, int at) {
        if (message.size() - at < SIGNERS || message.at(at) < 0 || message.at(at) >= KINDS.length) {
            return null;
        }
        int length = Fields.getInt(message, at + LENGTH);
        if (length < 0 || length > message.size() - at - SIGNERS) {
            return null;
        }
        NestBftVote vote = new NestBftVote(
                KINDS[message.at(at)],
                Fields.getLong(message, at + HEIGHT),
                Fields.getInt(message, at + ROUND),
                Fields.getLong(message, at + BLOCK),
                Fields.getInt(message, at + PROPOSER));
        BitSet signers = BitSet.valueOf(message.slice(at + SIGNERS, length).toArray());
        return new NestBftCertificate(vote, signers, Fields.getLong(message, at + SIGNATURE));
    }
}
