package dev.understory.peer;

import dev.understory.admission.AdmissionTable;
import dev.understory.admission.ConnectionEntry;
import dev.understory.admission.ConnectionEntry.Phase;
import dev.understory.connection.ConnectionReport;
import dev.understory.connection.Delivery;
import dev.understory.connection.PeerHandle;
import dev.understory.identity.PublicKey;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.QuietableEvents;
import dev.understory.session.SendOutcome;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the parts of a {@link PeerSet} must agree on, and how to bring them to agree again after a defect has cut a message
 * off in the middle. Each rule finds what breaks it, and mends it by the way that ends the least: an admission that was cut
 * off is made up for where the connection is not at fault, what belongs to nobody is let go, and a connection that nothing
 * else can help is closed. Used after a defect only.
 */
final class PeerSetRepair {
    private static final String WHY = "a defect of ours";

    /** Mending one rule may break another, as when the end of one connection admits the next; more rounds than that help nobody. */
    private static final int ROUNDS = 4;

    private final PeerSet set;
    private final AdmissionTable table;
    private final PeerRoster roster;
    private final Dials dials;
    private final QuietableEvents events;
    private final List<Rule> rules = List.of(
            new Rule("every running connection has its place in the table", this::liveWithoutEntry),
            new Rule("every place in the table is a dial's or a running connection's", this::entriesOfNobody),
            new Rule("every dial that is under way has its place in the table", this::dialsWithoutEntry),
            new Rule("every peer that waits for its dial has one", this::peersWithoutTheirDial),
            new Rule("every admitted connection has reached its peer", this::admittedOfNobody),
            new Rule("every connected peer has a running connection", this::peersOfTheGone),
            new Rule(
                    "every connection that waits for another's end waits for one that will end",
                    this::waitingForNobody),
            new Rule("every connection that is to end has been told to", this::closingUntold),
            new Rule("every address that was reached has its connection", this::reachedByNobody),
            new Rule("every allowance that is lent is a running connection's", this::lentToNobody),
            new Rule(
                    "every peer that is kept is connected, being dialled, or has somebody who dials it",
                    this::keptByNobody),
            new Rule("as many slots are taken as connections hold", this::slots));

    PeerSetRepair(PeerSet set, AdmissionTable table, PeerRoster roster, Dials dials, QuietableEvents events) {
        this.events = events;
        this.set = set;
        this.table = table;
        this.roster = roster;
        this.dials = dials;
    }

    /** Brings everything to agree; returns which rules are broken all the same. */
    private List<String> mend() {
        for (int round = 0; round < ROUNDS && !broken().isEmpty(); round++) {
            for (Rule rule : rules) {
                for (Runnable repair : rule.breaches().get()) {
                    try {
                        repair.run();
                    } catch (RuntimeException again) {
                        defect("repair of '" + rule.name() + "': " + again);
                    }
                }
            }
        }
        return broken();
    }

    /** The rules that are broken now. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.isBroken()) {
                broken.add(rule.name());
            }
        }
        return broken;
    }

    /**
     * Mends what a defect on a message has left: the connection that the message is about ends, an order is carried out
     * again where that does no harm, and then everything is brought to agree. All of it is told as an event.
     *
     * @param firstId the id that the next new connection had before the message
     * @param again carries the message out again
     */
    void after(PeerSetActor.Command command, long firstId, Throwable defect, Runnable again) {
        String done;
        List<String> broken;
        events.quiet(true);
        try {
            try {
                done = contain(command, firstId, again);
            } catch (RuntimeException second) {
                done = "given up, " + second;
            }
            broken = mend();
            Object heard = command instanceof PeerSetActor.Reported reported ? reported.report() : command;
            defect(heard.getClass().getSimpleName() + ": " + defect + ": " + done);
            broken.forEach(rule -> defect("BROKEN, and cannot be mended: " + rule));
        } finally {
            events.quiet(false);
        }
    }

    private void defect(String detail) {
        events.emit(new ConnectionEvent.Defect("peer set", detail));
    }

    private String contain(ConnectionReport report) {
        return switch (report) {
            case ConnectionReport.Authenticated proven -> end(proven.id());
            case ConnectionReport.Spoken spoken -> end(spoken.id());
            case ConnectionReport.Stood stood -> end(stood.newcomer());
            case ConnectionReport.Ended ended -> finish(ended.id(), ended.reason(), ended.detail());
        };
    }

