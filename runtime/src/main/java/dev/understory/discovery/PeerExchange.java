package dev.understory.discovery;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.IdentityDecoding;
import dev.understory.crypto.RandomStream;
import dev.understory.discovery.DiscoveryEvent.AnswerRefusal;
import dev.understory.discovery.DiscoveryEvent.Unfit;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.Routability;
import dev.understory.peerbook.BookAddress;
import dev.understory.reputation.Offence;
import dev.understory.transport.Endpoint;
import dev.understory.wire.BookPeer;
import dev.understory.wire.Bytes;
import dev.understory.wire.PeerBookMessages;
import dev.understory.wire.PeerMeta;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What peers tell each other about peers (wire.md, section 4.7): asks one random peer at a time for entries of its book, and
 * answers those who ask. Sans IO.
 *
 * <pre>
 *   what happens                                           what follows
 *   the interval is over, and somebody may be asked        one of them is asked
 *   an answer to somebody who was not asked                it is refused: PEERS_NOT_ASKED_FOR
 *   an answer with more entries than may be                it is refused as a whole: PEERS_NOT_ASKED_FOR
 *   an answer that does not parse                          it is refused: INVALID_MESSAGE
 *   an answer otherwise                                    the entries that are fit are learned, of the others it is told why not
 *   a request within the budget                            an answer: for a while the same for the same peer
 *   a request beyond it                                    silence, and nothing else: an early request may be honest
 * </pre>
 *
 * <p>An answer may be late by any time and is matched all the same, since a Canopy node passes over requests that it finds too
 * many; so of each peer no more answers are taken than there were requests to it.
 */
final class PeerExchange {
    /** Requests to one peer that may be unanswered; beyond that it is asked half as often. */
    static final int MOST_UNANSWERED = 8;

    /** Answers that are remembered for those who ask again; the oldest goes first. */
    static final int MOST_ANSWERS = 1024;

    /** An entry whose dials have failed as often in a row is no entry any more (Canopy's MaxFailedDialAttempts). */
    static final int MOST_FAILED_DIALS = 10;

    /** What is heard in an answer. */
    sealed interface Heard {
        /** New addresses, and how many entries were passed over, by the reason. */
        record Learned(List<BookAddress> addresses, Map<Unfit, Integer> unfit) implements Heard {}

        /** Nothing of it counts. */
        record Refused(AnswerRefusal reason, Offence offence) implements Heard {}
    }

    /** Who this node is, and which addresses are of use to it. */
    record Self(PublicKey key, long networkId, long chainId, CryptoSuite suite, Routability routability) {}

    private record Answer(List<BookAddress> addresses, long madeAt) {}

    private final DiscoverySettings.Exchange settings;
    private final Self self;
    private final RandomStream random;
    /** Requests without answer, of each connection. */
    private final Map<Long, Integer> unanswered = new LinkedHashMap<>();
    /** Requests that were answered in this window; never more identities than requests in all. */
    private final Map<PublicKey, Integer> requests = new LinkedHashMap<>();

    private final Map<PublicKey, Answer> answers = new LinkedHashMap<>();
    private long windowBegan;
    private int requestsInAll;
    private long nextRequest;

    PeerExchange(DiscoverySettings.Exchange settings, Self self, RandomStream random, long nowNanos) {
        this.settings = settings;
        this.self = self;
        this.random = random;
        this.windowBegan = nowNanos;
        this.nextRequest = nowNanos + pause();
    }

    /** When the next peer is to be asked. */
    long nextRequestAt() {
        return nextRequest;
    }

    /** Whom of these connections to ask now; null if nobody, or it is not time. */
    @Nullable
    Long askOneOf(List<Long> connections, long nowNanos) {
        if (nowNanos < nextRequest) {
            return null;
        }
        nextRequest = nowNanos + pause();
        List<Long> candidates = connections.stream()
                .filter(id -> unanswered.getOrDefault(id, 0) < MOST_UNANSWERED)
                .toList();
        if (candidates.isEmpty()) {
            // A Canopy node is silent about requests that come too close: that is not for ever.
            unanswered.replaceAll((id, requests) -> Math.max(1, requests - 1));
            return null;
        }
        Long chosen = candidates.get(random.nextInt(candidates.size()));
        asked(chosen);
        return chosen;
    }

    /** That connection is asked out of turn. */
    void asked(long connection) {
        unanswered.merge(connection, 1, Integer::sum);
    }

    /** The connection has ended. */
    void left(long connection) {
        unanswered.remove(connection);
    }

    private long pause() {
        double spread = 1 + settings.jitter() * random.nextDouble();
        return (long) (settings.interval().toNanos() * spread);
    }

    // Answering.

