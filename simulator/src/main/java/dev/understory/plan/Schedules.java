package dev.understory.plan;

import dev.understory.crypto.RandomStream;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.scenario.Pace;
import dev.understory.scenario.Selector;
import dev.understory.workload.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Fixes before the run who acts when in a workload: at the moments that its pace draws, the nodes that its selector
 * chooses. The first moment comes one interval after the start of a span.
 */
final class Schedules {
    /** A workload that would act more often than this is refused: its schedule would not fit into memory. */
    static final int MAX_ACTS = 50_000_000;

    private final Roster roster;
    private final RandomStream moments;
    private final RandomStream choices;
    private final RandomStream sizes;
    private final List<List<Long>> times = new ArrayList<>();
    private final List<List<Integer>> bytes = new ArrayList<>();
    private final Consumer<String> problems;
    private long acts;

    /** {@code streams} are of this workload; {@code problems} hears what is wrong with the pace. */
    Schedules(Roster roster, Function<String, RandomStream> streams, Consumer<String> problems) {
        this.roster = roster;
        this.problems = problems;
        this.moments = streams.apply("moments");
        this.choices = streams.apply("choices");
        this.sizes = streams.apply("sizes");
        for (int node = 0; node < roster.size(); node++) {
            times.add(new ArrayList<>(0));
            bytes.add(new ArrayList<>(0));
        }
    }

    /** A schedule for each node; {@code spans} are start and end in turn. */
    List<Schedule> draw(Pace pace, Selector from, Distribution size, long limit, List<Long> spans) {
        Distribution interval = interval(pace);
        int[] candidates = Roster.numbers(roster.choose(from));
        int atOnce = from.pick() instanceof Selector.Pick.Any ? 1 : candidates.length;
        // Beyond any doubt the draws need not be made, which would take all the memory there is.
        boolean tooMany = Math.min(limit, expected(interval, spans) * atOnce) > 2.0 * MAX_ACTS;
        if (!tooMany && candidates.length > 0) {
            draw(interval, from, candidates, size, Math.min(limit, MAX_ACTS + 1L), spans);
        }
        if (tooMany || acts > MAX_ACTS) {
            problems.accept("this workload acts more than " + MAX_ACTS + " times: lower its pace or set 'count'");
        } else if (acts == 0 && candidates.length > 0 && interval.law() instanceof Law.Constant) {
            problems.accept("this is as long as the time in which the workload may act: it never does");
        }
        List<Schedule> schedules = new ArrayList<>();
        for (int node = 0; node < roster.size(); node++) {
            schedules.add(schedule(times.get(node), bytes.get(node)));
        }
        return schedules;
    }

    private void draw(
            Distribution interval, Selector from, int[] candidates, Distribution size, long limit, List<Long> spans) {
        for (int span = 0; span < spans.size(); span += 2) {
            long time = spans.get(span);
            while (acts < limit) {
                time += Math.max(1, interval.drawLong(moments));
                if (time >= spans.get(span + 1)) {
                    break;
                }
                act(time, from, candidates, size, limit);
            }
        }
    }

    private static double expected(Distribution interval, List<Long> spans) {
        double length = 0;
        for (int span = 0; span < spans.size(); span += 2) {
            length += spans.get(span + 1) - spans.get(span);
        }
        return length / Math.max(1, interval.mean());
    }

    private void act(long time, Selector from, int[] candidates, Distribution size, long limit) {
        if (from.pick() instanceof Selector.Pick.Any) {
            add(time, candidates[choices.nextInt(candidates.length)], size);
            return;
        }
        for (int i = 0; i < candidates.length && acts < limit; i++) {
            add(time, candidates[i], size);
        }
    }

    private void add(long time, int node, Distribution size) {
        acts++;
        times.get(node).add(time);
        bytes.get(node).add((int) Math.min(Integer.MAX_VALUE, size.drawLong(sizes)));
    }

    private static Distribution interval(Pace pace) {
        return switch (pace) {
            case Pace.Every every -> every.interval();
            case Pace.Poisson poisson -> Distribution.of(new Law.Exponential(1e9 / poisson.perSecond()));
        };
    }

    private static Schedule schedule(List<Long> times, List<Integer> sizes) {
        return times.isEmpty()
                ? Schedule.NEVER
                : new Schedule(
                        times.stream().mapToLong(Long::longValue).toArray(),
                        sizes.stream().mapToInt(Integer::intValue).toArray());
    }
}