    private String contain(PeerSetActor.Command command, long firstId, Runnable again) {
        return switch (command) {
            case PeerSetActor.Accepted accepted -> endLink(firstId, accepted.link());
            case PeerSetActor.Dialed dialed -> endDial(dialed.id(), dialed.event());
            case PeerSetActor.LookedUp answer -> endLookup(answer.id(), again);
            case PeerSetActor.NamesDue due -> repeat(again);
            case PeerSetActor.Reported reported -> contain(reported.report());
            case PeerSetActor.ConnectionStopped stopped -> finish(stopped.id(), CloseReason.INTERNAL, WHY);
            case PeerSetActor.PeerStopped stopped -> endPeer(stopped.entry());
            case PeerSetActor.DialWanted wanted -> dialLater(wanted.entry());
            case NodeCommand.Dial dial -> {
                if (dial.replyTo() != null) {
                    dial.replyTo()
                            .tell(new DialOutcome.Failed(DialOutcome.Cause.REFUSED_HERE, CloseReason.INTERNAL, WHY));
                }
                yield "the dial failed";
            }
            case NodeCommand.Send send -> {
                if (send.replyTo() != null) {
                    send.replyTo().tell(new Delivery.SendCompleted(send.token(), send.peer(), SendOutcome.CLOSED));
                }
                yield "the message was not sent";
            }
            // Twice would be once too often.
            case NodeCommand.Broadcast broadcast -> "not repeated";
            case NodeCommand.Report report -> "not repeated";
            case NodeCommand.SetMustConnect order -> repeat(again);
            case NodeCommand.Disconnect order -> repeat(again);
            case NodeCommand.Ban order -> repeat(again);
            case NodeCommand.Unban order -> repeat(again);
            case NodeCommand.GetPeers question -> repeat(again);
            case NodeCommand.Audit question -> repeat(again);
            case NodeCommand.Subscribe order -> repeat(again);
            case PeerSetActor.ConsumerStopped stopped -> repeat(again);
            case PeerSetActor.Stop order -> repeat(again);
            case PeerSetActor.StopTimeOver over -> repeat(again);
        };
    }

    private static String repeat(Runnable again) {
        again.run();
        return "done at the second try";
    }

    private String endLink(long id, Link link) {
        if (set.live.get(id) != null) {
            return end(id);
        }
        link.refuse();
        return "the link was closed";
    }

    private String endDial(long id, DialEvent event) {
        PendingDial dial = dials.find(id);
        String done = event instanceof DialEvent.Opened opened ? endLink(id, opened.link()) : "the dial failed";
        if (dial != null && set.live.get(id) == null) {
            dials.failed(dial, DialOutcome.Cause.HANDSHAKE, CloseReason.INTERNAL, WHY);
        }
        return done;
    }

    private String endLookup(long id, Runnable again) {
        PendingDial dial = dials.find(id);
        if (dial == null) {
            return repeat(again);
        }
        dials.failed(dial, DialOutcome.Cause.UNREACHABLE, CloseReason.INTERNAL, WHY);
        return "the dial failed";
    }

    /** Ends a connection, which will say by itself when it has ended. Its consumers may not have heard of it yet. */
    private String end(long id) {
        LiveConnection connection = set.live.get(id);
        if (connection == null) {
            return "its connection is gone";
        }
        if (connection.handle != null
                && !isAdopted(connection, connection.handle.peer().id())) {
            connection.handle = null;
        }
        table.closing(id);
        table.withdraw(id);
        tellToClose(connection);
        return "connection " + id + " ends";
    }

    private String finish(long id, CloseReason reason, String detail) {
        if (set.live.get(id) != null) {
            set.ended(id, reason, detail);
        }
        return "connection " + id + " has ended";
    }

    private String endPeer(long id) {
        PeerRoster.Entry entry = roster.find(id);
        return entry == null || entry.handle == null ? "its peer was not connected" : end(entry.handle.connectionId());
    }

    private String dialLater(long id) {
        PeerRoster.Entry entry = roster.find(id);
        if (entry != null && entry.handle == null && entry.dial < 0) {
            roster.dialOver(entry, WHY);
        }
        return "the dial comes later";
    }

    private static void tellToClose(LiveConnection connection) {
        connection.tellToClose(CloseReason.INTERNAL, Duration.ZERO);
    }

    private List<Runnable> liveWithoutEntry() {
        return Rule.each(set.live.values(), connection -> table.find(connection.id) == null, connection -> {
            set.live.remove(connection.id);
            tellToClose(connection);
        });
    }

    private List<Runnable> entriesOfNobody() {
        return Rule.each(
                table.all(),
                entry -> set.live.get(entry.id()) == null
                        && (entry.phase() != Phase.DIALING || dials.find(entry.id()) == null),
                entry -> {
                    PendingDial dial = dials.find(entry.id());
                    if (dial == null) {
                        set.decisions.carryOut(table.ended(entry.id()));
                    } else {
                        dials.failed(dial, DialOutcome.Cause.HANDSHAKE, CloseReason.INTERNAL, WHY);
                    }
                });
    }

