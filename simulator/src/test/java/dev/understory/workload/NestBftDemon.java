package dev.understory.workload;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.workload.NestBftMessage.Kind;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A member that lies. It signs for itself and for the other demons of its coalition, never for the honest. Where it is
 * elected it proposes, as its plan says, several blocks in one round, and leads each to its end as far as votes go; as a
 * replica it votes for whatever it is shown, at once and for everything.
 */
final class NestBftDemon implements Participant {
    private static final int ROUNDS = 6;

    private final WorkloadContext context;
    private final Committee committee;
    private final BitSet coalition;
    private final int self;
    private final Plan plan;
    private final Map<NestBftVote, NestBftTally> tallies = new LinkedHashMap<>();
    private final Set<NestBftVote> used = new LinkedHashSet<>();

    /** What a demon does where it leads. */
    interface Plan {
        /** Proposes to some; called once it has the votes to lead a round. */
        void lead(NestBftDemon demon, int round, NestBftCertificate mandate);

        /** Who is told of a certificate for a block of a round. */
        default IntPredicate audience(Kind kind, int round, long block) {
            return member -> true;
        }
    }

    NestBftDemon(WorkloadContext context, Committee committee, BitSet coalition, Plan plan) {
        this.context = context;
        this.committee = committee;
        this.coalition = coalition;
        this.self = committee.member(context.index());
        this.plan = plan;
    }

    @Override
    public void start() {
        context.schedule(0, 1_000_000_000);
    }

    /** It stands for election in every round of the first height. */
    @Override
    public void timer(long what) {
        for (int round = 0; round < ROUNDS; round++) {
            tell(member -> true, NestBftMessage.plain(Kind.ELECTION, 1, round, committee.lot(1, round, self)));
        }
    }

    @Override
    public void delivered(PublicKey sender, Topic topic, Bytes bytes) {
        NestBftMessage message = NestBftMessage.decode(bytes);
        int member = committee.member(context.directory().indexOf(sender));
        if (message == null || message.height() != 1) {
            return;
        }
        int round = message.round();
        switch (message.kind()) {
            case ELECTION -> {
                if (committee.candidates(1, round).get(member)) {
                    voteFor(member, Kind.ELECTION_VOTE, round, 0);
                }
            }
            case ELECTION_VOTE -> count(member, new NestBftVote(Kind.ELECTION_VOTE, 1, round, 0, self), message);
            case PROPOSE -> voteFor(member, Kind.PROPOSE_VOTE, round, message.block());
            case PRECOMMIT -> voteFor(member, Kind.PRECOMMIT_VOTE, round, message.block());
            case PROPOSE_VOTE, PRECOMMIT_VOTE ->
                count(member, new NestBftVote(message.kind(), 1, round, message.block(), self), message);
            case COMMIT, ROUND_INTERRUPT, BLOCK, BLOCK_REQUEST, BLOCK_ANSWER, HEIGHT_REQUEST, HEIGHT_ANSWER -> {}
        }
    }

    /** Proposes a block to some members. */
    void propose(
            int round, long block, NestBftCertificate mandate, @Nullable NestBftCertificate lock, IntPredicate to) {
        tell(to, new NestBftMessage(Kind.PROPOSE, 1, round, block, context.now(), 0, 0, mandate, lock));
    }

    /** The votes that this demon has for something, with those of its coalition. */
    NestBftCertificate votes(NestBftVote vote) {
        return tally(vote).certificate();
    }

    int self() {
        return self;
    }

    private void voteFor(int leader, Kind kind, int round, long block) {
        NestBftVote vote = new NestBftVote(kind, 1, round, block, leader);
        long signature = committee.signature(self, vote);
        tell(member -> member == leader, new NestBftMessage(kind, 1, round, block, 0, 0, signature, null, null));
    }

    private void count(int member, NestBftVote vote, NestBftMessage message) {
        NestBftTally tally = tally(vote);
        tally.add(member, message.extra());
        if (tally.isComplete() && used.add(vote)) {
            if (vote.kind() == Kind.ELECTION_VOTE) {
                plan.lead(this, vote.round(), tally.certificate());
            } else {
                certify(vote, tally.certificate());
            }
        }
    }

    private void certify(NestBftVote vote, NestBftCertificate certificate) {
        Kind kind = vote.kind() == Kind.PROPOSE_VOTE ? Kind.PRECOMMIT : Kind.COMMIT;
        IntPredicate to = plan.audience(kind, vote.round(), vote.block());
        tell(to, new NestBftMessage(kind, 1, vote.round(), vote.block(), 0, context.now(), 0, certificate, null));
    }

    private NestBftTally tally(NestBftVote vote) {
        return tallies.computeIfAbsent(vote, any -> {
            NestBftTally fresh = new NestBftTally(committee, vote);
            coalition.stream().forEach(demon -> fresh.add(demon, committee.signature(demon, vote)));
            return fresh;
        });
    }

    private void tell(IntPredicate to, NestBftMessage message) {
        Bytes bytes = message.encode(context.workload(), NestBftMessage.HEADER);
        for (int member = 0; member < committee.size(); member++) {
            if (member != self && to.test(member)) {
                context.send(context.directory().key(committee.node(member)), Topic.CONSENSUS, bytes);
            }
        }
    }
}
