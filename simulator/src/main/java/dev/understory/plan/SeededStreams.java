package dev.understory.plan;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import java.util.Collections;
import java.util.List;

/** The randomness of planning a run: one stream per purpose, from the root seed. */
public final class SeededStreams {
    private static final int PLANNING = -2;

    private final long seed;

    /** Streams of a seed. */
    public SeededStreams(long seed) {
        this.seed = seed;
    }

    /** The root seed. */
    public long seed() {
        return seed;
    }

    /** The stream of a purpose; asking twice gives two that repeat each other. */
    public RandomStream of(String purpose) {
        return CounterStream.of(seed, PLANNING, purpose);
    }

    /** The stream of one thing of many with the same purpose. */
    public RandomStream of(String purpose, int number) {
        return CounterStream.of(seed, PLANNING, purpose, number);
    }

    /** Puts a list into an order by chance. */
    public <T> void shuffle(List<T> list, String purpose) {
        shuffle(list, of(purpose));
    }

    static <T> void shuffle(List<T> list, RandomStream random) {
        for (int last = list.size() - 1; last > 0; last--) {
            Collections.swap(list, last, random.nextInt(last + 1));
        }
    }
}
