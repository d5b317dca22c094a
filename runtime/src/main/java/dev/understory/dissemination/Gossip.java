package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.List;

/**
 * Gossip on one topic: each message is given to the application once, and goes on to the other peers once the application
 * has accepted it, never before (wire.md, section 9B, S10).
 *
 * <pre>
 * hear:  known, or waits for its verdict    -> Again; who sent it is known to have it
 *        new                                -> First; it waits for its verdict
 *        new, and no room                   -> NoRoom; forgotten at once
 * judge: accept                             -> Relay, to all but those that have it
 *        and useful                         -> the same; who sent it first earns, once in a while ({@link Earners})
 *        ignore                             -> Nothing
 *        reject                             -> Charge, to the peer whose copy was judged
 *        waits no longer                    -> Nothing
 * lost:  waits, and others sent it too      -> waits on in the name of the next of them
 *        waits, and nobody else has it      -> dropped and forgotten
 * </pre>
 *
 * <p>Nobody is charged for messages of CONSENSUS: Canopy's nodes pass those on before they look at them (wire.md, section
 * 7.2), so that an honest one may have sent it. A message that is not judged in time counts as ignored; that is looked at with
 * every call, and whoever makes no others calls {@link #expire} at {@link #expiresAt}. Every limit is one of
 * {@link GossipSettings}. Times never go back.
 */
public final class Gossip {
    private static final Sight AGAIN = new Sight.Again();
    private static final Sight NO_ROOM = new Sight.NoRoom();
    private static final GossipEffect NOTHING = new GossipEffect.Nothing();

    private final Topic topic;
    private final MessageIds ids;
    private final GossipEvents events;
    private final SeenCache seen;
    private final WaitingRoom waiting;
    private final Earners earners = new Earners();
    private final long verdictNanos;
    private long tokens;

    /** Nothing has been heard yet; {@code shares} are those of all topics of the node. */
    public Gossip(Topic topic, GossipSettings settings, MessageIds ids, WaitingShares shares, GossipEvents events) {
        this.topic = topic;
        this.ids = ids;
        this.events = events;
        this.seen = new SeenCache(settings);
        this.waiting = new WaitingRoom(settings.waiting(), settings.waitingBytes(), shares);
        this.verdictNanos = settings.verdictTime().toNanos();
    }

    /** The application sends one of its own, which it will not be told of as new when it comes back. */
    public void published(Bytes identity, long nowNanos) {
        count(GossipCount.PUBLISHED);
        accept(ids.of(identity), nowNanos);
    }

    /**
     * A message has come.
     *
     * @param identity what makes it this message and no other: all of it, or a part that nothing else has
     */
    public Sight hear(PublicKey sender, Bytes payload, Bytes identity, long nowNanos) {
        expire(nowNanos);
        MessageId id = ids.of(identity);
        Unjudged same = waiting.find(id);
        if (same != null) {
            same.alsoFrom(sender);
        }
        if (same != null || seen.contains(id, nowNanos)) {
            count(GossipCount.DUPLICATE);
            return AGAIN;
        }
        List<Unjudged> gone = waiting.makeRoom(sender, payload.size());
        if (gone == null) {
            count(GossipCount.NO_ROOM);
            return NO_ROOM;
        }
        if (!gone.isEmpty()) {
            events.gossiped(topic, GossipCount.CROWDED_OUT, gone.size());
        }
        count(GossipCount.FIRST);
        Unjudged message = new Unjudged(tokens++, id, sender, payload, identity, nowNanos);
        waiting.enter(message);
        return new Sight.First(message.token);
    }

    /** The application has judged a message. */
    public GossipEffect judge(long token, Verdict verdict, long nowNanos) {
        expire(nowNanos);
        Unjudged message = waiting.leave(token);
        if (message == null) {
            count(GossipCount.LATE);
            return NOTHING;
        }
        return switch (verdict) {
            case Verdict.Accept accept -> {
                count(GossipCount.ACCEPTED);
                accept(message.id, nowNanos);
                boolean earns = accept.useful() && earners.earns(message.sender, nowNanos);
                yield new GossipEffect.Relay(
                        message.payload, message.identity, message.holders(), earns ? message.sender : null);
            }
            case Verdict.Ignore ignore -> {
                count(GossipCount.IGNORED);
                seen.refuse(message.id, nowNanos);
                yield NOTHING;
            }
            case Verdict.Reject reject -> {
                count(GossipCount.REJECTED);
                seen.refuse(message.id, nowNanos);
                yield topic == Topic.CONSENSUS ? NOTHING : new GossipEffect.Charge(message.sender, reject.offence());
            }
        };
    }

    /** A peer is gone: what waits of its alone is dropped, and is new when it comes again. */
    public void lost(PublicKey peer, long nowNanos) {
        expire(nowNanos);
        int dropped = waiting.lost(peer);
        if (dropped > 0) {
            events.gossiped(topic, GossipCount.ABANDONED, dropped);
        }
    }

    /** Nobody judges any more: nothing waits from now on. */
    public void close() {
        waiting.clear();
    }

    /** When the first of those that wait has waited too long; {@link Long#MAX_VALUE} if none waits. */
    public long expiresAt() {
        Unjudged first = waiting.first();
        return first == null ? Long.MAX_VALUE : first.sinceNanos + verdictNanos;
    }

    /** Time has passed: what has waited too long waits no longer. */
    public void expire(long nowNanos) {
        Unjudged late = waiting.leaveUntil(nowNanos - verdictNanos);
        while (late != null) {
            count(GossipCount.EXPIRED);
            seen.refuse(late.id, nowNanos);
            late = waiting.leaveUntil(nowNanos - verdictNanos);
        }
    }

    /** Whether a message was here before, or waits for its verdict. */
    public boolean knows(Bytes identity, long nowNanos) {
        MessageId id = ids.of(identity);
        return waiting.find(id) != null || seen.contains(id, nowNanos);
    }

    /** A peer says that it has that message: while it waits for its verdict, that peer needs no copy of it. */
    public void hasIt(PublicKey peer, Bytes identity) {
        Unjudged message = waiting.find(ids.of(identity));
        if (message != null) {
            message.alsoFrom(peer);
        }
    }

    /** So many copies were taken for peers, or announced to them. */
    public void sent(GossipCount how, int copies) {
        events.gossiped(topic, how, copies);
    }

    /** How many messages wait for their verdict. */
    int waiting() {
        return waiting.size();
    }

    private void accept(MessageId id, long nowNanos) {
        if (seen.accept(id, nowNanos)) {
            count(GossipCount.FORGOTTEN);
        }
    }

    private void count(GossipCount what) {
        events.gossiped(topic, what, 1);
    }
}
