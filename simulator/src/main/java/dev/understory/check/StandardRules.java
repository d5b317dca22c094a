package dev.understory.check;

import dev.understory.check.Judgement.Outcome;
import dev.understory.measure.Commits;
import dev.understory.measure.Measurements;
import dev.understory.measure.Meter;
import dev.understory.measure.Subject;
import dev.understory.scenario.rule.StandardRule;
import dev.understory.workload.BroadcastWorkload;
import dev.understory.workload.NestBftWorkload;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules that need more than numbers. What was looked at once is not looked at again. */
final class StandardRules {
    private final List<Subject> subjects;
    private final Map<Long, Long> decided = new HashMap<>();
    private final Map<Long, Integer> judged = new HashMap<>();
    private int conflicts;
    private boolean anyGiven;
    private boolean anyCommitted;

    StandardRules(List<Subject> subjects) {
        this.subjects = subjects;
    }

    Judgement judge(StandardRule rule, World world, BitSet among) {
        Measurements measured = world.measurements();
        return switch (rule) {
            case BFT_AGREEMENT -> agreement(measured, among);
            case BFT_QUORUM -> {
                Judgement weak = none(measured, NestBftWorkload.WEAK_CERTIFICATES, among, "weak certificates");
                yield weak.isBroken() || haveCommitted(measured, among) ? weak : Judgement.OPEN;
            }
            case BROADCAST_INTACT ->
                wereGiven(measured, among)
                        ? none(measured, BroadcastWorkload.ALTERED, among, "altered messages")
                        : Judgement.OPEN;
            case BROADCAST_ONCE -> once(measured, among);
        };
    }

    private Judgement agreement(Measurements measured, BitSet among) {
        for (Subject subject : subjects) {
            if (subject.isOf("nestbft")) {
                among.stream().forEach(node -> compare(measured, subject.index(), node));
            }
        }
        if (decided.isEmpty()) {
            return Judgement.OPEN;
        }
        return new Judgement(Outcome.of(conflicts == 0), Measured.count(conflicts, "conflicts"), "== 0 conflicts");
    }

    private void compare(Measurements measured, int workload, int node) {
        long place = (long) workload << 32 | node;
        int seen = judged.getOrDefault(place, 0);
        List<Commits.Commit> fresh = measured.node(node).commitsFrom(workload, seen);
        for (Commits.Commit commit : fresh) {
            Long other = decided.putIfAbsent((long) workload << 56 | commit.height(), commit.block());
            if (other != null && other != commit.block()) {
                conflicts++;
            }
        }
        judged.put(place, seen + fresh.size());
    }

    private static Judgement none(Measurements measured, String meter, BitSet among, String what) {
        long count = 0;
        List<Meter> meters = measured.meters().named(meter);
        for (Meter each : meters) {
            count += measured.total(each, among, measured.always());
        }
        return meters.isEmpty()
                ? Judgement.OPEN
                : new Judgement(Outcome.of(count == 0), Measured.count(count, what), "== 0 " + what);
    }

    private Judgement once(Measurements measured, BitSet among) {
        if (!wereGiven(measured, among)) {
            return Judgement.OPEN;
        }
        long twice = among.stream()
                .mapToLong(node -> measured.node(node).givenTwice())
                .sum();
        return new Judgement(Outcome.of(twice == 0), Measured.count(twice, "twice"), "== 0 twice");
    }

    /** Whether anything was delivered; if not, a rule about deliveries says nothing. */
    private boolean wereGiven(Measurements measured, BitSet among) {
        anyGiven =
                anyGiven || among.stream().anyMatch(node -> measured.node(node).wasGivenAnything());
        return anyGiven;
    }

    private boolean haveCommitted(Measurements measured, BitSet among) {
        anyCommitted = anyCommitted
                || subjects.stream()
                        .filter(subject -> subject.isOf("nestbft"))
                        .anyMatch(subject -> among.stream()
                                .anyMatch(node -> !measured.node(node)
                                        .commitsFrom(subject.index(), 0)
                                        .isEmpty()));
        return anyCommitted;
    }
}
