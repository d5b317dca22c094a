package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for their verdict: bounded in number and bytes, fair between peers. Where there is no room for one
 * more, the peer that has most waiting loses its newest ones while it has more than the newcomer's sender: most messages where
 * their number is the limit, most bytes where bytes are. How large the newcomer is does not count against it, so that many
 * who hold a little each cannot keep a large one out. If its sender has as much waiting as anybody, the newcomer stays outside.
 * So a flood of one peer costs that peer alone.
 *
 * <p>And one peer has no more waiting than its share of all topics ({@link WaitingShares}). What it alone has sent goes when it
 * does; what others have sent as well waits on in the name of the next of them, also beyond that one's share.
 */
final class WaitingRoom {
    /** What a message takes beside its bytes, about; so that messages without any are not free. */
    static final int MESSAGE_COST = 256;

    private static final Comparator<Share> BY_NUMBER = Comparator.comparingInt(Share::number);
    private static final Comparator<Share> BY_BYTES = Comparator.comparingLong(share -> share.bytes);

    /** What somebody has of whom nothing waits. */
    private static final Share NOTHING = new Share();

    private final int most;
    private final long mostBytes;
    private final WaitingShares ofAllTopics;
    /** By token, which is the order in which they came. */
    private final Map<Long, Unjudged> all = new LinkedHashMap<>();

    private final Map<MessageId, Unjudged> byId = new HashMap<>();
    /** In the order in which peers came. */
    private final Map<PublicKey, Share> shares = new LinkedHashMap<>();

    private long bytes;

    /** What one peer has waiting. */
    private static final class Share {
        final ArrayDeque<Unjudged> messages = new ArrayDeque<>(2);
        long bytes;

        int number() {
            return messages.size();
        }
    }

    WaitingRoom(int most, long mostBytes, WaitingShares ofAllTopics) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.ofAllTopics = ofAllTopics;
    }

    @Nullable
    Unjudged find(MessageId id) {
        return byId.get(id);
    }

    int size() {
        return all.size();
    }

    long bytes() {
        return bytes;
    }

    /**
     * Makes room for one of that size, which is to {@link #enter} then. Returns who had to go; null if it has to stay outside, and
     * then nobody goes.
     */
    @Nullable
    List<Unjudged> makeRoom(PublicKey sender, int size) {
        if (!ofAllTopics.claim(sender, cost(size))) {
            return null;
        }
        List<Unjudged> gone = crowdOut(sender, size);
        if (gone == null) {
            ofAllTopics.release(sender, cost(size));
        }
        return gone;
    }

    private @Nullable List<Unjudged> crowdOut(PublicKey sender, int size) {
        Share own = shares.getOrDefault(sender, NOTHING);
        // What takes more than all the room may wait alone.
        long cost = Math.min(cost(size), mostBytes);
        long missing = bytes + cost - mostBytes;
        boolean isFull = all.size() >= most;
        if (missing <= 0 && !isFull) {
            return List.of();
        }
        if (missing > aboveThat(own) || isFull && largest(BY_NUMBER).number() <= own.number()) {
            return null;
        }
        List<Unjudged> gone = new ArrayList<>();
        if (isFull) {
            gone.add(dropNewest(largest(BY_NUMBER)));
        }
        while (bytes + cost > mostBytes) {
            gone.add(dropNewest(largest(BY_BYTES)));
        }
        return gone;
    }

    void enter(Unjudged message) {
        all.put(message.token, message);
        byId.put(message.id, message);
        bytes += cost(message);
        addToShare(message);
    }

    /** Takes one out; null if it is not here any more. */
    @Nullable
    Unjudged leave(long token) {
        Unjudged message = all.remove(token);
        if (message != null) {
            byId.remove(message.id);
            bytes -= cost(message);
            removeFromShare(message);
        }
        return message;
    }

    /** All of them go. */
    void clear() {
        for (Unjudged message : List.copyOf(all.values())) {
            leave(message.token);
        }
    }

    /** A peer is gone. Returns how many messages went with it. */
    int lost(PublicKey peer) {
        int before = all.size();
        for (Unjudged message : List.copyOf(all.values())) {
            if (!message.keeper().equals(peer)) {
                message.lost(peer);
                continue;
            }
            removeFromShare(message);
            if (message.lost(peer)) {
                ofAllTopics.add(message.keeper(), cost(message));
                addToShare(message);
            } else {
                all.remove(message.token);
                byId.remove(message.id);
                bytes -= cost(message);
            }
        }
        return before - all.size();
    }

    /** The one that came first. */
    @Nullable
    Unjudged first() {
        return all.isEmpty() ? null : all.values().iterator().next();
    }

    /** Takes out the one that came first, if it came no later than that. */
    @Nullable
    Unjudged leaveUntil(long nanos) {
        Unjudged first = first();
        return first != null && first.sinceNanos <= nanos ? leave(first.token) : null;
    }

    private void addToShare(Unjudged message) {
        Share share = shares.computeIfAbsent(message.keeper(), first -> new Share());
        share.messages.addLast(message);
        share.bytes += cost(message);
    }

    private void removeFromShare(Unjudged message) {
        ofAllTopics.release(message.keeper(), cost(message));
        Share share = shares.get(message.keeper());
        if (share != null) {
            share.messages.remove(message);
            share.bytes -= cost(message);
            if (share.messages.isEmpty()) {
                shares.remove(message.keeper());
            }
        }
    }

    private static long cost(Unjudged message) {
        return cost(message.payload.size());
    }

    private static long cost(int size) {
        return (long) size + MESSAGE_COST;
    }

    /** What can be had from those of whom more waits, without leaving any of them less. */
    private long aboveThat(Share own) {
        long above = 0;
        for (Share share : shares.values()) {
            above += Math.max(0, share.bytes - own.bytes);
        }
        return above;
    }

    private Share largest(Comparator<Share> order) {
        return Collections.max(shares.values(), order);
    }

    private Unjudged dropNewest(Share share) {
        Unjudged newest = share.messages.getLast();
        leave(newest.token);
        return newest;
    }
}
