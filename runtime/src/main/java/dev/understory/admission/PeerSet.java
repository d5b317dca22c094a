package dev.understory.admission;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.Allowance;
import dev.understory.limits.HandshakeRates;
import dev.understory.peerbook.DialBackoff;
import dev.understory.reputation.AutoBanPolicy;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Credit;
import dev.understory.reputation.KeptStanding;
import dev.understory.reputation.Offence;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.reputation.Standing;
import dev.understory.session.CloseReason;
import dev.understory.session.PeerInfo;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LookupEvent;
import dev.understory.wire.Capabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a node: who may have one, which, and what is done about it. A machine: it is told what has happened, and
 * puts what it wants done into {@link #effects}, in order. Its parts decide, each by a table of its own:
 *
 * <pre>
 *   what happens                                            who decides
 *   a link arrives                                          {@link Arrivals}
 *   a dial is asked for, wanted, answered                   {@link Dials}
 *   a peer is proven, speaks, stands a challenge, is gone   {@link Admissions}, by the verdicts of {@link AdmissionTable}
 *   a peer is to be kept, and when it is dialled            {@link PeerRoster}
 *   a ban, a report, an order to disconnect                 {@link Sanctions}, by the word of {@link Gatekeeper}
 *   a name was looked up, or is due                         {@link FollowedNames}
 *   a stop                                                  all of them: nothing begins any more, and everything ends
 * </pre>
 *
 * <p>What its parts must agree on between two messages is said by {@link PeerSetRules}.
 */
public final class PeerSet {
    /** The number of no connection, dial, peer or request. */
    public static final long NOBODY = -1;

    /**
     * What a peer set goes by.
     *
     * @param self the node's own identity
     * @param trusted identities that bypass the limits
     * @param banned what is refused from the start, as an operator's ban without end
     * @param allowance what a peer may send
     * @param redialDelay the wait before a peer is dialled again whose dial a defect has cut off
     * @param yield how long the node with the greater key lets a must-connect peer dial first
     * @param mustConnectDelay the longest back-off, before jitter, of a must-connect peer
     * @param backoffs makes the back-off of a kept peer, by its key or else its address
     * @param ratesSeed hides from others which groups of addresses share a count
     */
    public record Settings(
            PublicKey self,
            List<PublicKey> trusted,
            List<BanSubject> banned,
            AdmissionPolicy admission,
            ReputationPolicy reputation,
            AutoBanPolicy autoBan,
            Allowance.Settings allowance,
            Duration redialDelay,
            Duration yield,
            Duration mustConnectDelay,
            Function<String, DialBackoff> backoffs,
            long ratesSeed) {}

    private final List<PeerSetEffect> effects;
    final AdmissionTable table;
    final PeerRoster roster;
    final Dials dials;
    final OpenLinks links;
    final Turnover turnover;
    final Admissions admissions;
    final Gatekeeper gatekeeper;
    private final Arrivals arrivals;
    private final FollowedNames names;
    private final Sanctions sanctions;
    private final long ratesSeed;
    private AdmissionPolicy admission;
    private List<PeerAddress> kept = List.of();
    private boolean stopping;
    private long nextConnection;
    /** The time of the event at hand, for all of it. */
    private long nowNanos;

    /** A peer set without peers; {@code isAddress} says which hosts are no names. */
    public PeerSet(Settings settings, long nowNanos, Predicate<String> isAddress) {
        this(settings, nowNanos, isAddress, new ArrayList<>());
    }

    PeerSet(Settings settings, long nowNanos, Predicate<String> isAddress, List<PeerSetEffect> effects) {
        this.effects = effects;
        LongSupplier now = () -> this.nowNanos;
        this.admission = settings.admission();
        this.ratesSeed = settings.ratesSeed();
        this.nowNanos = nowNanos;
        this.table = new AdmissionTable(
                settings.self(), settings.admission(), new Evictions.Basis(this::score, settings.ratesSeed(), now));
        this.links = new OpenLinks(table, now, effects);
        NameWatch watch = new NameWatch(isAddress);
        this.roster = new PeerRoster(settings, watch, now, effects);
        this.gatekeeper = new Gatekeeper(settings.reputation(), settings.autoBan(), table, roster, now);
        this.dials = new Dials(table, roster, gatekeeper, isAddress, () -> nextConnection++, effects);
        HandshakeRates rates = new HandshakeRates(settings.admission().rates(), settings.ratesSeed(), nowNanos);
        this.arrivals = new Arrivals(table, roster, gatekeeper, rates, links, () -> nextConnection++, effects);
        this.names = new FollowedNames(watch, roster, gatekeeper, effects);
        this.turnover = new Turnover(table, roster, links, now);
        this.sanctions = new Sanctions(settings.banned(), table, gatekeeper, names, links, turnover, effects);
        this.admissions = new Admissions(
                table, links, gatekeeper, roster, dials, names, sanctions, settings.allowance(), now, effects);
    }

    private int score(PublicKey key) {
        return gatekeeper.score(key);
    }

    /** What is said next happens at that time of the node's clock, which never goes back; it is said before each event. */
    public PeerSet at(long nowNanos) {
        this.nowNanos = nowNanos;
        return this;
    }

    /** Begins to keep connections: to those as ordinary peers, a key in their addresses insisted on, and to must-connect ones. */
    public void begin(List<PeerAddress> kept, List<PeerAddress> mustConnect) {
        roster.mustConnect(mustConnect);
        kept.forEach(peer -> roster.keep(peer, true, false));
        this.kept = kept;
        namesDue();
    }

    // How a connection begins.

    /** A link from {@code remote} to {@code local} has arrived. */
    public void accepted(Endpoint remote, Endpoint local) {
        arrivals.accepted(remote, local, stopping, nowNanos);
    }

    /** A dial has given a link. */
    public void dialed(long id, Endpoint remote, Endpoint local) {
        PendingDial dial = dials.find(id);
        if (dial != null && dials.opened(dial, remote)) {
            links.open(Objects.requireNonNull(table.find(id)), remote, local);
        } else {
            effects.add(new PeerSetEffect.RefuseLink());
        }
    }

    /** A dial has given no link. */
    public void dialFailed(long id, DialEvent.Reason reason, String detail) {
        PendingDial dial = dials.find(id);
        if (dial != null) {
            dials.unreachable(dial, reason, detail);
        }
    }

    /** A name was looked up, for that dial or for {@link #NOBODY}. */
    public void lookedUp(long id, LookupEvent event) {
        if (!stopping) {
            sanctions.lookedUp(event, id != NOBODY, nowNanos);
        }
        dials.lookedUp(id, event);
    }

    /** It is time to look names up again. */
    public void namesDue() {
        names.review(nowNanos);
    }

    /** It is time to dial a kept peer. */
    public void dialDue(long peer) {
        PeerEntry entry = roster.find(peer);
        if (entry != null && roster.isDue(entry)) {
            dials.wanted(entry);
        }
    }

    // What becomes of it.

    /**
     * The peer of a connection is proven.
     *
     * @param sent the key as the peer sends it, which is not always its canonical form
     * @param common what both ends can do
     * @param answeredAt when the last record came that every peer has to send
     */
    public void authenticated(long id, PublicKey key, byte[] sent, Capabilities common, long answeredAt) {
        admissions.authenticated(id, key, sent, common, answeredAt);
    }

    /** The other end has begun to speak on a connection. */
    public void spoken(long id) {
        admissions.spoken(id);
    }

    /** A connection that was challenged for {@code newcomer} has shown that it lives, or has not. */
    public void stood(long id, long newcomer, boolean alive) {
        admissions.stood(id, newcomer, alive);
    }

    /** A connection has ended. */
    public void ended(long id, CloseReason reason, String detail) {
        admissions.ended(id, reason, detail);
    }

    /** The actor of a connection has stopped by a defect. */
    public void connectionFailed(long id) {
        admissions.failed(id);
    }

    // What is asked for.

    /**
     * Dials an address.
     *
     * @param strict whether only the address's key may answer
     * @param keep whether to dial again for ever when it fails or the connection is lost
     * @param request is answered with what came of the first try; {@link #NOBODY} if nobody wants to know
     */
    public void dial(PeerAddress address, boolean strict, boolean keep, long request) {
        dials.dial(address, strict, keep, request);
        if (keep) {
            namesDue();
        }
    }

    /** Dials an address with a key, to see whether that peer is there; the connection ends when it is proven. */
    public void probe(PeerAddress address, long request) {
        dials.probe(address, request);
    }

    /** Replaces the must-connect peers; those in both sets keep their connections, and entries that cannot be are passed over. */
    public MustConnectAnswer setMustConnect(List<PeerAddress> peers) {
        if (stopping) {
            return MustConnectAnswer.none(peers, MustConnectAnswer.Why.STOPPING);
        }
        MustConnectAnswer answer = roster.mustConnect(peers);
        for (PublicKey key : answer.changed()) {
            for (long surplus : table.reclassify(key, roster.isOrdinary(key))) {
                links.close(surplus, CloseReason.NO_SLOT);
            }
        }
        namesDue();
        return answer;
    }

    /**
     * What a node goes by, as a whole, where it can change while the node runs.
     *
     * @param kept addresses to keep a connection to, as ordinary peers
     * @param mustConnect peers to keep a connection to beyond all limits
     * @param trusted identities that bypass the limits
     * @param banned what is refused; what an operator has banned stays so
     */
    public record Wish(
            List<PeerAddress> kept,
            List<PeerAddress> mustConnect,
            List<PublicKey> trusted,
            List<BanSubject> banned,
            AdmissionPolicy admission) {}

    /**
     * Goes by something else from now on, or, for a reason, by nothing of it. Where there are fewer places than are taken, the
     * surplus is closed; caps per group and on handshakes hold for those who come.
     */
    public ReconfigureAnswer reconfigure(Wish wish) {
        String problem = stopping ? "the node is stopping" : gatekeeper.problemWith(wish.banned());
        if (problem != null) {
            return new ReconfigureAnswer.Refused(List.of(problem));
        }
        MustConnectAnswer mustConnect = roster.mustConnect(wish.mustConnect());
        List<PublicKey> changed = new ArrayList<>(mustConnect.changed());
        changed.addAll(roster.trust(wish.trusted()));
        if (!wish.admission().equals(admission)) {
            arrivals.use(new HandshakeRates(wish.admission().rates(), ratesSeed, nowNanos));
        }
        admission = wish.admission();
        // Who needs a place no longer leaves it before places are taken away, and who needs one from now on comes after
        // that.
        changed.stream().filter(key -> !roster.isOrdinary(key)).forEach(key -> table.reclassify(key, false));
        List<Long> surplus = new ArrayList<>(table.use(admission));
        changed.stream().filter(roster::isOrdinary).forEach(key -> surplus.addAll(table.reclassify(key, true)));
        surplus.forEach(id -> links.close(id, CloseReason.NO_SLOT));
        kept.stream().filter(peer -> !wish.kept().contains(peer)).forEach(roster::keepNoLonger);
        wish.kept().stream().filter(peer -> !kept.contains(peer)).forEach(peer -> roster.keep(peer, true, false));
        kept = wish.kept();
        sanctions.configure(wish.banned(), nowNanos);
        return new ReconfigureAnswer.Applied(mustConnect, surplus.size());
    }

    /** The must-connect peers, in the order in which they became known. */
    public List<PeerAddress> mustConnect() {
        return roster.mustConnect();
    }

    /** Closes the connections of an identity. */
    public void disconnect(PublicKey peer) {
        sanctions.disconnect(peer);
    }

    /** An application has found that a peer did that. */
    public void report(PublicKey peer, Offence offence) {
        sanctions.report(peer, offence);
    }

    /** An application has found that a peer did that well. */
    public void credit(PublicKey peer, Credit credit) {
        sanctions.credit(peer, credit);
    }

    /** Bans, and closes what is open; {@code duration} null means without end. */
    public BanAnswer ban(BanSubject subject, @Nullable Duration duration) {
        return sanctions.ban(subject, duration, nowNanos);
    }

    /** Lifts a ban. */
    public BanAnswer unban(BanSubject subject) {
        return sanctions.unban(subject, nowNanos);
    }

    /** What an earlier life of the node held for and against others holds again; what was decided since goes before it. */
    public void restore(KeptStanding kept) {
        if (!stopping) {
            sanctions.restore(kept, nowNanos);
        }
    }

    /** No new connections; the admitted ones end after what is queued is written, {@code deadline} at most, the others now. */
    public void stop(Duration deadline) {
        stopping = true;
        names.stop();
        dials.stop();
        roster.forgetAll();
        admissions.stop(deadline);
    }

    // What is known.

    /** What is to be done, in this order; whoever has done it empties the list. */
    public List<PeerSetEffect> effects() {
        return effects;
    }

    /** The number of the next connection. */
    public long nextConnection() {
        return nextConnection;
    }

    /** Whether the set was told to stop, and nothing is left of anybody. */
    public boolean isOver() {
        return stopping && isEmpty();
    }

    /** Whether the set was told to stop. */
    public boolean isStopping() {
        return stopping;
    }

    /** Whether nothing is known of anybody. */
    boolean isEmpty() {
        return table.isEmpty() && roster.isEmpty() && dials.isEmpty();
    }

    /** The peer of a connection as it stands now; null if it is not admitted. */
    public @Nullable PeerInfo peerOf(long id) {
        return admissions.peerOf(id);
    }

    /** All bans in force, those for low scores too. */
    public List<Ban> bans() {
        return gatekeeper.bans();
    }

    /** What is to be kept over a restart. */
    public KeptStanding kept() {
        return gatekeeper.kept();
    }

    /** How all identities stand whose last changes are remembered, whose last change is oldest first. */
    public List<Standing> standings() {
        return gatekeeper.standings();
    }

    /** The admitted connections, in the order in which their peers became known. */
    public List<Long> admitted() {
        return roster.connections();
    }
}
