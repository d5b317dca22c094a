package dev.understory.admission;

import java.util.List;
import java.util.function.Consumer;

/**
 * Does something for each of several, also for those after one at which it fails: most are about somebody else, and what was
 * about the one that failed finds nobody and is passed over. An error of the machine, such as memory that is used up, ends it.
 */
public final class InTurn {
    private InTurn() {}

    /** Throws, in the end, what the first one that failed has thrown. */
    public static <T> void each(List<T> all, Consumer<T> action) {
        Throwable first = null;
        for (T one : all) {
            try {
                action.accept(one);
            } catch (RuntimeException | AssertionError defect) {
                first = first == null ? defect : first;
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException defect) {
            throw defect;
        }
    }
}
