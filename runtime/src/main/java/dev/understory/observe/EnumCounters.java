package dev.understory.observe;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter per constant of an enum. Safe for any thread, and threads that count the same thing do not wait for each other: a
 * message counts twice, on whichever event loop it is.
 */
final class EnumCounters<E extends Enum<E>> {
    private final E[] constants;
    private final LongAdder[] counters;

    EnumCounters(Class<E> type) {
        constants = type.getEnumConstants();
        counters = new LongAdder[constants.length];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new LongAdder();
        }
    }

    void add(E constant, long amount) {
        counters[constant.ordinal()].add(amount);
    }

    long get(E constant) {
        return counters[constant.ordinal()].sum();
    }

    /** Adds those that are not zero to {@code found}, under the constant's name behind {@code prefix}. */
    void collect(String prefix, Map<String, Long> found) {
        for (E constant : constants) {
            long count = get(constant);
            if (count != 0) {
                found.put(prefix + constant.name(), count);
            }
        }
    }
}
