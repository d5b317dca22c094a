package dev.understory.scenario;

import dev.understory.scenario.OverlayLayer.Dial;
import dev.understory.scenario.OverlayLayer.Discovery;
import dev.understory.scenario.OverlayLayer.FullMesh;
import dev.understory.scenario.OverlayLayer.RandomGraph;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import java.util.List;

/** The section {@code overlay}: one layer or a list of them. */
final class OverlaySection {
    private static final int DEFAULT_DEGREE = 8;

    /** What a scenario has that says nothing of its overlay. */
    static final List<OverlayLayer> DEFAULT = List.of(new RandomGraph(Selector.EVERYONE, DEFAULT_DEGREE, true));

    private static final Key<OverlayLayer, Boolean> MUST_CONNECT = Key.withDefault(
            "mustConnect",
            Shapes.flag(),
            true,
            OverlayLayer::mustConnect,
            "true: redialled when lost and outside the limits on ordinary peers");

    private static final Key<FullMesh, Selector> MESH_AMONG = Key.withDefault(
            "among", Selectors.SET, Selector.EVERYONE, FullMesh::among, "who is connected to each other");
    private static final Key<RandomGraph, Selector> RANDOM_AMONG =
            Key.withDefault("among", Selectors.SET, Selector.EVERYONE, RandomGraph::among, "who is in the graph");
    private static final Key<RandomGraph, Integer> DEGREE = Key.withDefault(
            "degree", Shapes.count(2, 10_000), DEFAULT_DEGREE, RandomGraph::degree, "connections of each node");
    private static final Key<Dial, Selector> FROM =
            Key.withDefault("from", Selectors.SET, Selector.EVERYONE, Dial::from, "who dials");
    private static final Key<Dial, Selector> TO = Key.required("to", Selectors.SET, Dial::to, "who is dialled");
    private static final Key<Dial, Integer> EACH = Key.withDefault(
            "each", Shapes.count(1, 10_000), 1, Dial::each, "how many of them, drawn at random by each dialler");

    private static final Key<Discovery, Selector> FINDING =
            Key.withDefault("among", Selectors.SET, Selector.EVERYONE, Discovery::among, "who finds peers by itself");
    private static final Key<Discovery, Selector> SEEDS = Key.required(
            "seeds", Selectors.SET, Discovery::seeds, "whom each of them knows at its start, to ask for others");

    private static final UnionShape<OverlayLayer> LAYER = new UnionShape<>(
            "an overlay",
            "kind",
            List.of(
                    new Variant<>(
                            "full-mesh",
                            FullMesh.class,
                            new MapShape<>(
                                    "an overlay of kind full-mesh",
                                    List.of(MESH_AMONG, MUST_CONNECT),
                                    e -> new FullMesh(e.get(MESH_AMONG), e.get(MUST_CONNECT)))),
                    new Variant<>(
                            "random",
                            RandomGraph.class,
                            new MapShape<>(
                                    "an overlay of kind random",
                                    List.of(RANDOM_AMONG, DEGREE, MUST_CONNECT),
                                    e -> new RandomGraph(e.get(RANDOM_AMONG), e.get(DEGREE), e.get(MUST_CONNECT)))),
                    new Variant<>(
                            "discovery",
                            Discovery.class,
                            new MapShape<>(
                                    "an overlay of kind discovery",
                                    List.of(FINDING, SEEDS),
                                    e -> new Discovery(e.get(FINDING), e.get(SEEDS)))),
                    new Variant<>(
                            "dial",
                            Dial.class,
                            new MapShape<>(
                                    "an overlay of kind dial",
                                    List.of(FROM, TO, EACH, MUST_CONNECT),
                                    e -> new Dial(e.get(FROM), e.get(TO), e.get(EACH), e.get(MUST_CONNECT))))));

    static final Shape<List<OverlayLayer>> SHAPE = Shapes.oneOrMore(LAYER);

    private OverlaySection() {}
}
