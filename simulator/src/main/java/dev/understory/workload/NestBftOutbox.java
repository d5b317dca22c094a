package dev.understory.workload;

import dev.understory.application.Peer;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** How one node of the NestBFT workload sends: sizes, topics, and the count of consensus messages per height. */
final class NestBftOutbox {
    private final Seat seat;
    private final NestBftWorkload.Settings settings;
    private final Committee committee;

    NestBftOutbox(Seat seat, NestBftWorkload.Settings settings) {
        this.seat = seat;
        this.settings = settings;
        this.committee = settings.committee();
    }

    /** To one other member; nothing is sent if it is no peer now. */
    void toMember(int member, NestBftMessage message) {
        PublicKey key = seat.directory().key(committee.node(member));
        if (seat.isPeer(key)) {
            seat.recorder().tally(seat.workload(), message.height(), 1);
            seat.send(key, Topic.CONSENSUS, encode(message));
        }
    }

    /** To all other members that are peers now. */
    void toCommittee(NestBftMessage message) {
        int copies = seat.broadcast(Topic.CONSENSUS, encode(message), this::isMember);
        seat.recorder().tally(seat.workload(), message.height(), copies);
    }

    /** To a peer, inside the committee or not. */
    void send(PublicKey peer, Topic topic, NestBftMessage message) {
        seat.send(peer, topic, encode(message));
    }

    /** A block to all peers but one. */
    void gossip(NestBftMessage block, @Nullable PublicKey except) {
        seat.broadcast(
                Topic.BLOCK, encode(block), peer -> except == null || !peer.id().equals(except));
    }

    private boolean isMember(Peer peer) {
        return committee.member(seat.directory().indexOf(peer.id())) >= 0;
    }

    private Bytes encode(NestBftMessage message) {
        boolean isLocked = message.lock() != null;
        int blockBytes = message.block() == 0 ? 0 : settings.blockBytes(message.block());
        return message.encode(seat.workload(), NestBftSizes.of(message.kind(), committee.size(), blockBytes, isLocked));
    }
}
