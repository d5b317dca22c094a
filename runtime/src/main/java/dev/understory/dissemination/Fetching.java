package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.Offence;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Announcing and fetching on one topic: who has accepted a message says so to those that want to be told or, if it is large, to
 * nearly all, and who lacks it asks one of those that have it. So a message crosses few links twice. Only between nodes that
 * both offer it.
 *
 * <pre>
 * HAVE, COMING  of what is not known here  -> it is wanted: of the nearest that has it, once those that send unasked ({@link
 *                                             Pushers}) are late with it; at once if it is large; without a word if it is coming
 *               of what is wanted          -> one more that has it
 * WANT          of what is kept            -> it is sent, once to each peer
 * PUSH, TELL                               -> the peer gossips here, and is sent messages, or told of them
 * it does not come in time                 -> who was asked is doubted for a while, and the next one asked: first of those not
 *                                             in doubt; also if who was asked is gone, which is nobody's fault
 * nobody is left to ask                    -> it is not wanted, until somebody says again that he has it
 * </pre>
 *
 * <p>Nobody is charged for what does not come: the link may be slow. Who is in doubt is asked last, so that a peer which
 * announces and withholds costs a delay once a minute; who sends what is wanted is in doubt no more. How long one is waited for
 * follows from the size that it says itself, up to a bound ({@link FetchSettings#patienceNanos}). A fetched message is judged
 * like any other.
 */
public final class Fetching {
    /** Peers in doubt; beyond that who was doubted first is not any more. */
    static final int MOST_DOUBTED = 256;

    /** How long a peer is in doubt, unless it sends something wanted before. */
    static final long DOUBTED_NANOS = 60_000_000_000L;

    /** How long another is waited for if only one in doubt says that it has a message. */
    static final long DOUBT_NANOS = 500_000_000;

    /** Nobody is asked sooner than that for a message of which somebody tells: what is sent and what is told part on their way. */
    static final long LEAST_WAIT_NANOS = 20_000_000;

    /** From that size on a message takes longer than what is said of it, so that who sends and who tells could not be compared. */
    private static final int SAID_BYTES = 2048;

    private final Topic topic;
    private final FetchSettings settings;
    private final MessageIds ids;
    private final GossipEvents events;
    private final Shelf shelf;
    private final Pushers pushers;
    /** Those that have said that they gossip here; never gone through. */
    private final Map<PublicKey, Listener> listeners = new HashMap<>();

    private final Wishes wishes = new Wishes();
    private final RoundTrips roundTrips;

    /** No deadline of any of them is earlier. */
    private long earliest = Long.MAX_VALUE;

    /** Until when each is in doubt, in the order in which they came to be. */
    private final Map<PublicKey, Long> doubted = new LinkedHashMap<>();

    /** How one that gossips here wants to hear of messages. */
    private enum Listener {
        /** It has said PUSH when it came, and nothing since: it has not chosen yet who sends. */
        UNDECIDED,
        /** It has chosen us to send. */
        PUSHED,
        /** We only tell it. */
        TOLD
    }

    /** How long the way to a peer and back takes. */
    @FunctionalInterface
    public interface RoundTrips {
        /** Nobody has measured it. */
        long UNKNOWN = -1;

        /** In nanoseconds, or less than 0 if it is not known. */
        long nanos(PublicKey peer);
    }

    /** Nothing is kept, and nothing wanted. */
    public Fetching(Topic topic, FetchSettings settings, MessageIds ids, GossipEvents events, RoundTrips roundTrips) {
        this.topic = topic;
        this.settings = settings;
        this.ids = ids;
        this.events = events;
        this.roundTrips = roundTrips;
        this.shelf = new Shelf(settings);
        this.pushers = new Pushers(settings.pushers(topic));
    }

    /**
     * A peer has come.
     *
     * @param dialled whether we have dialled it
     * @param speaks whether it understands all this
     * @param heeds whether it also does not send what it is told not to
     */
    public List<FetchEffect> admitted(PublicKey peer, boolean dialled, boolean speaks, boolean heeds) {
        boolean pushes = pushers.here(peer, dialled, speaks && heeds);
        return speaks ? List.of(say(peer, pushes)) : List.of();
    }

    /** Whether a peer has said that it gossips here: if not, it is sent everything, and told nothing. */
    public boolean speaks(PublicKey peer) {
        return listeners.containsKey(peer);
    }

    /** Whether a peer that is sent a message of that size unasked is told before that it is coming, so that it waits for it. */
    public static boolean isSaid(int size) {
        return size >= SAID_BYTES;
    }

    /** Whether a peer wants to be told of messages that we pass on, and not to be sent them. */
    public boolean isTold(PublicKey peer) {
        return listeners.get(peer) == Listener.TOLD;
    }

    /**
     * Whether a peer has not chosen yet who sends to it, as one has not that takes messages and accepts none: others go before
     * it, since they pass on what they get.
     */
    public boolean isUndecided(PublicKey peer) {
        return listeners.get(peer) == Listener.UNDECIDED;
    }

    /** A message was accepted, or is one's own: others may ask for it. */
    public FetchMessage.Entry keep(Bytes id, Bytes payload, long nowNanos) {
        MessageId key = ids.of(id);
        wishes.drop(key);
        shelf.put(key, id, payload, nowNanos);
        return new FetchMessage.Entry(id, payload.size());
    }

    /**
     * A message has come, for the first time or again: it is not asked for any more.
     *
     * @return who else has it by what was said of it while it was wanted: they need no copy
     */
    public List<PublicKey> heard(PublicKey sender, Bytes id, boolean isFirst, long nowNanos) {
        MessageId key = ids.of(id);
        Wanted gone = wishes.drop(key);
        if (gone != null) {
            doubted.remove(sender);
        }
        pushers.sent(sender, key, isFirst, nowNanos);
        return gone == null ? List.of() : gone.owners();
    }

    /** A message has come, and there was no room for it here: it is not asked for any more, and nobody is to blame. */
    public void refused(Bytes id) {
        wishes.drop(ids.of(id));
    }

    /** A message of others' was accepted; what follows for who sends unasked. */
    public List<FetchEffect> accepted(Bytes id) {
        return say(pushers.accepted(ids.of(id)));
    }

    /** A peer is gone, and with it what it would have sent. */
    public List<FetchEffect> lost(PublicKey peer, long nowNanos) {
        listeners.remove(peer);
        shelf.lost(peer);
        for (Wanted one : wishes.all().values()) {
            one.others.removeIf(owner -> owner.peer().equals(peer));
            if (Objects.equals(one.asked, peer)) {
                one.asked = null;
                await(one, nowNanos);
            }
        }
        return say(pushers.lost(peer));
    }

    /**
     * A peer says something of messages.
     *
     * @param knows whether the message of an id was here before
     */
    public List<FetchEffect> received(PublicKey sender, Bytes message, Predicate<Bytes> knows, long nowNanos) {
        return switch (FetchMessage.decode(message)) {
            case FetchMessage.Have have -> speaks(sender) ? onHave(sender, have, knows, nowNanos) : List.of();
            case FetchMessage.Want want -> onWant(sender, want, nowNanos);
            case FetchMessage.Here here -> onHere(sender, here, nowNanos);
            case FetchMessage.Malformed malformed -> List.of(new FetchEffect.Charge(sender, Offence.INVALID_MESSAGE));
        };
    }

    /** When {@link #wake} is to be called, or a little before; {@link Long#MAX_VALUE} if nothing is wanted. */
    public long wakeAt() {
        return wishes.all().isEmpty() ? Long.MAX_VALUE : earliest;
    }

    /** Time has passed: what did not come is asked of others. */
    public List<FetchEffect> wake(long nowNanos) {
        List<FetchEffect> effects = new ArrayList<>();
        if (earliest > nowNanos) {
            return effects;
        }
        earliest = Long.MAX_VALUE;
        Iterator<Map.Entry<MessageId, Wanted>> all = wishes.all().entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<MessageId, Wanted> each = all.next();
            Wanted late = each.getValue();
            if (late.deadline > nowNanos) {
                earliest = Math.min(earliest, late.deadline);
                continue;
            }
            if (late.asked != null) {
                pushers.withheld(late.asked, each.getKey());
                doubt(late.asked, nowNanos);
            }
            if (late.others.isEmpty()) {
                all.remove();
                wishes.lessOf(late.first);
                events.gossiped(topic, GossipCount.UNOBTAINED, 1);
                continue;
            }
            effects.add(ask(askNext(late, nowNanos), List.of(late.id)));
        }
        return effects;
    }

    int wanted() {
        return wishes.all().size();
    }

    private List<FetchEffect> onHave(PublicKey sender, FetchMessage.Have have, Predicate<Bytes> knows, long nowNanos) {
        List<FetchEffect> effects = wake(nowNanos);
        List<Bytes> asked = new ArrayList<>();
        for (FetchMessage.Entry entry : have.entries()) {
            MessageId key = ids.of(entry.id());
            Wanted one = wishes.all().get(key);
            boolean isNew = one == null && !knows.test(entry.id());
            if (isNew && hasRoomFor(sender)) {
                one = wishes.add(key, new Wanted(entry.id(), sender));
            }
            if (have.coming()) {
                pushers.promised(sender, key, isNew && one != null, nowNanos);
            } else {
                boolean isToCome = one != null && entry.size() < settings.leastBytes();
                pushers.told(sender, key, isNew && one != null, isToCome, nowNanos);
            }
            if (one == null) {
                continue;
            }
            PublicKey next = hasIt(one, new Wanted.Owner(sender, entry.size()), have.coming(), nowNanos);
            if (next != null && next.equals(sender)) {
                asked.add(one.id);
            } else if (next != null) {
                effects.add(ask(next, List.of(one.id)));
            }
        }
        if (!asked.isEmpty()) {
            effects.add(ask(sender, asked));
        }
        return effects;
    }

    private boolean hasRoomFor(PublicKey peer) {
        Wishes.Room room = wishes.roomFor(peer);
        if (room == Wishes.Room.AT_THE_COST_OF_ANOTHER) {
            events.gossiped(topic, GossipCount.UNOBTAINED, 1);
        }
        return room != Wishes.Room.NONE;
    }

    /** A peer has what is wanted, or will send it. Returns who is to be asked now, if anybody. */
    private @Nullable PublicKey hasIt(Wanted one, Wanted.Owner owner, boolean coming, long nowNanos) {
        if (one.isOf(owner.peer())) {
            return null;
        }
        boolean inDoubt = isDoubted(owner.peer(), nowNanos);
        if (one.asked == null && coming && !inDoubt) {
            one.asked = owner.peer();
            boolean isExpected = pushers.pushes(owner.peer());
            long patience =
                    isExpected ? settings.patienceNanos(owner.size()) : settings.leastPatienceNanos(owner.size());
            await(one, nowNanos + patience);
            return null;
        }
        one.add(owner, nowNanos);
        if (one.asked != null) {
            return null;
        }
        long wait = owner.size() < settings.leastBytes() ? waitNanos(one, owner.peer(), nowNanos) : 0;
        await(one, Math.min(one.deadline, nowNanos + (inDoubt ? DOUBT_NANOS + wait : wait)));
        return one.deadline <= nowNanos ? askNext(one, nowNanos) : null;
    }

    /**
     * How long those that send are still waited for: since somebody told of it, for as long as it takes to ask one that has it.
     * So what they bring sooner than an answer could be here is not asked for, and what they do not bring comes after twice
     * the time at most that it would have taken to ask at once.
     */
    private long waitNanos(Wanted one, PublicKey owner, long nowNanos) {
        long roundTrip = roundTrips.nanos(owner);
        if (roundTrip < 0) {
            return pushers.patienceNanos();
        }
        long until = one.toldNanos() + Math.max(LEAST_WAIT_NANOS, roundTrip);
        return Math.clamp(until - nowNanos, 0, pushers.patienceNanos());
    }

    /** There is one that can be asked. */
    private PublicKey askNext(Wanted one, long nowNanos) {
        Wanted.Owner next = one.others.get(0);
        boolean doubted = isDoubted(next.peer(), nowNanos);
        for (Wanted.Owner other : one.others) {
            boolean otherDoubted = isDoubted(other.peer(), nowNanos);
            if (otherDoubted == doubted ? isNearer(other.peer(), next.peer()) : doubted) {
                next = other;
                doubted = otherDoubted;
            }
        }
        one.others.remove(next);
        one.asked = next.peer();
        await(one, nowNanos + settings.patienceNanos(next.size()));
        return next.peer();
    }

    private boolean isNearer(PublicKey one, PublicKey other) {
        long nanos = roundTrips.nanos(one);
        long others = roundTrips.nanos(other);
        return nanos >= 0 && (others < 0 || nanos < others);
    }

    private void await(Wanted one, long deadline) {
        one.deadline = deadline;
        earliest = Math.min(earliest, deadline);
    }

    private List<FetchEffect> onWant(PublicKey sender, FetchMessage.Want want, long nowNanos) {
        List<FetchEffect> effects = new ArrayList<>();
        for (Bytes id : want.ids()) {
            Bytes payload = shelf.give(ids.of(id), sender, nowNanos);
            if (payload != null) {
                effects.add(new FetchEffect.Give(sender, payload));
            }
        }
        return effects;
    }

    /** Who says for the first time that it gossips is told of what is kept, the latest of it. */
    private List<FetchEffect> onHere(PublicKey sender, FetchMessage.Here here, long nowNanos) {
        Listener before = listeners.get(sender);
        Listener pushed = before == null ? Listener.UNDECIDED : Listener.PUSHED;
        listeners.put(sender, here.pushed() ? pushed : Listener.TOLD);
        List<FetchMessage.Entry> latest =
                before == null ? shelf.latest(FetchMessage.MOST_ENTRIES, nowNanos) : List.of();
        return latest.isEmpty()
                ? List.of()
                : List.of(new FetchEffect.Send(sender, FetchMessage.encode(new FetchMessage.Have(latest, false))));
    }

    private FetchEffect ask(PublicKey owner, List<Bytes> what) {
        events.gossiped(topic, GossipCount.FETCHED, what.size());
        return new FetchEffect.Send(owner, FetchMessage.encode(new FetchMessage.Want(what)));
    }

    private List<FetchEffect> say(List<Pushers.Change> changes) {
        List<FetchEffect> effects = new ArrayList<>(changes.size());
        for (Pushers.Change change : changes) {
            events.gossiped(topic, change.pushes() ? GossipCount.UNCHOKED : GossipCount.CHOKED, 1);
            effects.add(say(change.peer(), change.pushes()));
        }
        return effects;
    }

    private static FetchEffect say(PublicKey peer, boolean pushes) {
        return new FetchEffect.Send(peer, FetchMessage.encode(new FetchMessage.Here(pushes)));
    }

    private boolean isDoubted(PublicKey peer, long nowNanos) {
        Long until = doubted.get(peer);
        return until != null && until > nowNanos;
    }

    private void doubt(PublicKey peer, long nowNanos) {
        doubted.remove(peer);
        doubted.put(peer, nowNanos + DOUBTED_NANOS);
        if (doubted.size() > MOST_DOUBTED) {
            doubted.remove(doubted.keySet().iterator().next());
        }
    }
}
