package dev.understory.peer;

import dev.understory.admission.DialOutcome;
import dev.understory.admission.PeerSet;
import dev.understory.admission.PeerSetRules;
import dev.understory.admission.Rule;
import dev.understory.connection.ConnectionReport;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.DialEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What a defect on a message of a peer set costs, and how everything agrees again afterwards: by the {@link PeerSetRules} of
 * the machine, and by a few more, which say that every actor has its place in the machine and the other way round. Used after
 * a defect only.
 */
final class PeerSetRepair {
    private static final String WHY = "a defect of ours";

    /** Mending one rule may break another, as when the end of one connection admits the next; more rounds than that help nobody. */
    private static final int ROUNDS = 4;

    private final PeerSet set;
    private final PeerSetActors actors;
    private final PeerSetRules machine;

    PeerSetRepair(PeerSet set, PeerSetActors actors) {
        this.set = set;
        this.actors = actors;
        this.machine = new PeerSetRules(set);
    }

    /** Made when they are needed: all nodes of a simulation would have them. */
    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(List.of(
                new Rule("every running connection has its place in the peer set", this::actorsOfNobody),
                new Rule("every open connection has its actor", this::connectionsWithoutActor),
                new Rule("every peer that waits for its next dial has a timer", this::waitingWithoutTimer)));
        rules.addAll(machine.all());
        return rules;
    }

    /** Brings everything to agree; returns which rules are broken all the same. */
    private List<String> mend() {
        for (int round = 0; round < ROUNDS && !broken().isEmpty(); round++) {
            for (Rule rule : rules()) {
                for (Runnable repair : rule.breaches().get()) {
                    try {
                        carryOut(repair);
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
        for (Rule rule : rules()) {
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
        actors.events.quiet(true);
        try {
            try {
                done = contained(command, firstId, again);
            } catch (RuntimeException second) {
                done = "given up, " + second;
            }
            broken = mend();
            Object heard = command instanceof PeerSetActor.Reported reported ? reported.report() : command;
            defect(heard.getClass().getSimpleName() + ": " + defect + ": " + done);
            broken.forEach(rule -> defect("BROKEN, and cannot be mended: " + rule));
        } finally {
            actors.events.quiet(false);
        }
    }

    private void carryOut(Runnable step) {
        try {
            step.run();
        } finally {
            actors.carryOut(set.effects());
        }
    }

    private String contained(PeerSetActor.Command command, long firstId, Runnable again) {
        try {
            return contain(command, firstId, again);
        } finally {
            actors.carryOut(set.effects());
        }
    }

    private void defect(String detail) {
        actors.events.emit(new ConnectionEvent.Defect("peer set", detail));
    }

    private String contain(ConnectionReport report) {
        return switch (report) {
            case ConnectionReport.Authenticated proven -> end(proven.id());
            case ConnectionReport.Spoken spoken -> end(spoken.id());
            case ConnectionReport.Stood stood -> end(stood.newcomer());
            case ConnectionReport.Failed failed -> {
                machine.finish(failed.id());
                yield "connection " + failed.id() + " has ended";
            }
            case ConnectionReport.Ended ended -> {
                set.ended(ended.id(), ended.reason(), ended.detail());
                yield "connection " + ended.id() + " has ended";
            }
        };
    }

    private String contain(PeerSetActor.Command command, long firstId, Runnable again) {
        return switch (command) {
            case PeerSetActor.Accepted accepted -> endLink(firstId);
            case PeerSetActor.Dialed dialed -> endDial(dialed.id(), dialed.event());
            case PeerSetActor.LookedUp answer ->
                machine.failDial(answer.id(), DialOutcome.Cause.UNREACHABLE) ? "the dial failed" : repeat(again);
            case PeerSetActor.NamesDue due -> repeat(again);
            case PeerSetActor.Reported reported -> contain(reported.report());
            case PeerSetActor.DialDue due -> {
                if (!machine.failDial(firstId, DialOutcome.Cause.REFUSED_HERE)) {
                    machine.dialLater(due.peer());
                }
                yield "the dial comes later";
            }
            case NodeCommand.Dial dial -> failLast(firstId, dial.replyTo() != null);
            case NodeCommand.Probe probe -> failLast(firstId, true);
            // Twice would be once too often.
            case NodeCommand.Report report -> "not repeated";
            case NodeCommand.Commend commended -> "not repeated";
            case NodeCommand.SetMustConnect order -> countAndRepeat(again);
            case NodeCommand.ChangeMustConnect order -> countAndRepeat(again);
            case NodeCommand.Reconfigure order -> countAndRepeat(again);
            case NodeCommand.Disconnect order -> repeat(again);
            case NodeCommand.GetIdlePeers question -> repeat(again);
            case NodeCommand.LetGo order -> repeat(again);
            case NodeCommand.Ban order -> repeat(again);
            case NodeCommand.Unban order -> repeat(again);
            case NodeCommand.GetPeers question -> repeat(again);
            case NodeCommand.GetPlaces question -> repeat(again);
            case NodeCommand.GetMustConnect question -> repeat(again);
            case NodeCommand.GetStandings question -> repeat(again);
            case NodeCommand.GetBans question -> repeat(again);
            case PeerSetActor.Restored restored -> repeat(again);
            case PeerSetActor.StandingWanted wanted -> repeat(again);
            case PeerSetActor.KeeperStopped stopped -> repeat(again);
            case NodeCommand.Audit question -> repeat(again);
            case NodeCommand.Subscribe order -> repeat(again);
            case PeerSetActor.ConsumerStopped stopped -> repeat(again);
            case PeerSetActor.Stop order -> repeat(again);
            case PeerSetActor.StopTimeOver over -> repeat(again);
        };
    }

    private String failLast(long firstId, boolean isAwaited) {
        machine.failDial(firstId, DialOutcome.Cause.REFUSED_HERE);
        actors.carryOut(set.effects());
        if (isAwaited) {
            actors.answerLast(new DialOutcome.Failed(DialOutcome.Cause.REFUSED_HERE, CloseReason.INTERNAL, WHY));
        }
        return "the dial failed";
    }

    private static String repeat(Runnable again) {
        again.run();
        return "done at the second try";
    }

    /** The lists may be replaced already, so that nobody's class would seem to change at the second try. */
    private String countAndRepeat(Runnable again) {
        machine.countAnew();
        return repeat(again);
    }

    private String end(long id) {
        return machine.end(id) ? "connection " + id + " ends" : "its connection is gone";
    }

    private String endLink(long id) {
        return actors.refuseLink() ? "the link was closed" : end(id);
    }

    private String endDial(long id, DialEvent event) {
        String done = event instanceof DialEvent.Opened ? endLink(id) : "the dial failed";
        machine.failDial(id, DialOutcome.Cause.HANDSHAKE);
        return done;
    }

    // What breaks the rules between the machine and the actors.

    private List<Runnable> actorsOfNobody() {
        List<Long> open = machine.open();
        return Rule.each(List.copyOf(actors.connections.keySet()), id -> !open.contains(id), actors::drop);
    }

    private List<Runnable> connectionsWithoutActor() {
        return Rule.each(machine.open(), id -> !actors.connections.containsKey(id), machine::finish);
    }

    private List<Runnable> waitingWithoutTimer() {
        return Rule.each(machine.waiting(), peer -> !actors.wakes.isDialSet(peer), machine::keepAgain);
    }
}
