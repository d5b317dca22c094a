package dev.understory.attack;

import dev.understory.identity.KeyType;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays a case and judges it by the catalogue's common rule: exactly one counter with a reason moves, and one offence if
 * the reason is one, the node's log has a line a second beside those of who comes and goes, what the attacker
 * cost stays below what one peer may cost and is given back, he is answered nothing, and an honest peer exchanges messages
 * before, during and after.
 */
final class Siege {
    /** In many packets, and far more than the share that is anybody's own: most of it has to be borrowed. */
    private static final int MOST_OF_THE_MEMORY = 1_000_000;

    /** Round trips of the friend's pings that stand for what they are without an attack. */
    static final int CALM = 20;

    private static final long MOST_NANOS_TO_GIVE_BACK = 1_000_000_000;

    /**
     * Lines of the node's log that may come at once, beside one a second: that somebody is admitted, what he is debited, and that he is
     * lost; or, where we have dialled him, that the link is there, that its handshake has failed, and when we dial again.
     */
    private static final int LINES_AT_ONCE = 3;

    private final Bed bed;
    private final AttackCase attack;
    private final Map<String, Long> before;
    private final Map<String, Long> offencesBefore;
    private final Map<String, Long> friendBefore;
    private final int pingsBefore;
    private int pingsAfter;
    private int exchanges;
    private long memory;
    private long freed;

    /** Something is not as the common rule has it. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String what) {
            super(what, null, false, false);
        }
    }

    private Siege(Bed bed, AttackCase attack) {
        this.bed = bed;
        this.attack = attack;
        this.before = bed.victim().reasons();
        this.offencesBefore = bed.victim().offences();
        this.friendBefore = bed.friend().reasons();
        this.pingsBefore = pings();
        this.pingsAfter = pingsBefore;
        this.exchanges = echoes();
    }

    /** The first case on a bed is preceded by a calm that all of them are compared with. */
    static Finding play(Bed bed, AttackCase attack, String network) {
        bed.await(() -> bed.friend().roundTrips(bed.victimId()).size() >= CALM);
        Siege siege = new Siege(bed, attack);
        Attacker attacker = null;
        String problem = "";
        try {
            siege.exchange(10);
            attacker = siege.begin();
            siege.siege(attacker);
        } catch (Broken | BedFailure broken) {
            problem = String.valueOf(broken.getMessage());
            siege.dismiss(attacker);
        }
        return siege.finding(network, attacker, problem);
    }

    /** He may still be there when a rule is broken, and his end would be one of the next case's counters. */
    private void dismiss(@Nullable Attacker attacker) {
        if (attacker != null) {
            bed.dismiss(attacker);
            bed.await(() -> attacker.isClosed()
                    && moved().keySet().stream().anyMatch(Siege::isOfAnEnd)
                    && bed.victim().held() == 0);
        }
    }

    private static boolean isOfAnEnd(String counter) {
        return counter.startsWith("closed.") || counter.startsWith("handshake.") || counter.startsWith("refused.");
    }

    private Attacker begin() {
        bed.victim().forgetMostHeld();
        bed.victim().forgetLog();
        return attack.dialled()
                ? bed.lure(Attacker.key(KeyType.ED25519, 500).publicKey(), attack.script())
                : bed.attack(attack.from(), attack.script());
    }

    private void siege(Attacker attacker) {
        exchange(10);
        if (attack.goesOn()) {
            await(
                    "all of his messages arrive",
                    () -> bed.victim().delivered(attacker.id()).equals(attack.delivered()));
            hold(!attacker.isClosed(), () -> "he was thrown out");
            hold(moved().equals(expected()), () -> "other counters moved: " + moved());
            bed.leave(attacker);
            await("he leaves", () -> attacker.isClosed() && moved().containsKey("closed.REMOTE_CLOSED"));
        } else {
            await("he is thrown out", () -> attacker.isClosed() && !moved().isEmpty());
        }
        await("what he held is given back", () -> bed.victim().held() == 0);
        memory = bed.victim().mostHeld();
        freed = bed.victim().heldAfterTheEnd();
        int pingsAtTheEnd = pings();
        await("the friend's ping is answered", () -> pings() > pingsAtTheEnd);
        pingsAfter = pings();
        exchange(MOST_OF_THE_MEMORY);
        await("the friend's message is done with", () -> bed.victim().held() == 0);
        judge(attacker);
    }

