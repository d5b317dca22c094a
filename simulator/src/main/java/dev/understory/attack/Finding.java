package dev.understory.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What came of one input of the catalogue on one network.
 *
 * @param rows ids of the rows of {@code runtime/docs/attacks.md} that it belongs to
 * @param input the ids and what it is
 * @param network {@link #TCP} or {@link #SIMULATED}
 * @param problem how the common rule was broken; empty if it held
 * @param reason the counter that moved, with its reason; empty if nothing was wrong
 * @param paid bytes that the attacker sent
 * @param memory bytes that were charged to him at most, in steps of 64 KiB
 * @param freedNanos after the end of his connection the last of them was given back
 * @param calm round trips of an honest peer's pings before any attack; nanoseconds
 * @param attacked those from the beginning of the attack to the first after its end
 */
public record Finding(
        List<String> rows,
        String input,
        String network,
        String problem,
        String reason,
        long paid,
        long memory,
        long freedNanos,
        List<Long> calm,
        List<Long> attacked) {
    /** Real sockets on loopback. */
    public static final String TCP = "tcp";

    /** The simulated network, by a fixed seed. */
    public static final String SIMULATED = "sim";

    /** Keeps copies. */
    public Finding {
        rows = List.copyOf(rows);
        calm = List.copyOf(calm);
        attacked = List.copyOf(attacked);
    }

    /** One that could not be played. */
    static Finding unplayed(AttackCase attack, String network, String why) {
        return new Finding(attack.rows(), attack.name(), network, why, "", 0, 0, 0, List.of(), List.of());
    }

    /** Whether everything was as the catalogue says. */
    public boolean held() {
        return problem.isEmpty();
    }

    /** The same, in which that was wrong. */
    Finding broken(String why) {
        return new Finding(rows, input, network, why, reason, paid, memory, freedNanos, calm, attacked);
    }

    /** The 99th percentile by nearest rank; 0 of nothing. */
    public static long p99(List<Long> nanos) {
        if (nanos.isEmpty()) {
            return 0;
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1);
    }
}
