package dev.understory.workload;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** How one node of the NestBFT workload sends: sizes, topics, and the count of consensus messages per height. */
final class NestBftOutbox {
    private final WorkloadContext context;
    private final NestBftWorkload.Settings settings;
    private final Committee committee;

    NestBftOutbox(WorkloadContext context, NestBftWorkload.Settings settings) {
        this.context = context;
        this.settings = settings;
        this.committee = settings.committee();
    }

    /** To one other member; nothing is sent if it is no peer now. */
    void toMember(int member, NestBftMessage message) {
        PublicKey key = context.directory().key(committee.node(member));
        if (context.isPeer(key)) {
            context.recorder().tally(context.workload(), message.height(), 1);
            context.send(key, Topic.CONSENSUS, encode(message));
        }
    }

    /** To all other members that are peers now. */
    void toCommittee(NestBftMessage message) {
        int copies = context.broadcast(Topic.CONSENSUS, encode(message), this::isMember);
        context.recorder().tally(context.workload(), message.height(), copies);
    }

    /** To a peer, inside the committee or not. */
    void send(PublicKey peer, Topic topic, NestBftMessage message) {
        context.send(peer, topic, encode(message));
    }

    /** A block to all peers but one. */
    void gossip(NestBftMessage block, @Nullable PublicKey except) {
        context.broadcast(
                Topic.BLOCK, encode(block), peer -> except == null || !peer.id().equals(except));
    }

    private boolean isMember(PeerInfo peer) {
        return committee.member(context.directory().indexOf(peer.id())) >= 0;
    }

    private Bytes encode(NestBftMessage message) {
        boolean isLocked = message.lock() != null;
        int blockBytes = message.block() == 0 ? 0 : settings.blockBytes(message.block());
        return message.encode(
                context.workload(), NestBftSizes.of(message.kind(), committee.size(), blockBytes, isLocked));
    }
}
