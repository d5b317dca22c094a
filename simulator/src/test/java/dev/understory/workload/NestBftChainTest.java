package dev.understory.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.measure.Measurements;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.workload.NestBftLedger.Block;
import dev.understory.workload.NestBftMessage.Kind;
import dev.understory.workload.NestBftWorkload.NestBftMeters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NestBftChainTest {
    private final LoopNetwork network = new LoopNetwork(4);
    private final Committee committee = NestBftFixture.committee(4);
    private final NestBftMeters meters = NestBftMeters.declare("votes", network.nodeMeters(), network.meters());
    private final NestBftLedger ledger = new NestBftLedger();
    private final List<WorkloadContext> contexts = new ArrayList<>();

    @BeforeEach
    void joinTheRun() {
        network.start(
                new SharedWorkload() {
                    @Override
                    public String name() {
                        return "votes";
                    }

                    @Override
                    public Set<Topic> topics() {
                        return EnumSet.noneOf(Topic.class);
                    }

                    @Override
                    public Participant join(WorkloadContext context) {
                        contexts.add(context);
                        return (PublicKey sender, Topic topic, Bytes message) -> {};
                    }
                },
                (a, b) -> true);
    }

    @Test
    void countsABlockThatIsCommittedWithTooFewVotesSoThatARuleCanSeeIt() {
        NestBftChain chain = chain();
        chain.commit(block(1, 0, 1, 2));
        assertThat(weak()).isZero();
        chain.commit(block(2, 0, 1));
        assertThat(weak()).isEqualTo(1);
    }

    @Test
    void isDecidedByTwoThirdsOfThePrecommitVotesOfAnyRound() {
        assertThat(chain().isDecided(1, block(1, 0, 1, 2))).isTrue();
        assertThat(chain().isDecided(2, block(1, 0, 1, 2))).isFalse();
        assertThat(chain().isDecided(1, block(1, 0, 1))).isFalse();
    }

    @Test
    void writesABlockAsItWasDecided() {
        NestBftChain chain = chain();
        Block block = block(1, 0, 1, 2);
        chain.commit(block);
        NestBftMessage message = chain.message(Kind.BLOCK_ANSWER, 1);
        assertThat(NestBftChain.block(message, block.certificate())).isEqualTo(block);
        assertThat(message.certificate()).isEqualTo(block.certificate());
        assertThat(message.extra()).as("the sender's height").isEqualTo(1);
    }

    private NestBftChain chain() {
        return new NestBftChain(contexts.getFirst(), NestBftFixture.settings(committee, 9, 1), ledger, meters);
    }

    private Block block(long height, int... signers) {
        NestBftVote vote = new NestBftVote(Kind.PRECOMMIT_VOTE, height, 3, 7 * height, 1);
        return new Block(vote.block(), 11, 12, NestBftFixture.certificate(committee, vote, signers));
    }

    private long weak() {
        BitSet all = new BitSet();
        all.set(0, 4);
        Measurements measured = network.measurements();
        return measured.total(meters.weak(), all, measured.always());
    }
}