    private List<Runnable> dialsWithoutEntry() {
        return Rule.each(
                dials.pending(),
                dial -> table.find(dial.id) == null,
                dial -> dials.failed(dial, DialOutcome.Cause.HANDSHAKE, CloseReason.INTERNAL, WHY));
    }

    private List<Runnable> peersWithoutTheirDial() {
        return Rule.each(
                roster.entries(),
                entry -> entry.dial >= 0 && dials.find(entry.dial) == null,
                entry -> roster.dialOver(entry, WHY));
    }

    private List<Runnable> admittedOfNobody() {
        return Rule.each(set.live.values(), this::isAdmittedToNobody, connection -> {
            ConnectionEntry entry = Objects.requireNonNull(table.find(connection.id));
            set.admit(connection, Objects.requireNonNull(entry.key()));
        });
    }

    /** Whether the table has a connection as admitted, and its peer has not heard of it. */
    private boolean isAdmittedToNobody(LiveConnection connection) {
        ConnectionEntry entry = table.find(connection.id);
        return entry != null
                && entry.phase() == Phase.ADMITTED
                && entry.key() != null
                && !isAdopted(connection, entry.key());
    }

    private boolean isAdopted(LiveConnection connection, PublicKey key) {
        PeerRoster.Entry peer = roster.find(key);
        return connection.handle != null && peer != null && peer.handle == connection.handle;
    }

    private List<Runnable> peersOfTheGone() {
        return Rule.each(
                roster.entries(),
                entry -> {
                    PeerHandle handle = entry.handle;
                    LiveConnection connection = handle == null ? null : set.live.get(handle.connectionId());
                    return handle != null && (connection == null || connection.handle != handle);
                },
                entry -> roster.ended(Objects.requireNonNull(entry.key), CloseReason.INTERNAL));
    }

    private List<Runnable> waitingForNobody() {
        return Rule.each(
                set.live.values(),
                connection -> {
                    ConnectionEntry entry = table.find(connection.id);
                    return entry != null
                            && entry.phase() == Phase.WAITING
                            && !connection.toldToClose
                            && waitsForNobody(entry);
                },
                PeerSetRepair::tellToClose);
    }

    /** It waits for a slot of another identity's, or beside another connection of its own. */
    private boolean waitsForNobody(ConnectionEntry waiting) {
        if (waiting.waitsFor() != ConnectionEntry.NOBODY) {
            return table.find(waiting.waitsFor()) == null;
        }
        for (ConnectionEntry other : table.all()) {
            if (other != waiting
                    && waiting.key() != null
                    && other.key() != null
                    && waiting.key().equals(other.key())) {
                return false;
            }
        }
        return true;
    }

    private List<Runnable> closingUntold() {
        return Rule.each(
                set.live.values(),
                connection -> {
                    ConnectionEntry entry = table.find(connection.id);
                    boolean leaves =
                            entry != null && (entry.phase() == Phase.CLOSING || entry.phase() == Phase.DROPPED);
                    boolean ends = connection.refused != null || leaves;
                    return ends && !connection.toldToClose;
                },
                PeerSetRepair::tellToClose);
    }

    private List<Runnable> reachedByNobody() {
        return Rule.each(
                dials.reached(),
                endpoint -> !hasConnection(endpoint.getValue()),
                endpoint -> dials.forgetReached(endpoint.getKey()));
    }

    private List<Runnable> lentToNobody() {
        return Rule.each(set.allowances.lent(), peer -> !hasConnection(peer), set.allowances::giveBack);
    }

    private boolean hasConnection(PublicKey peer) {
        for (LiveConnection connection : set.live.values()) {
            if (connection.handle != null && connection.handle.peer().id().equals(peer)) {
                return true;
            }
        }
        return false;
    }

    private List<Runnable> keptByNobody() {
        return Rule.each(
                roster.entries(),
                entry -> entry.kept() != null
                        && entry.actor == null
                        && entry.handle == null
                        && entry.dial < 0
                        && !entry.retiring,
                roster::keepAgain);
    }

    /** Only the table can have miscounted them, and nobody can tell by which. */
    private List<Runnable> slots() {
        int inbound = 0;
        int outbound = 0;
        for (ConnectionEntry entry : table.all()) {
            inbound += entry.hasSlot() && entry.direction() == Direction.INBOUND ? 1 : 0;
            outbound += entry.hasSlot() && entry.direction() == Direction.OUTBOUND ? 1 : 0;
        }
        boolean right = inbound == table.inboundSlots() && outbound == table.outboundSlots();
        return right ? List.of() : List.of(() -> {});
    }
}
