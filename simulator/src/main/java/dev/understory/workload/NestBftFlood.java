package dev.understory.workload;

import dev.understory.application.GossipRules;
import dev.understory.application.GossipTopic;
import dev.understory.dissemination.ConsensusMode;
import dev.understory.dissemination.Sight;
import dev.understory.dissemination.Verdict;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Consensus messages of a committee that gossips (wire.md, sections 7.1, 7.2), at one of its members: each goes to all peers, votes as
 * well, and what is new goes on before anybody looks at it. So who has sent a message need not have written it: its last
 * bytes say who has, which leader it is for, and bear the author's signature.
 */
final class NestBftFlood {
    /** Bytes of the author, of the leader and of the signature. */
    static final int SEAL = 2 * Integer.BYTES + Long.BYTES;

    /** Stands for the leader in what is for everybody. */
    static final int EVERYBODY = -1;

    private final WorkloadContext context;
    private final Committee committee;
    private final int self;
    private final GossipTopic gossip;

    private NestBftFlood(WorkloadContext context, Committee committee) {
        this.context = context;
        this.committee = committee;
        this.self = committee.member(context.index());
        this.gossip = context.gossip(Topic.CONSENSUS, GossipRules.ALL);
    }

    /** Of that node; null if it is none of a committee that is large enough, by the node's own setting. */
    static @Nullable NestBftFlood of(WorkloadContext context, Committee committee) {
        if (committee.member(context.index()) < 0) {
            return null;
        }
        List<PublicKey> members = IntStream.range(0, committee.size())
                .mapToObj(member -> context.directory().key(committee.node(member)))
                .toList();
        return context.consensusMode(members) == ConsensusMode.GOSSIP ? new NestBftFlood(context, committee) : null;
    }

    /** One of this member's own, for a leader or {@link #EVERYBODY}; its last bytes are free for the seal. */
    void publish(NestBftMessage message, byte[] encoded, int leader) {
        int seal = encoded.length - SEAL;
        Fields.putInt(encoded, seal, self);
        Fields.putInt(encoded, seal + Integer.BYTES, leader);
        Fields.putLong(encoded, seal + 2 * Integer.BYTES, signature(self, leader, message));
        count(message, gossip.publish(Bytes.wrap(encoded)));
    }

    /** A message has come, and goes on if it is new. Returns the member that wrote it to us or to all; -1 if none did. */
    int heard(PublicKey sender, NestBftMessage message, Bytes bytes) {
        if (!(gossip.hear(sender, bytes) instanceof Sight.First first)) {
            return -1;
        }
        gossip.judge(first.token(), Verdict.ACCEPT);
        int seal = bytes.size() - SEAL;
        int author = Fields.getInt(bytes, seal);
        int leader = Fields.getInt(bytes, seal + Integer.BYTES);
        if (author < 0
                || author >= committee.size()
                || Fields.getLong(bytes, seal + 2 * Integer.BYTES) != signature(author, leader, message)) {
            return -1;
        }
        count(message, context.peers().size() - 1);
        return leader == EVERYBODY || leader == self ? author : -1;
    }

    private long signature(int author, int leader, NestBftMessage message) {
        return committee.signature(
                author, new NestBftVote(message.kind(), message.height(), message.round(), message.block(), leader));
    }

    private void count(NestBftMessage message, int copies) {
        context.recorder().tally(context.workload(), message.height(), copies);
    }
}