    private void judge(Attacker attacker) {
        Map<String, Long> moved = new TreeMap<>(moved());
        if (attack.goesOn()) {
            hold(Long.valueOf(1).equals(moved.remove("closed.REMOTE_CLOSED")), () -> "he did not leave once");
        }
        hold(moved.equals(expected()), () -> "moved: " + moved);
        hold(
                bed.victim().delivered(attacker.id()).equals(attack.delivered()),
                () -> "something else reached the application");
        hold(debits(attacker) == cost(), () -> "it cost him " + debits(attacker) + " points, not " + cost());
        Map<String, Long> offences = change(offencesBefore, bed.victim().offences());
        hold(
                offences.values().stream().mapToLong(Long::longValue).sum() == (cost() > 0 ? 1 : 0),
                () -> "offences counted: " + offences);
        List<String> lines = bed.victim().linesTooSoon(LINES_AT_ONCE);
        hold(lines.isEmpty(), () -> "the log has more than a line a second: " + lines);
        int heard = attacker.heard().length;
        hold(
                !attack.counter().startsWith("handshake.")
                        || List.of(0, Script.KEY, Script.RECORDS, Script.EXCHANGED)
                                .contains(heard),
                () -> "the node said " + heard + " bytes, which is more than its own part of the handshake");
        hold(memory <= bed.memoryOfAPeer(), () -> memory + " bytes were charged to him");
        hold(freed <= MOST_NANOS_TO_GIVE_BACK, () -> "memory came back only after " + freed + " ns");
        hold(
                bed.victim().lost(bed.friendId()) == 0 && bed.friend().lost(bed.victimId()) == 0,
                () -> "a friend is lost");
        hold(
                bed.friend().reasons().equals(friendBefore),
                () -> "counters moved at the friend's: " + bed.friend().reasons());
    }

    private Finding finding(String network, @Nullable Attacker attacker, String problem) {
        List<Long> all = bed.friend().roundTrips(bed.victimId());
        return new Finding(
                attack.rows(),
                attack.name(),
                network,
                problem,
                attack.counter(),
                attacker == null ? 0 : attacker.wire().written(),
                memory,
                freed,
                all.subList(0, Math.min(CALM, all.size())),
                all.subList(pingsBefore, Math.max(pingsBefore, pingsAfter)));
    }

    /** The points that he has lost. */
    private int debits(Attacker attacker) {
        List<ConnectionEvent.PeerDebited> debits = bed.victim().events(ConnectionEvent.PeerDebited.class).stream()
                .filter(debit -> debit.peer().equals(attacker.id()))
                .toList();
        hold(debits.size() <= 1, () -> "debited more than once");
        return debits.isEmpty() ? 0 : -debits.getFirst().score();
    }

    /** The points that the end of his connection is worth: Canopy's constants, and none for what is no offence. */
    private int cost() {
        return switch (attack.counter()) {
            case "closed.MESSAGE_TOO_LONG" -> 10;
            case "closed.MALFORMED_PACKET",
                    "closed.RECORD_TOO_LONG",
                    "closed.BAD_TOPIC",
                    "closed.IGNORED_TOPIC_LIMIT",
                    "closed.HEARTBEAT_ABUSE",
                    "closed.WORK_WASTED" -> 3;
            case "closed.BAD_FRAME", "closed.MEMORY_BUDGET", "closed.MEMORY_HOARDED", "closed.INPUT_STALLED" -> 1;
            default -> 0;
        };
    }

    private Map<String, Long> expected() {
        return attack.counter().isEmpty() ? Collections.emptyMap() : Collections.singletonMap(attack.counter(), 1L);
    }

    /** The counters with a reason that have moved, and by how much. */
    private Map<String, Long> moved() {
        Map<String, Long> moved = change(before, bed.victim().reasons());
        if (!attack.goesOn()) {
            // What came before the end may have been ignored and counted as that; the end has one reason.
            moved.keySet().removeIf(name -> name.startsWith("ignored."));
        }
        return moved;
    }

    private static Map<String, Long> change(Map<String, Long> before, Map<String, Long> now) {
        Map<String, Long> change = new TreeMap<>(now);
        before.forEach((name, count) -> change.merge(name, -count, Long::sum));
        change.values().removeIf(by -> by == 0);
        return change;
    }

    /** The friend sends a message and gets it back. */
    private void exchange(int size) {
        bed.friendSends(Topic.CONSENSUS, new byte[size]);
        exchanges++;
        await("the friend is served", () -> echoes() == exchanges);
    }

    private int echoes() {
        return bed.friend().delivered(bed.victimId(), Topic.CONSENSUS).size();
    }

    private int pings() {
        return bed.friend().roundTrips(bed.victimId()).size();
    }

    private void await(String what, BooleanSupplier until) {
        hold(bed.await(until), () -> "in vain: " + what + "; moved: " + moved());
    }

    private static void hold(boolean is, Supplier<String> otherwise) {
        if (!is) {
            throw new Broken(otherwise.get());
        }
    }
}
