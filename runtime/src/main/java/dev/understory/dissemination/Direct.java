package dev.understory.dissemination;

import dev.understory.crypto.RandomStream;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Chooses whom something is sent to if it is to be one of many, all of whom are as likely. */
public final class Direct {
    private final RandomStream random;

    /** Draws from that stream. */
    public Direct(RandomStream random) {
        this.random = random;
    }

    /** One of those that fit; null if none does, and then nothing is drawn. */
    public <T> @Nullable T choose(List<T> all, Predicate<T> fits) {
        List<T> fitting = all.stream().filter(fits).toList();
        return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
    }
}