    /**
     * Answers a request; null is silence.
     *
     * @param most entries that may be in its answer
     * @param choose addresses that may be told to anybody
     */
    @Nullable
    Bytes requested(PublicKey peer, Bytes message, int most, Supplier<List<BookAddress>> choose, long nowNanos) {
        if (nowNanos - windowBegan >= settings.window().toNanos()) {
            windowBegan = nowNanos;
            requests.clear();
            requestsInAll = 0;
        }
        if (requestsInAll >= settings.requestsInAll()
                || requests.getOrDefault(peer, 0) >= settings.requestsPerPeer()
                || !PeerBookMessages.isRequest(message)) {
            return null;
        }
        requestsInAll++;
        requests.merge(peer, 1, Integer::sum);
        Answer answer = answers.get(peer);
        if (answer == null
                || nowNanos - answer.madeAt >= settings.answerLifetime().toNanos()) {
            answer = new Answer(choose.get(), nowNanos);
            answers.remove(peer);
            answers.put(peer, answer);
            if (answers.size() > MOST_ANSWERS) {
                answers.remove(answers.keySet().iterator().next());
            }
        }
        return answer(peer, answer.addresses, most);
    }

    /** Nothing in it says when or how often an address was tried. */
    private Bytes answer(PublicKey asking, List<BookAddress> chosen, int most) {
        PeerMeta meta = new PeerMeta(self.networkId, self.chainId, Bytes.EMPTY);
        List<BookPeer> entries = new ArrayList<>();
        for (BookAddress address : chosen) {
            if (!address.key().equals(asking) && entries.size() < most) {
                String where = new Endpoint(address.host().toString(), address.port()).toString();
                entries.add(new BookPeer(Bytes.wrap(address.key().bytes()), where, meta, 0));
            }
        }
        return PeerBookMessages.response(entries);
    }

    // Hearing answers.

    /**
     * An answer has come on that connection.
     *
     * @param most entries that may be in it
     * @param isConnected which identities need no address
     */
    Heard answered(long connection, Bytes message, int most, Predicate<PublicKey> isConnected) {
        Integer open = unanswered.get(connection);
        if (open == null) {
            return new Heard.Refused(AnswerRefusal.NOT_ASKED_FOR, Offence.PEERS_NOT_ASKED_FOR);
        }
        if (open == 1) {
            unanswered.remove(connection);
        } else {
            unanswered.put(connection, open - 1);
        }
        Optional<PeerBookMessages.Response> response = PeerBookMessages.decodeResponse(message, most);
        if (response.isEmpty()) {
            return new Heard.Refused(AnswerRefusal.MALFORMED, Offence.INVALID_MESSAGE);
        }
        if (response.get().count() > most) {
            return new Heard.Refused(AnswerRefusal.TOO_MANY, Offence.PEERS_NOT_ASKED_FOR);
        }
        List<BookAddress> learned = new ArrayList<>();
        Map<Unfit, Integer> unfit = new EnumMap<>(Unfit.class);
        for (BookPeer entry : response.get().first()) {
            switch (judge(entry, isConnected)) {
                case Judged.Fit(BookAddress address) -> learned.add(address);
                case Judged.Not(Unfit why) -> unfit.merge(why, 1, Integer::sum);
            }
        }
        return new Heard.Learned(learned, unfit);
    }

    private sealed interface Judged {
        record Fit(BookAddress address) implements Judged {}

        record Not(Unfit why) implements Judged {}
    }

    private Judged judge(BookPeer entry, Predicate<PublicKey> isConnected) {
        PeerMeta meta = entry.meta();
        if (meta == null) {
            return new Judged.Not(Unfit.NO_META);
        }
        if (meta.networkId() != self.networkId || meta.chainId() != self.chainId) {
            return new Judged.Not(Unfit.OTHER_CHAIN);
        }
        if (entry.failedDials() >= MOST_FAILED_DIALS) {
            return new Judged.Not(Unfit.DEAD);
        }
        PeerAddress where = parse(entry.netAddress());
        if (where == null
                || !(self.suite.decodeIdentity(entry.publicKey().toArray())
                        instanceof IdentityDecoding.Decoded(PublicKey key))) {
            return new Judged.Not(Unfit.MALFORMED);
        }
        if (key.equals(self.key)) {
            return new Judged.Not(Unfit.OURSELVES);
        }
        if (isConnected.test(key)) {
            return new Judged.Not(Unfit.CONNECTED);
        }
        NetworkAddress host = NetworkAddress.of(where.host());
        return self.routability.objection(host, where.port()) == null
                ? new Judged.Fit(new BookAddress(key, host, where.port()))
                : new Judged.Not(Unfit.UNROUTABLE);
    }

    private static @Nullable PeerAddress parse(String netAddress) {
        try {
            PeerAddress parsed = PeerAddress.parse(netAddress);
            return parsed.key() == null ? parsed : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
