package dev.understory.scenario;

import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A whole scenario: everything that a run depends on besides the program itself. All defaults are filled in and all
 * names are known to exist.
 *
 * @param name what reports call it; the file's name without its ending by default
 * @param summary one sentence that says what the scenario shows
 * @param labels words to select scenarios by
 * @param nodes the groups of nodes; at least one
 * @param overlay who dials whom, besides what the nodes find out for themselves
 * @param phases named spans in order, without gaps, from zero on
 * @param attacks what attackers do
 */
public record Scenario(
        String name,
        String summary,
        List<String> labels,
        RunSettings run,
        NetworkSettings network,
        List<NodeGroup> nodes,
        List<OverlayLayer> overlay,
        List<Churn> churn,
        List<Phase> phases,
        List<Workload> workloads,
        List<Workload> attacks,
        List<Event> events,
        Checks checks) {
    /** The format this reader understands; what a file's key {@code schema} has to say. */
    public static final String SCHEMA = "understory/v1";

    public Scenario {
        labels = List.copyOf(labels);
        nodes = List.copyOf(nodes);
        overlay = List.copyOf(overlay);
        churn = List.copyOf(churn);
        phases = List.copyOf(phases);
        workloads = List.copyOf(workloads);
        attacks = List.copyOf(attacks);
        events = List.copyOf(events);
    }

    /** The same scenario, run otherwise. */
    public Scenario with(RunSettings otherRun) {
        return new Scenario(
                name, summary, labels, otherRun, network, nodes, overlay, churn, phases, workloads, attacks, events,
                checks);
    }

    /** How many nodes all groups have together. */
    public int nodeCount() {
        return nodes.stream().mapToInt(NodeGroup::count).sum();
    }

    /** The largest message of a topic that any node takes, by the nodes' own settings; bytes. */
    public long largestMessage(Topic topic) {
        return MessageSizes.largestMessage(nodes, topic);
    }

    /** The largest block of a committee; bytes. */
    public long largestBlock() {
        return MessageSizes.largestBlock(nodes);
    }

    /** The group of that name. */
    public Optional<NodeGroup> group(String group) {
        return nodes.stream()
                .filter(candidate -> candidate.name().equals(group))
                .findFirst();
    }

    /** The spans of time that {@code during} names, in order of time; the whole run when it names none. */
    public List<Phase> spans(List<String> during) {
        if (during.isEmpty()) {
            return List.of(new Phase("run", Duration.ZERO, run.duration()));
        }
        return phases.stream().filter(phase -> during.contains(phase.name())).toList();
    }
}
