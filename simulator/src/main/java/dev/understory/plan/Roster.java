package dev.understory.plan;

import dev.understory.scenario.NodeGroup.Role;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selector.Pick;
import dev.understory.scenario.rule.Label;
import dev.understory.scenario.rule.Metric;
import dev.understory.workload.Directory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All nodes of a run as they were planned, in the order of the scenario's groups, and how selectors choose among them. It
 * never changes; what the nodes run and record is the {@link Fleet}.
 */
public final class Roster {
    private final List<Member> members;
    private final SeededStreams streams;
    private final Directory directory;
    private final Map<String, BitSet> groups = new LinkedHashMap<>();
    /** What was drawn follows from the seed; kept only to save drawing it again. */
    private final Map<Selector, BitSet> drawnOnce = new ConcurrentHashMap<>();

    Roster(List<Member> members, SeededStreams streams) {
        this.members = List.copyOf(members);
        this.streams = streams;
        this.directory = new Directory(members.stream().map(Member::id).toList());
        for (Member member : members) {
            groups.computeIfAbsent(member.group().name(), any -> new BitSet()).set(member.index());
        }
    }

    /** How many nodes there are. */
    public int size() {
        return members.size();
    }

    /** A node by its number. */
    public Member member(int index) {
        return members.get(index);
    }

    /** All nodes by number. */
    public List<Member> members() {
        return members;
    }

    /** Numbers and identities. */
    public Directory directory() {
        return directory;
    }

    /** The nodes of a group. */
    public BitSet group(String name) {
        BitSet found = groups.get(name);
        return found == null ? new BitSet() : (BitSet) found.clone();
    }

    /** All nodes. */
    public BitSet everyone() {
        BitSet all = new BitSet();
        all.set(0, members.size());
        return all;
    }

    /** The nodes that are no attackers. */
    public BitSet honest() {
        return fitting(Selector.EVERYONE);
    }

    /** An attacker is meant only where his group or his role is named. */
    private static boolean isMeant(Selector selector, Member member) {
        boolean named = !selector.groups().isEmpty() || selector.roles().contains(Role.ATTACKER);
        return member.isHonest() || named && !selector.honestOnly();
    }

    /** The nodes that fit a selector, whatever it picks of them. */
    public BitSet fitting(Selector selector) {
        BitSet chosen = new BitSet();
        for (Member member : members) {
            if (isMeant(selector, member)
                    && fits(selector.groups(), member.group().name())
                    && fits(selector.roles(), member.group().role())
                    && fits(selector.regions(), member.region())
                    && fits(selector.access(), member.access())) {
                chosen.set(member.index());
            }
        }
        return chosen;
    }

    /** The nodes that a selector chooses. What is drawn once per run is the same for equal selectors. */
    public BitSet choose(Selector selector) {
        return switch (selector.pick()) {
            case Pick.All all -> fitting(selector);
            case Pick.Any any -> fitting(selector);
            case Pick.Some some -> drawn(selector, some.count());
            case Pick.Fraction fraction ->
                drawn(selector, fraction.of(fitting(selector).cardinality()));
        };
    }

    /**
     * The nodes where a metric has samples of which labels {@code group} and {@code region} are true, where they are asked
     * for. Attackers are measured by what attacks cost, and where their group is asked for.
     */
    public BitSet labelled(Metric metric, Map<String, String> where) {
        BitSet nodes = new BitSet();
        for (Member member : members) {
            String group = where.getOrDefault(Label.GROUP.word(), member.group().name());
            String region = where.getOrDefault(Label.REGION.word(), member.region());
            boolean counts = member.isHonest() || metric.isOfAttacks() || where.containsKey(Label.GROUP.word());
            if (counts && group.equals(member.group().name()) && region.equals(member.region())) {
                nodes.set(member.index());
            }
        }
        return nodes;
    }

    /** The numbers in a set, rising. */
    public static int[] numbers(BitSet set) {
        return set.stream().toArray();
    }

    private BitSet drawn(Selector selector, int count) {
        return (BitSet) drawnOnce
                .computeIfAbsent(selector, any -> {
                    List<Integer> candidates = new ArrayList<>();
                    fitting(selector).stream().forEach(candidates::add);
                    streams.shuffle(candidates, "selector." + selector);
                    BitSet chosen = new BitSet();
                    candidates.subList(0, Math.min(count, candidates.size())).forEach(chosen::set);
                    return chosen;
                })
                .clone();
    }

    /** Whether a selector that wants one of these, or says nothing of it, takes this one. */
    static <T> boolean fits(List<T> wanted, T actual) {
        return wanted.isEmpty() || wanted.contains(actual);
    }
}
