package dev.understory.admission;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.identity.PublicKey;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What the parts of a {@link PeerSet} agree on between two messages, and how to bring them to agree again after a defect has
 * cut a message off in the middle. Each rule finds what breaks it, and mends it by the way that ends the least: an admission
 * that was cut off is made up for where the connection is not at fault, what belongs to nobody is let go, and a connection that
 * nothing else can help is closed.
 */
public final class PeerSetRules {
    private static final String WHY = "a defect of ours";

    private final PeerSet set;
    private final AdmissionTable table;
    private final PeerRoster roster;
    private final Dials dials;

    /** The rules of that peer set. */
    public PeerSetRules(PeerSet set) {
        this.set = set;
        this.table = set.table;
        this.roster = set.roster;
        this.dials = set.dials;
    }

    /** The rules, in the order in which they are mended. */
    public List<Rule> all() {
        return List.of(
                new Rule("every place in the table is a dial's or an open connection's", this::entriesOfNobody),
                new Rule("every peer that waits for its dial has one", this::peersWithoutTheirDial),
                new Rule("every request waits for a dial that is under way", this::requestsWithoutTheirDial),
                new Rule("every admitted connection has reached its peer", this::admittedOfNobody),
                new Rule("every dial whose peer is admitted is over", this::dialsOfTheAdmitted),
                new Rule("every connected peer has an open connection", this::peersOfTheGone),
                new Rule(
                        "every connection that waits for another's end waits for one that will end",
                        this::waitingForNobody),
                new Rule("every connection that is to end has been told to", this::closingUntold),
                new Rule("every connection of the banned has been told to end", this::banned),
                new Rule("every address that was reached has its connection", this::reachedByNobody),
                new Rule("every allowance that is lent is an open connection's", this::lentToNobody),
                new Rule(
                        "every peer that is kept is connected, being dialled, or waits for its next dial",
                        this::keptByNobody),
                new Rule("nobody is remembered or dialled who need not be", this::neededByNobody),
                new Rule("as many slots are taken as connections hold", this::slots));
    }

    // Ways to end what a message was about that a defect has cut off.

    /**
     * Ends a connection, which will say by itself when it has ended. Its consumers may not have heard of it yet. Returns whether
     * it was open.
     */
    public boolean end(long id) {
        ConnectionEntry entry = table.find(id);
        if (entry == null || entry.link == null) {
            return false;
        }
        if (entry.link.peer != null && !isAdopted(entry, entry.link.peer.id())) {
            entry.link.peer = null;
        }
        set.links.close(entry, CloseReason.INTERNAL, Duration.ZERO);
        return true;
    }

    /** Ends a connection that can say nothing any more, if it is open. */
    public void finish(long id) {
        set.ended(id, CloseReason.INTERNAL, WHY);
    }

    /** Gives a dial up that has no link. Returns whether it was under way. */
    public boolean failDial(long id, DialOutcome.Cause cause) {
        ConnectionEntry entry = table.find(id);
        PendingDial dial = entry == null || entry.link != null ? null : dials.find(id);
        if (dial != null) {
            dials.failed(dial, cause, CloseReason.INTERNAL, WHY);
        }
        return dial != null;
    }

    /** Has a peer dialled later that was to be dialled now. */
    public void dialLater(long peer) {
        PeerEntry entry = roster.find(peer);
        if (entry != null && !entry.isConnected() && !entry.isBeingDialled()) {
            roster.dialOver(entry, true, WHY);
        }
    }

    /** The same, whatever its dial waits for. */
    public void keepAgain(long peer) {
        PeerEntry entry = roster.find(peer);
        if (entry != null) {
            roster.keepAgain(entry);
        }
    }

    /** Has every connection count as what its peer is: lists of peers may have been replaced, and not everybody counted anew. */
    public void countAnew() {
        for (ConnectionEntry entry : table.all()) {
            PublicKey key = entry.state == State.ADMITTED ? entry.key : null;
            if (key != null) {
                boolean ordinary = roster.isOrdinary(key);
                if (entry.ordinary != ordinary) {
                    set.effects().add(new PeerSetEffect.Reclassify(entry.id, ordinary));
                }
                table.reclassify(key, ordinary).forEach(surplus -> set.links.close(surplus, CloseReason.NO_SLOT));
            }
        }
    }

    // What has to agree with the actors.

    /** The connections that have an actor, oldest first. */
    public List<Long> open() {
        return table.all().stream()
                .filter(entry -> entry.link != null)
                .map(entry -> entry.id)
                .toList();
    }

    /** The peers whose next dial has a time, by their numbers. */
    public List<Long> waiting() {
        return roster.entries().stream()
                .filter(entry -> entry.redial != null && entry.redial.isWaiting())
                .map(entry -> entry.id)
                .toList();
    }

    // What breaks each rule.

    private List<Runnable> entriesOfNobody() {
        return Rule.each(
                table.all(),
                entry -> entry.link == null && (entry.state != State.DIALING || dials.find(entry.id) == null),
                entry -> {
                    if (!failDial(entry.id, DialOutcome.Cause.HANDSHAKE)) {
                        set.admissions.carryOut(table.ended(entry.id));
                    }
                });
    }

    private List<Runnable> peersWithoutTheirDial() {
        return Rule.each(
                roster.entries(),
                entry -> entry.isBeingDialled() && dials.find(entry.dial) == null,
                entry -> roster.dialOver(entry, true, WHY));
    }

