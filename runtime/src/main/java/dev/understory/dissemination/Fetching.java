package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.reputation.Offence;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Announcing and fetching on one topic: who has accepted a large message says so, and who lacks it asks one of those that
 * have it, so that it crosses few links twice. Only between nodes that both offer it.
 *
 * <pre>
 * HAVE, COMING  of what is not known here  -> it is wanted: of the first that has it, at once (HAVE) or without a word (COMING)
 *               of what is wanted          -> one more that has it
 * WANT          of what is kept            -> it is sent, once to each peer
 * it does not come in time                 -> its owner is doubted, and the next one asked: first of those not in doubt
 * nobody is left to ask                    -> it is not wanted, until somebody says again that he has it
 * </pre>
 *
 * <p>Nobody is charged for what does not come: the link may be slow. Who is in doubt is asked last, so that a peer which
 * announces and withholds costs a delay once. A fetched message is judged like any other.
 */
public final class Fetching {
    /** Messages wanted at a time; what else is announced is passed over. */
    static final int MOST_WANTED = 1024;

    /** Messages wanted of one peer first; as above. */
    static final int MOST_WANTED_OF_A_PEER = 128;

    /** Peers that are remembered to have a wanted message. */
    static final int MOST_OWNERS = 16;

    /** Peers in doubt; beyond that who was doubted first is not any more. */
    static final int MOST_DOUBTED = 256;

    private final Topic topic;
    private final FetchSettings settings;
    private final MessageIds ids;
    private final GossipEvents events;
    private final Shelf shelf;
    private final Map<MessageId, Wanted> wanted = new LinkedHashMap<>();
    private final Set<PublicKey> doubted = new LinkedHashSet<>();

    /** A message that is not here, and who has it. */
    private static final class Wanted {
        final Bytes id;
        final int size;
        PublicKey asked;
        long deadline;
        final List<PublicKey> others = new ArrayList<>(2);

        Wanted(Bytes id, int size, PublicKey asked, long deadline) {
            this.id = id;
            this.size = size;
            this.asked = asked;
            this.deadline = deadline;
        }
    }

    /** Nothing is kept, and nothing wanted. */
    public Fetching(Topic topic, FetchSettings settings, MessageIds ids, GossipEvents events) {
        this.topic = topic;
        this.settings = settings;
        this.ids = ids;
        this.events = events;
        this.shelf = new Shelf(settings);
    }

    /** A message was accepted, or is one's own: others may ask for it. Returns how it is announced. */
    public FetchMessage.Have keep(Bytes id, Bytes payload, long nowNanos) {
        MessageId key = ids.of(id);
        wanted.remove(key);
        shelf.put(key, id, payload, nowNanos);
        return new FetchMessage.Have(List.of(new FetchMessage.Entry(id, payload.size())), false);
    }

    /** A message has come: it is not asked for any more. */
    public void heard(Bytes id) {
        wanted.remove(ids.of(id));
    }

    /** What a peer that comes is told; null if nothing is kept. */
    public FetchMessage.@Nullable Have greeting(long nowNanos) {
        List<FetchMessage.Entry> latest = shelf.latest(FetchMessage.MOST_ENTRIES, nowNanos);
        return latest.isEmpty() ? null : new FetchMessage.Have(latest, false);
    }

    /** A peer is gone, and with it what it would have sent. */
    public void lost(PublicKey peer, long nowNanos) {
        shelf.lost(peer);
        for (Wanted one : wanted.values()) {
            one.others.remove(peer);
            if (one.asked.equals(peer)) {
                one.deadline = nowNanos;
            }
        }
    }

    /**
     * A peer says something of messages.
     *
     * @param knows whether the message of an id was here before
     */
    public List<FetchEffect> received(PublicKey sender, Bytes message, Predicate<Bytes> knows, long nowNanos) {
        return switch (FetchMessage.decode(message)) {
            case FetchMessage.Have have -> onHave(sender, have, knows, nowNanos);
            case FetchMessage.Want want -> onWant(sender, want, nowNanos);
            case FetchMessage.Malformed malformed -> List.of(new FetchEffect.Charge(sender, Offence.INVALID_MESSAGE));
        };
    }

    /** When {@link #wake} is to be called; {@link Long#MAX_VALUE} if nothing is wanted. */
    public long wakeAt() {
        long first = Long.MAX_VALUE;
        for (Wanted one : wanted.values()) {
            first = Math.min(first, one.deadline);
        }
        return first;
    }

    /** Time has passed: what did not come is asked of others. */
    public List<FetchEffect> wake(long nowNanos) {
        List<FetchEffect> effects = new ArrayList<>();
        Iterator<Wanted> all = wanted.values().iterator();
        while (all.hasNext()) {
            Wanted late = all.next();
            if (late.deadline > nowNanos) {
                continue;
            }
            doubt(late.asked);
            if (late.others.isEmpty()) {
                all.remove();
                events.gossiped(topic, GossipCount.UNOBTAINED, 1);
                continue;
            }
            late.asked = late.others.stream()
                    .filter(owner -> !doubted.contains(owner))
                    .findFirst()
                    .orElse(late.others.get(0));
            late.others.remove(late.asked);
            late.deadline = nowNanos + settings.patienceNanos(late.size);
            effects.add(ask(late.asked, List.of(late.id)));
        }
        return effects;
    }

    int wanted() {
        return wanted.size();
    }

    private List<FetchEffect> onHave(PublicKey sender, FetchMessage.Have have, Predicate<Bytes> knows, long nowNanos) {
        List<Bytes> asked = new ArrayList<>();
        long share =
                wanted.values().stream().filter(one -> one.asked.equals(sender)).count();
        for (FetchMessage.Entry entry : have.entries()) {
            if (knows.test(entry.id())) {
                continue;
            }
            MessageId key = ids.of(entry.id());
            Wanted known = wanted.get(key);
            if (known != null) {
                if (known.others.size() < MOST_OWNERS
                        && !known.asked.equals(sender)
                        && !known.others.contains(sender)) {
                    known.others.add(sender);
                }
            } else if (wanted.size() < MOST_WANTED && share < MOST_WANTED_OF_A_PEER) {
                share++;
                wanted.put(
                        key,
                        new Wanted(entry.id(), entry.size(), sender, nowNanos + settings.patienceNanos(entry.size())));
                asked.add(entry.id());
            }
        }
        return asked.isEmpty() || have.coming() ? List.of() : List.of(ask(sender, asked));
    }

    private List<FetchEffect> onWant(PublicKey sender, FetchMessage.Want want, long nowNanos) {
        List<FetchEffect> effects = new ArrayList<>();
        for (Bytes id : want.ids()) {
            Bytes payload = shelf.give(ids.of(id), sender, nowNanos);
            if (payload != null) {
                effects.add(new FetchEffect.Send(sender, payload));
                events.gossiped(topic, GossipCount.SENT, 1);
            }
        }
        return effects;
    }

    private FetchEffect ask(PublicKey owner, List<Bytes> what) {
        events.gossiped(topic, GossipCount.FETCHED, what.size());
        return new FetchEffect.Send(owner, FetchMessage.encode(new FetchMessage.Want(what)));
    }

    private void doubt(PublicKey peer) {
        if (doubted.add(peer) && doubted.size() > MOST_DOUBTED) {
            doubted.remove(doubted.iterator().next());
        }
    }
}
