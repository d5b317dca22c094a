package dev.understory.plan;

import dev.understory.crypto.RandomStream;
import dev.understory.scenario.OverlayLayer;
import dev.understory.scenario.ScenarioPath;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/** Turns the overlay of a scenario into dials. */
final class DialPlanner {
    /** A full mesh with more connections than this would not fit into memory. */
    static final long MOST_LINKS = 5_000_000;

    private final Roster roster;
    private final SeededStreams streams;
    private final List<PlanProblem> problems;
    private final DialPlan plan;

    /** {@code problems} gathers what speaks against the plan. */
    DialPlanner(Roster roster, SeededStreams streams, List<PlanProblem> problems) {
        this.roster = roster;
        this.streams = streams;
        this.problems = problems;
        this.plan = new DialPlan(roster.size());
    }

    DialPlan plan(List<OverlayLayer> layers) {
        for (int i = 0; i < layers.size(); i++) {
            RandomStream random = streams.of("overlay", i);
            switch (layers.get(i)) {
                case OverlayLayer.FullMesh mesh ->
                    connectAll(mesh, ScenarioPath.of("overlay").element(i));
                case OverlayLayer.RandomGraph graph -> connectAtRandom(graph, random);
                case OverlayLayer.Dial dial -> dial(dial, random);
                case OverlayLayer.Discovery discovery -> discover(discovery);
            }
        }
        return plan;
    }

    private void connectAll(OverlayLayer.FullMesh mesh, ScenarioPath layer) {
        int[] nodes = Roster.numbers(roster.choose(mesh.among()));
        long links = nodes.length * (nodes.length - 1L) / 2;
        if (links > MOST_LINKS) {
            String message = "a full mesh of " + nodes.length + " nodes has " + links + " connections, and at most "
                    + MOST_LINKS + " can be run: choose fewer nodes or kind random";
            problems.add(new PlanProblem(layer, message));
            return;
        }
        for (int later = 1; later < nodes.length; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                plan.connect(nodes[later], nodes[earlier], mesh.mustConnect());
            }
        }
    }

    private void connectAtRandom(OverlayLayer.RandomGraph graph, RandomStream random) {
        int[] nodes = Roster.numbers(roster.choose(graph.among()));
        for (RegularGraph.Edge edge : RegularGraph.draw(nodes.length, graph.degree(), random)) {
            plan.connect(nodes[edge.from()], nodes[edge.to()], graph.mustConnect());
        }
    }

    private void discover(OverlayLayer.Discovery discovery) {
        BitSet seeds = roster.choose(discovery.seeds());
        for (int node : Roster.numbers(roster.choose(discovery.among()))) {
            plan.discover(node, seeds);
        }
    }

    private void dial(OverlayLayer.Dial dial, RandomStream random) {
        BitSet to = roster.choose(dial.to());
        for (int from : Roster.numbers(roster.choose(dial.from()))) {
            List<Integer> candidates = new ArrayList<>();
            to.stream().filter(candidate -> candidate != from).forEach(candidates::add);
            int wanted = Math.min(dial.each(), candidates.size());
            for (int i = 0; i < wanted; i++) {
                int chosen = i + random.nextInt(candidates.size() - i);
                Collections.swap(candidates, i, chosen);
                plan.connect(from, candidates.get(i), dial.mustConnect());
            }
        }
    }
}
