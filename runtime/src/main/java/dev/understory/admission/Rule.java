package dev.understory.admission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Something that holds after every message of a {@link PeerSet}.
 *
 * @param name what holds, in words
 * @param breaches what breaks it now, each with its repair
 */
public record Rule(String name, Supplier<List<Runnable>> breaches) {
    /** Whether it does not hold now. */
    public boolean isBroken() {
        return !breaches.get().isEmpty();
    }

    /** A repair for each of all that breaks a rule. */
    public static <T> List<Runnable> each(Collection<T> all, Predicate<T> breaks, Consumer<T> repair) {
        List<Runnable> repairs = new ArrayList<>();
        for (T one : all) {
            if (breaks.test(one)) {
                repairs.add(() -> repair.accept(one));
            }
        }
        return repairs;
    }
}
