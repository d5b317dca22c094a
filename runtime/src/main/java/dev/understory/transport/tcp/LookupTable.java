package dev.understory.transport.tcp;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which host names are looked up now, who waits for each, and which wait for their turn. A lookup of the system blocks its
 * thread and cannot be cancelled, so whatever is asked for, a name never holds more than one thread, and names that hang
 * leave the threads to the others:
 *
 * <ul>
 *   <li>All who ask for one name at a time share one lookup.
 *   <li>A lookup that is {@link #slow} makes its name a <em>suspect</em>: it gives its place among the {@link
 *       #AT_ONCE} ordinary ones to the next, and until the name has answered in time, its lookups share {@link
 *       #SUSPECTS_AT_ONCE} places of their own. Who asks meanwhile hears at once that it hangs.
 *   <li>An answer that comes too late for everybody is kept for {@link #LATE_NANOS}, for the next who asks.
 * </ul>
 *
 * <p>Limits: {@link #MOST_RUNNING} lookups, {@link #MOST_WAITING} names that wait for a turn and {@link #MOST_ASKING} who
 * ask, beyond which asking is refused; {@link #REMEMBERED} suspects and late answers, the oldest of which is forgotten. A
 * machine without threads or clock.
 *
 * @param <A> who asks
 * @param <R> what a lookup gives
 */
final class LookupTable<A, R> {
    /** Lookups of ordinary names at a time. */
    static final int AT_ONCE = 16;

    /** Lookups, at a time, of names that hung when they were looked up last. */
    static final int SUSPECTS_AT_ONCE = 16;

    /** Lookups in all: the others are of names that turned out to hang. */
    static final int MOST_RUNNING = 64;

    /** Names that wait for their turn. */
    static final int MOST_WAITING = 256;

    /** Who ask, for all names together. */
    static final int MOST_ASKING = 2048;

    /** Names that are remembered as suspects, and late answers that are kept. */
    static final int REMEMBERED = 1024;

    /** How long a late answer is good: longer than the longest pause between two dials. */
    static final long LATE_NANOS = 120_000_000_000L;

    /** What becomes of a question. */
    sealed interface Asked<R> {
        /** It is answered when the lookup ends, or given up before. */
        record Waiting<R>() implements Asked<R> {}

        /** A late answer is at hand. */
        record Known<R>(R answer) implements Asked<R> {}

        /** The name is being looked up for that long, and hangs. */
        record Hangs<R>(long nanos) implements Asked<R> {}

        /** Too much is asked. */
        record Full<R>() implements Asked<R> {}
    }

    private static final class Job<A> {
        final String name;
        final List<A> asking = new ArrayList<>(1);
        boolean suspect;
        boolean running;
        boolean slow;
        long startedAt;

        Job(String name) {
            this.name = name;
        }
    }

    private record Late<R>(R answer, long at) {}

    private final Map<String, Job<A>> jobs = new LinkedHashMap<>();
    private final Set<String> suspects = new LinkedHashSet<>();
    private final Map<String, Late<R>> late = new LinkedHashMap<>();
    private int waiting;
    private int asking;
    private int running;
    private int runningSuspects;

    /** Somebody asks for a name. */
    Asked<R> ask(String name, A asker, long nowNanos) {
        Late<R> known = late.remove(name);
        if (known != null && nowNanos - known.at() <= LATE_NANOS) {
            return new Asked.Known<>(known.answer());
        }
        Job<A> job = jobs.get(name);
        if (job != null && job.slow) {
            return new Asked.Hangs<>(nowNanos - job.startedAt);
        }
        if (asking >= MOST_ASKING || (job == null && waiting >= MOST_WAITING)) {
            return new Asked.Full<>();
        }
        if (job == null) {
            job = new Job<>(name);
            job.suspect = suspects.contains(name);
            jobs.put(name, job);
            waiting++;
        }
        job.asking.add(asker);
        asking++;
        return new Asked.Waiting<>();
    }

    /** The names whose lookup begins now; asked for after every other call. */
    List<String> start(long nowNanos) {
        if (waiting == 0) {
            return List.of();
        }
        List<String> starting = new ArrayList<>();
        for (Job<A> job : jobs.values()) {
            int ordinary = running - runningSuspects;
            boolean hasPlace = job.suspect ? runningSuspects < SUSPECTS_AT_ONCE : ordinary < AT_ONCE;
            if (!job.running && hasPlace && running < MOST_RUNNING) {
                job.running = true;
                job.startedAt = nowNanos;
                waiting--;
                running++;
                runningSuspects += job.suspect ? 1 : 0;
                starting.add(job.name);
            }
        }
        return starting;
    }

    /** Whether that one still waits for an answer. */
    boolean isAsking(String name, A asker) {
        Job<A> job = jobs.get(name);
        return job != null && job.asking.contains(asker);
    }

    /** Somebody's time is up. Returns whether the lookup had begun; it goes on, and one that had not is given up. */
    boolean giveUp(String name, A asker) {
        Job<A> job = jobs.get(name);
        if (job == null || !job.asking.remove(asker)) {
            return true;
        }
        asking--;
        if (!job.running && job.asking.isEmpty()) {
            jobs.remove(name);
            waiting--;
        }
        return job.running;
    }

    /** The lookup of that name, which began at {@code startedAt}, should have ended by now. */
    void slow(String name, long startedAt) {
        Job<A> job = jobs.get(name);
        if (job != null && job.running && job.startedAt == startedAt && !job.slow) {
            job.slow = true;
            runningSuspects += job.suspect ? 0 : 1;
            job.suspect = true;
            suspects.remove(name);
            suspects.add(name);
            dropOldest(suspects.iterator(), suspects.size());
        }
    }

    /**
     * A lookup has ended. Returns who waits for it.
     *
     * @param answer null if there is none worth keeping
     */
    List<A> finish(String name, @Nullable R answer, long nowNanos) {
        Job<A> job = jobs.remove(name);
        if (job == null) {
            return List.of();
        }
        running--;
        runningSuspects -= job.suspect ? 1 : 0;
        asking -= job.asking.size();
        if (!job.slow) {
            suspects.remove(name);
        } else if (answer != null && job.asking.isEmpty()) {
            late.put(name, new Late<>(answer, nowNanos));
            dropOldest(late.keySet().iterator(), late.size());
        }
        return job.asking;
    }

    /** Number of lookups that block a thread. */
    int running() {
        return running;
    }

    /** Whether nobody asks and nothing runs. */
    boolean isIdle() {
        return jobs.isEmpty() && asking == 0 && waiting == 0 && running == 0 && runningSuspects == 0;
    }

    private static void dropOldest(Iterator<String> oldest, int size) {
        if (size > REMEMBERED) {
            oldest.next();
            oldest.remove();
        }
    }
}
