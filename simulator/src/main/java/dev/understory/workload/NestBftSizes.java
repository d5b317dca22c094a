package dev.understory.workload;

/**
 * How large the messages of NestBFT are (wire.md, section 8.1: BLS, proofs of the verifiable delay on, as by default).
 */
final class NestBftSizes {
    private static final int ELECTION = 320;
    private static final int ELECTION_VOTE = 220;
    private static final int VDF_PROOF = 540;
    private static final int VOTE = 290;
    private static final int PROPOSAL_OVERHEAD = 430;
    private static final int PRECOMMIT = 410;
    private static final int COMMIT = 415;
    private static final int INTERRUPT = 170;
    private static final int BLOCK_OVERHEAD = 870;
    private static final int REQUEST = 50;

    private NestBftSizes() {}

    /**
     * The size of a message.
     *
     * @param committee number of validators: certificates carry a bit for each
     * @param block size of the block it is about
     * @param locked whether it justifies itself by a lock, and then carries that block
     */
    static int of(NestBftMessage.Kind kind, int committee, int block, boolean locked) {
        int bitmap = (committee + 7) / 8;
        return switch (kind) {
            case ELECTION -> ELECTION;
            case ELECTION_VOTE -> ELECTION_VOTE + VDF_PROOF + (locked ? block : 0);
            case PROPOSE -> PROPOSAL_OVERHEAD + block + (locked ? block : 0);
            case PROPOSE_VOTE, PRECOMMIT_VOTE -> VOTE;
            case PRECOMMIT -> PRECOMMIT + bitmap;
            case COMMIT -> COMMIT + bitmap;
            case ROUND_INTERRUPT -> INTERRUPT;
            case BLOCK, BLOCK_ANSWER -> BLOCK_OVERHEAD + block;
            case BLOCK_REQUEST, HEIGHT_REQUEST, HEIGHT_ANSWER -> REQUEST;
        };
    }
}
