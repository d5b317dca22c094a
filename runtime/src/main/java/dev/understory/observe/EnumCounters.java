package dev.understory.observe;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A counter per constant of an enum. Safe for any thread. */
final class EnumCounters<E extends Enum<E>> {
    private final Map<E, AtomicLong> counters;

    EnumCounters(Class<E> type) {
        counters = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counters.put(constant, new AtomicLong());
        }
    }

    void add(E constant, long amount) {
        counter(constant).addAndGet(amount);
    }

    long get(E constant) {
        return counter(constant).get();
    }

    /** Adds those that are not zero to {@code found}, under the constant's name behind {@code prefix}. */
    void collect(String prefix, Map<String, Long> found) {
        counters.forEach((constant, counter) -> {
            if (counter.get() != 0) {
                found.put(prefix + constant.name(), counter.get());
            }
        });
    }

    private AtomicLong counter(E constant) {
        AtomicLong counter = counters.get(constant);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + constant);
        }
        return counter;
    }
}
