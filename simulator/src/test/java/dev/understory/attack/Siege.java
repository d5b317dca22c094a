package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.mux.Topic;
import dev.understory.session.ConnectionEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Plays a case and judges it by the catalogue's common rule: exactly one counter with a reason moves, what the attacker
 * cost is given back, he is answered nothing, and an honest peer exchanges messages before, during and after.
 */
final class Siege {
    /** In many packets, and far more than the share that is anybody's own: most of it has to be borrowed. */
    private static final int MOST_OF_THE_MEMORY = 1_000_000;

    private final Bed bed;
    private final AttackCase attack;
    private final Map<String, Long> before;
    private final Map<String, Long> friendBefore;
    private int exchanges;

    private Siege(Bed bed, AttackCase attack) {
        this.bed = bed;
        this.attack = attack;
        this.before = bed.victim().reasons();
        this.friendBefore = bed.friend().reasons();
        this.exchanges = echoes();
    }

    static void play(Bed bed, AttackCase attack) {
        new Siege(bed, attack).play();
    }

    private void play() {
        exchange(10);
        Attacker attacker = attack.dialled()
                ? bed.lure(Attacker.key(KeyType.ED25519, 500).publicKey(), attack.script())
                : bed.attack("10.66.0.1", attack.script());
        exchange(10);
        if (attack.goesOn()) {
            await(
                    "all of his messages arrive",
                    () -> bed.victim().delivered(attacker.id()).equals(attack.delivered()));
            assertThat(attacker.isClosed()).isFalse();
            assertThat(moved()).isEqualTo(expected());
            bed.leave(attacker);
            await("he leaves", () -> attacker.isClosed() && moved().containsKey("closed.REMOTE_CLOSED"));
        } else {
            await("he is thrown out", () -> attacker.isClosed() && !moved().isEmpty());
        }
        bed.attackIsOver();
        exchange(MOST_OF_THE_MEMORY);
        judge(attacker);
    }

    private void judge(Attacker attacker) {
        Map<String, Long> moved = new TreeMap<>(moved());
        if (attack.goesOn()) {
            assertThat(moved.remove("closed.REMOTE_CLOSED")).isEqualTo(1);
        }
        assertThat(moved).isEqualTo(expected());
        assertThat(bed.victim().delivered(attacker.id())).isEqualTo(attack.delivered());
        assertThat(debits(attacker)).as("what it costs him").isEqualTo(cost());
        if (attack.counter().startsWith("handshake.")) {
            assertThat(attacker.heard().length)
                    .as("the node says its own part of the handshake and nothing else")
                    .isIn(0, Script.KEY, Script.RECORDS);
        }
        assertThat(bed.victim().lost(bed.friendId())).isZero();
        assertThat(bed.friend().lost(bed.victimId())).isZero();
        assertThat(bed.friend().reasons()).isEqualTo(friendBefore);
    }

    /** The points that he has lost. */
    private int debits(Attacker attacker) {
        List<ConnectionEvent.PeerDebited> debits = bed.victim().events(ConnectionEvent.PeerDebited.class).stream()
                .filter(debit -> debit.peer().equals(attacker.id()))
                .toList();
        assertThat(debits.size()).isLessThanOrEqualTo(1);
        return debits.isEmpty() ? 0 : -debits.get(0).score();
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
        return attack.counter().isEmpty() ? Map.of() : Map.of(attack.counter(), 1L);
    }

    /** The counters with a reason that have moved, and by how much. */
    private Map<String, Long> moved() {
        Map<String, Long> moved = new TreeMap<>(bed.victim().reasons());
        before.forEach((name, count) -> moved.merge(name, -count, Long::sum));
        moved.values().removeIf(change -> change == 0);
        if (!attack.goesOn()) {
            // What came before the end may have been ignored and counted as that; the end has one reason.
            moved.keySet().removeIf(name -> name.startsWith("ignored."));
        }
        return moved;
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

    private void await(String what, BooleanSupplier until) {
        assertThat(bed.await(until))
                .as(() -> attack.name() + ": " + what + "; moved: " + moved())
                .isTrue();
    }
}