    private List<Runnable> requestsWithoutTheirDial() {
        return Rule.each(
                dials.awaited(),
                dial -> dials.find(dial.id) == null,
                dial -> dials.answer(
                        dial, new DialOutcome.Failed(DialOutcome.Cause.HANDSHAKE, CloseReason.INTERNAL, WHY)));
    }

    private List<Runnable> admittedOfNobody() {
        return Rule.each(
                table.all(),
                entry -> entry.state == State.ADMITTED && entry.key != null && !isAdopted(entry, entry.key),
                entry -> set.admissions.admit(entry, Objects.requireNonNull(entry.link)));
    }

    private boolean isAdopted(ConnectionEntry entry, PublicKey key) {
        PeerEntry peer = roster.find(key);
        return entry.link != null && entry.link.peer != null && peer != null && peer.connection == entry.id;
    }

    private List<Runnable> dialsOfTheAdmitted() {
        return Rule.each(
                table.all(),
                entry -> entry.link != null && entry.link.peer != null && dials.find(entry.id) != null,
                entry -> dials.succeeded(Objects.requireNonNull(entry.dial), Objects.requireNonNull(entry.key)));
    }

    private List<Runnable> peersOfTheGone() {
        return Rule.each(
                roster.entries(),
                entry -> {
                    ConnectionEntry connection = entry.isConnected() ? table.find(entry.connection) : null;
                    boolean isThere = connection != null && connection.link != null && connection.link.peer != null;
                    return entry.isConnected() && !isThere;
                },
                entry -> roster.ended(Objects.requireNonNull(entry.key), CloseReason.INTERNAL));
    }

    private List<Runnable> waitingForNobody() {
        return Rule.each(
                table.all(),
                entry -> entry.state == State.WAITING
                        && entry.link != null
                        && !entry.link.toldToClose
                        && waitsForNobody(entry),
                this::tellToClose);
    }

    /** It waits for a slot of another identity's, or beside another connection of its own. */
    private boolean waitsForNobody(ConnectionEntry waiting) {
        if (waiting.waitsFor != PeerSet.NOBODY) {
            return table.find(waiting.waitsFor) == null;
        }
        PublicKey key = Objects.requireNonNull(waiting.key);
        for (ConnectionEntry other : table.view()) {
            if (other != waiting && other.key != null && key.equals(other.key)) {
                return false;
            }
        }
        return true;
    }

    private List<Runnable> closingUntold() {
        return Rule.each(
                table.all(),
                entry -> {
                    boolean leaves = entry.state == State.CLOSING || entry.state == State.DROPPED;
                    return entry.link != null && (entry.link.refused != null || leaves) && !entry.link.toldToClose;
                },
                this::tellToClose);
    }

    private List<Runnable> banned() {
        return Rule.each(
                table.all(),
                entry -> entry.link != null && !entry.link.toldToClose && set.gatekeeper.isBanned(entry),
                entry -> set.links.close(entry.id, CloseReason.BANNED));
    }

    private void tellToClose(ConnectionEntry entry) {
        set.links.tellToClose(entry.id, Objects.requireNonNull(entry.link), CloseReason.INTERNAL, Duration.ZERO);
    }

    private List<Runnable> reachedByNobody() {
        return Rule.each(
                dials.reached(),
                endpoint -> !isReached(endpoint.getKey(), endpoint.getValue()),
                endpoint -> dials.left(endpoint.getKey()));
    }

    /** Another connection of the peer is none that was dialled there. */
    private boolean isReached(Endpoint remote, PublicKey peer) {
        for (ConnectionEntry entry : table.view()) {
            if (entry.dial != null
                    && entry.dial.remote.equals(remote)
                    && entry.link != null
                    && entry.link.peer != null
                    && entry.link.peer.id().equals(peer)) {
                return true;
            }
        }
        return false;
    }

    private List<Runnable> lentToNobody() {
        return Rule.each(
                set.admissions.allowances.lent(), peer -> !hasConnection(peer), set.admissions.allowances::giveBack);
    }

    private boolean hasConnection(PublicKey peer) {
        for (ConnectionEntry entry : table.view()) {
            if (entry.link != null
                    && entry.link.peer != null
                    && entry.link.peer.id().equals(peer)) {
                return true;
            }
        }
        return false;
    }

    private List<Runnable> keptByNobody() {
        return Rule.each(
                roster.entries(),
                entry -> entry.kept() != null
                        && !entry.isConnected()
                        && !entry.isBeingDialled()
                        && (entry.redial == null || !entry.redial.isWaiting()),
                roster::keepAgain);
    }

    private List<Runnable> neededByNobody() {
        return Rule.each(
                roster.entries(),
                entry -> {
                    boolean isKeptHere = entry.redial != null && entry.redial.isKept();
                    return entry.kept() == null && (isKeptHere || !entry.isConnected() && !entry.isBeingDialled());
                },
                roster::forget);
    }

    /** Only the table can have miscounted them, and nobody can tell by which. */
    private List<Runnable> slots() {
        int inbound = 0;
        int outbound = 0;
        for (ConnectionEntry entry : table.view()) {
            inbound += entry.slot && entry.direction == Direction.INBOUND ? 1 : 0;
            outbound += entry.slot && entry.direction == Direction.OUTBOUND ? 1 : 0;
        }
        boolean right = inbound == table.inboundSlots() && outbound == table.outboundSlots();
        return right ? List.of() : List.of(() -> {});
    }
}
