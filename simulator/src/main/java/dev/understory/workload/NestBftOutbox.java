package dev.understory.workload;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How one node of the NestBFT workload sends: sizes, topics, and the count of consensus messages per height. */
final class NestBftOutbox {
    private final WorkloadContext context;
    private final NestBftWorkload.Settings settings;
    private final Committee committee;
    /** Null if consensus messages go straight to whom they are for. */
    private final @Nullable NestBftFlood flood;

    NestBftOutbox(WorkloadContext context, NestBftWorkload.Settings settings) {
        this.context = context;
        this.settings = settings;
        this.committee = settings.committee();
        this.flood = NestBftFlood.of(context, committee);
    }

    /** To one member; nothing is sent if it is no peer now, unless the committee gossips. */
    void toMember(int member, NestBftMessage message) {
        if (flood != null) {
            flood.publish(message, encodeForFlood(message), member);
            return;
        }
        PublicKey key = context.directory().key(committee.node(member));
        if (context.isPeer(key)) {
            context.recorder().tally(context.workload(), message.height(), 1);
            context.send(key, Topic.CONSENSUS, encode(message));
        }
    }

    /** To all other members: to those that are peers now, unless the committee gossips. */
    void toCommittee(NestBftMessage message) {
        if (flood != null) {
            flood.publish(message, encodeForFlood(message), NestBftFlood.EVERYBODY);
            return;
        }
        int copies = context.broadcast(Topic.CONSENSUS, encode(message), this::isMember);
        context.recorder().tally(context.workload(), message.height(), copies);
    }

    /** A consensus message has come. Returns the member that wrote it and means us; -1 if none does. */
    int author(PublicKey sender, NestBftMessage message, Bytes bytes) {
        return flood == null
                ? committee.member(context.directory().indexOf(sender))
                : flood.heard(sender, message, bytes);
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
        return message.encode(context.workload(), size(message));
    }

    /** As large as else, the seal included. */
    private byte[] encodeForFlood(NestBftMessage message) {
        Bytes encoded = message.encode(context.workload(), size(message) - NestBftFlood.SEAL);
        return Arrays.copyOf(encoded.toArray(), encoded.size() + NestBftFlood.SEAL);
    }

    private int size(NestBftMessage message) {
        boolean isLocked = message.lock() != null;
        int blockBytes = message.block() == 0 ? 0 : settings.blockBytes(message.block());
        return NestBftSizes.of(message.kind(), committee.size(), blockBytes, isLocked);
    }
}
