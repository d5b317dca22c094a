package dev.understory.workload;

import dev.understory.measure.Commits;
import dev.understory.workload.NestBftLedger.Block;
import dev.understory.workload.NestBftMessage.Kind;
import dev.understory.workload.NestBftWorkload.NestBftMeters;

/** How one node's chain grows: which blocks it takes, and what is measured of them. */
final class NestBftChain {
    private final WorkloadContext context;
    private final Committee committee;
    private final NestBftLedger ledger;
    private final NestBftMeters meters;
    private final boolean isValidator;
    private long committedAt = -1;

    NestBftChain(
            WorkloadContext context, NestBftWorkload.Settings settings, NestBftLedger ledger, NestBftMeters meters) {
        this.context = context;
        this.committee = settings.committee();
        this.ledger = ledger;
        this.meters = meters;
        this.isValidator = committee.member(context.index()) >= 0;
    }

    /** The block in a COMMIT, a BLOCK or a BLOCK_ANSWER. The message has a certificate. */
    static Block block(NestBftMessage message, NestBftCertificate certificate) {
        return new Block(message.block(), message.proposedAt(), message.commitAt(), certificate);
    }

    /** Whether two thirds voted to commit that block at that height, in whatever round. */
    boolean isDecided(long height, Block block) {
        NestBftVote vote = block.certificate().vote();
        return vote.height() == height
                && vote.kind() == Kind.PRECOMMIT_VOTE
                && vote.block() == block.id()
                && committee.certifies(block.certificate(), vote);
    }

    void commit(Block block) {
        long now = context.now();
        ledger.commit(block);
        if (committee.power(block.certificate().signers()) < committee.quorum()) {
            context.recorder().count(meters.weak(), now, 1);
        }
        context.recorder()
                .committed(context.workload(), new Commits.Commit(ledger.height(), block.id(), block.round(), now));
        context.recorder().gauge(meters.node().height(), ledger.height());
        if (isValidator) {
            context.recorder().sample(meters.commitLatency(), block.proposedAt(), now - block.proposedAt());
            if (committedAt >= 0) {
                context.recorder().sample(meters.blockInterval(), committedAt, now - committedAt);
            }
        }
        committedAt = now;
    }

    /** A block that was committed, as a message. */
    NestBftMessage message(Kind kind, long height) {
        Block block = ledger.block(height);
        return new NestBftMessage(
                kind,
                height,
                block.round(),
                block.id(),
                block.proposedAt(),
                block.commitAt(),
                kind == Kind.BLOCK_ANSWER ? ledger.height() : 0,
                block.certificate(),
                null);
    }
}
