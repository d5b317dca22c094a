package dev.understory.discovery;

import dev.understory.admission.DialOutcome;
import dev.understory.admission.IdlePeers;
import dev.understory.discovery.DiscoveryEvent.Purpose;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.mux.Topic;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.BookAnswer;
import dev.understory.peerbook.PeerBook;
import dev.understory.reputation.Credit;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import dev.understory.wire.PeerBookMessages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a node finds peers: a machine that is told what has happened, and puts what it wants done into {@link #effects}, in order.
 * Its parts decide, each by a table of its own:
 *
 * <pre>
 *   what happens                                       who decides
 *   a peer asks or answers, or it is time to ask       {@link PeerExchange}
 *   it is time for one more peer, or for a feeler      {@link DialPolicy}
 *   it is time to go through the book                  {@link ChurnCrawler}
 *   it is time for another in an idle peer's place     {@link Rotation}
 *   a peer comes or goes                               {@link Neighbours} remembers it
 *
 *   what a dial says ({@link DialVerdict})             what the book hears
 *   REACHED                                            succeeded: the address is proven
 *   FAILED                                             failed
 *   BUSY, NONE                                         nothing
 *   OURSELVES                                          the address leaves
 * </pre>
 */
final class Discovery {
    /** A dial of ours; {@code choice} is null for one of a round through the book. */
    private record Ongoing(Purpose purpose, PeerAddress address, DialPolicy.@Nullable Choice choice) {
        /** Whether it asks for no connection. */
        boolean isProbe() {
            return purpose == Purpose.FEELER || purpose == Purpose.CRAWL || purpose == Purpose.TRIAL;
        }
    }

    private final DiscoverySettings settings;
    private final PeerBook book;
    private final int inboundPort;
    private final boolean exchanges;
    private final LongSupplier now;
    private final Neighbours neighbours = new Neighbours();
    private final PeerExchange exchange;
    private final AddressesToTell toTell;
    final DialPolicy policy;
    private final ChurnCrawler crawler;
    private final Map<Long, Ongoing> dials = new LinkedHashMap<>();
    /** Those of them whose peer was admitted meanwhile, by whatever connection. */
    private final Set<Long> met = new LinkedHashSet<>();
    /** Seeds that we have dialled to ask them, and whether they have answered. */
    private final Map<PublicKey, Boolean> visited = new LinkedHashMap<>();

    private final Told told = new Told();
    private final List<DiscoveryEffect> effects = new ArrayList<>();
    private final Rotation rotation;
    final KeptBook kept;
    private long nextDial;

    /**
     * Begins with that book.
     *
     * @param inboundPort where peers that have dialled us are taken to listen, until somebody has tried; 0 if nowhere
     * @param exchanges whether peers are asked, which is somebody else's if not
     * @param now the time of the event at hand
     */
    Discovery(
            DiscoverySettings settings,
            PeerBook book,
            int inboundPort,
            boolean exchanges,
            PeerExchange.Self self,
            DiscoveryRandom random,
            LongSupplier now) {
        this.settings = settings;
        this.book = book;
        this.inboundPort = inboundPort;
        this.exchanges = exchanges;
        this.now = now;
        long begin = now.getAsLong();
        this.exchange = new PeerExchange(settings.exchange(), self, random.exchange(), begin);
        this.toTell = new AddressesToTell(book, neighbours, inboundPort, random.dials());
        this.policy = new DialPolicy(settings, book, neighbours, random.dials(), random.backoffs(), begin);
        long pause = settings.crawl().pause().toNanos();
        this.crawler = new ChurnCrawler(
                settings.crawl(),
                book,
                neighbours,
                begin + (long) (pause * (0.5 + random.dials().nextDouble())));
        this.rotation = new Rotation(
                settings.dialling().rotation(),
                policy,
                random.dials(),
                effects::add,
                choice -> dial(choice.purpose(), choice.address(), choice),
                begin);
        this.kept = new KeptBook(book, neighbours, settings.save(), effects::add, begin);
    }

    /** What is to be done, in this order; whoever has done it empties the list. */
    List<DiscoveryEffect> effects() {
        return effects;
    }

    /** When {@link #wake} has to be called at the latest. */
    long nextWake() {
        long next = Math.min(policy.nextAt(), Math.min(crawler.nextAt(), Math.min(kept.nextSave(), rotation.nextAt())));
        return exchanges ? Math.min(next, exchange.nextRequestAt()) : next;
    }

    /** It may be time for something. */
    void wake() {
        long time = now.getAsLong();
        if (exchanges) {
            Long asked = exchange.askOneOf(neighbours.connections(), time);
            if (asked != null) {
                ask(asked);
            }
        }
        DialPolicy.Choice choice = policy.next(time);
        if (choice != null) {
            dial(choice.purpose(), choice.address(), choice);
        }
        crawl();
        rotation.wake(time);
        kept.wake(time);
    }

    // Who is there.

    /** A peer was admitted. */
    void admitted(long connection, PeerInfo peer) {
        neighbours.admitted(connection, peer);
        dials.forEach((number, dial) -> {
            PublicKey key = dial.address().key();
            if (key != null && key.equals(peer.id())) {
                met.add(number);
            }
        });
        NetworkAddress host = NetworkAddress.of(peer.remote().host());
        if (peer.direction() == Direction.OUTBOUND) {
            BookAddress address = Neighbours.addressOf(peer, peer.remote().port());
            book.add(address, host, now.getAsLong());
            proven(address);
            kept.changed();
            if (exchanges) {
                exchange.asked(connection);
                ask(connection);
            }
        } else if (inboundPort > 0) {
            if (book.add(Neighbours.addressOf(peer, inboundPort), host, now.getAsLong()) == BookAnswer.Added.NEW) {
                kept.changed();
            }
            policy.hurry(now.getAsLong());
        }
        leaveSeeds();
        kept.tell();
    }

    /** The connection of a peer has ended. */
    void lost(long connection) {
        PeerInfo gone = neighbours.lost(connection);
        exchange.left(connection);
        if (gone != null) {
            visited.remove(gone.id());
            policy.hurry(now.getAsLong());
        }
    }

    /** Seeds are there for those who know nobody. */
    private void leaveSeeds() {
        if (neighbours.outbound() - visited.size() >= DialPolicy.ENOUGH_WITHOUT_SEED) {
            visited.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .forEach(seed -> effects.add(new DiscoveryEffect.Disconnect(seed.getKey())));
        }
    }

    // What peers tell each other.

    /** A peer asks for addresses. */
    void requested(PublicKey peer, Bytes message) {
        Long connection = neighbours.connectionOf(peer);
        PeerInfo info = connection == null ? null : neighbours.get(connection);
        if (connection == null || info == null) {
            return;
        }
        int most = settings.exchange().entriesWith(info.capabilities());
        Bytes answer = exchange.requested(peer, message, most, () -> toTell.draw(peer, most), now.getAsLong());
        if (answer == null) {
            emit(new DiscoveryEvent.RequestIgnored(peer));
        } else {
            effects.add(new DiscoveryEffect.Send(connection, Topic.PEERS_RESPONSE, answer));
            emit(new DiscoveryEvent.Answered(peer));
        }
    }

    /** A peer tells of addresses. */
    void answered(PublicKey peer, Bytes message) {
        Long connection = neighbours.connectionOf(peer);
        PeerInfo info = connection == null ? null : neighbours.get(connection);
        if (connection == null || info == null) {
            return;
        }
        int most = settings.exchange().entriesWith(info.capabilities());
        switch (exchange.answered(connection, message, most, neighbours::has)) {
            case PeerExchange.Heard.Refused refused -> {
                emit(new DiscoveryEvent.AnswerRefused(peer, refused.reason()));
                effects.add(new DiscoveryEffect.Report(peer, refused.offence()));
            }
            case PeerExchange.Heard.Learned learned -> {
                learned.unfit().forEach((why, count) -> emit(new DiscoveryEvent.EntriesUnfit(peer, why, count)));
                learn(info, learned.addresses());
            }
        }
        if (visited.replace(peer, true) != null) {
            leaveSeeds();
        }
        kept.tell();
    }

    private void learn(PeerInfo peer, List<BookAddress> addresses) {
        NetworkAddress source = NetworkAddress.of(peer.remote().host());
        int fresh = 0;
        for (BookAddress address : addresses) {
            if (book.add(address, source, now.getAsLong()) == BookAnswer.Added.NEW) {
                fresh++;
                told.told(address, peer.id());
            }
        }
        if (!addresses.isEmpty()) {
            kept.changed();
            emit(new DiscoveryEvent.Learned(peer.id(), addresses.size(), fresh));
        }
        if (fresh > 0) {
            effects.add(new DiscoveryEffect.Commend(peer.id(), Credit.ADDRESSES_ANSWERED));
            policy.hurry(now.getAsLong());
        }
    }

    private void ask(long connection) {
        PeerInfo peer = neighbours.get(connection);
        if (peer != null) {
            effects.add(new DiscoveryEffect.Send(connection, Topic.PEERS_REQUEST, PeerBookMessages.request()));
            emit(new DiscoveryEvent.Asked(peer.id()));
        }
    }

    // Dials.

    private void dial(Purpose purpose, PeerAddress address, DialPolicy.@Nullable Choice choice) {
        long number = nextDial++;
        dials.put(number, new Ongoing(purpose, address, choice));
        PublicKey key = address.key();
        if (key != null) {
            book.attempted(bookAddress(address, key), now.getAsLong());
        }
        effects.add(
                switch (purpose) {
                    case ANCHOR, PEER, SEED -> new DiscoveryEffect.Dial(number, address);
                    case FEELER, CRAWL, TRIAL -> new DiscoveryEffect.Probe(number, address);
                });
    }

    /** Those of the peers that we dialled have only stayed. */
    void idle(IdlePeers idle) {
        rotation.idle(idle, now.getAsLong());
    }

    private void crawl() {
        long time = now.getAsLong();
        for (PeerAddress next = toCheck(time); next != null; next = toCheck(time)) {
            policy.begun(next);
            dial(Purpose.CRAWL, next, null);
        }
        DiscoveryEvent.RoundEnded ended = crawler.ended(time);
        if (ended != null) {
            kept.changed();
            emit(ended);
        }
    }

    private @Nullable PeerAddress toCheck(long time) {
        BookAddress next = crawler.next(time);
        return next == null ? null : next.toPeerAddress();
    }

    /** What came of a dial. */
    void dialled(long number, DialOutcome outcome) {
        Ongoing dial = dials.remove(number);
        if (dial == null) {
            return;
        }
        DialVerdict verdict = DialVerdict.of(outcome);
        boolean hasLeft = tellBook(dial, met.remove(number), verdict);
        emit(new DiscoveryEvent.Dialled(
                dial.address().key(),
                new Endpoint(dial.address().host(), dial.address().port()),
                dial.purpose(),
                verdict == DialVerdict.REACHED,
                verdict.isLive()));
        if (dial.choice() != null) {
            policy.ended(dial.choice(), verdict, now.getAsLong());
            if (dial.purpose() == Purpose.TRIAL) {
                rotation.tried(dial.choice(), verdict, now.getAsLong());
            }
            if (outcome instanceof DialOutcome.Connected(PublicKey peer)
                    && dial.purpose() == Purpose.SEED
                    && neighbours.has(peer)) {
                policy.isSeed(peer);
                visited.put(peer, !exchanges);
                leaveSeeds();
            }
        } else {
            policy.ended(dial.address());
            crawler.done(verdict.isLive(), hasLeft);
            crawl();
        }
        kept.tell();
    }

    /** {@code hasMet}: its peer was admitted meanwhile. Returns whether the address has left the book. */
    private boolean tellBook(Ongoing dial, boolean hasMet, DialVerdict verdict) {
        PublicKey key = dial.address().key();
        if (key == null) {
            return false;
        }
        BookAddress address = bookAddress(dial.address(), key);
        kept.changed();
        return switch (verdict) {
            // A connection from elsewhere is no proof of this address, even if it has ended by now; and one that was
            // dialled is noted when it is admitted.
            case REACHED -> {
                if (dial.isProbe() && !hasMet && !neighbours.has(key)) {
                    proven(address);
                }
                yield false;
            }
            case FAILED -> book.failed(address, now.getAsLong()) == BookAnswer.Failure.REMOVED;
            case OURSELVES -> {
                policy.isOwn(address);
                yield book.remove(address);
            }
            case BUSY, NONE -> false;
        };
    }

    private void proven(BookAddress address) {
        book.succeeded(address, now.getAsLong());
        PublicKey teller = told.proven(address);
        if (teller != null) {
            effects.add(new DiscoveryEffect.Commend(teller, Credit.TRUE_ADDRESS));
        }
    }

    private static BookAddress bookAddress(PeerAddress address, PublicKey key) {
        return new BookAddress(key, NetworkAddress.of(address.host()), address.port());
    }

    private void emit(DiscoveryEvent event) {
        effects.add(new DiscoveryEffect.Emit(event));
    }
}
