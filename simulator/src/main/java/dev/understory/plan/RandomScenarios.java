package dev.understory.plan;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import dev.understory.identity.KeyType;
import dev.understory.scenario.AccessSettings;
import dev.understory.scenario.Checks;
import dev.understory.scenario.Checks.Eventually;
import dev.understory.scenario.Checks.Invariant;
import dev.understory.scenario.Checks.ServiceLevel;
import dev.understory.scenario.Churn;
import dev.understory.scenario.Dataset;
import dev.understory.scenario.Event;
import dev.understory.scenario.Language;
import dev.understory.scenario.NetworkSettings;
import dev.understory.scenario.NodeGroup;
import dev.understory.scenario.NodeService;
import dev.understory.scenario.OverlayLayer;
import dev.understory.scenario.Phase;
import dev.understory.scenario.Place;
import dev.understory.scenario.RunSettings;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.TransportSettings;
import dev.understory.scenario.Workload;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.RuleParser;
import dev.understory.scenario.rule.RuleText;
import dev.understory.scenario.rule.Statistic;
import dev.understory.scenario.shape.Dimension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Valid scenarios that use every part of the language, from a seed: for whoever looks for what nobody thought of. They are
 * large, and need files that may not be there; nothing says that a run of one passes.
 */
public final class RandomScenarios {
    private static final Duration DURATION = Duration.ofMinutes(30);

    private final Language language;
    private final RandomStream random;
    private final List<Workload> workloads = new ArrayList<>();
    private final List<Workload> attacks = new ArrayList<>();
    private RandomDraw draw;

    /** The scenarios of a seed in the whole language. */
    public RandomScenarios(long seed) {
        this(ScenarioLanguage.WHOLE, seed);
    }

    /** The scenarios of a seed in a language. */
    public RandomScenarios(Language language, long seed) {
        this.language = language;
        this.random = CounterStream.of(seed, 0, "scenarios");
        this.draw = new RandomDraw(random);
    }

    /** The next one. */
    public Scenario next() {
        draw = new RandomDraw(random);
        RunSettings run = new RunSettings(
                random.nextLong() >>> 6,
                DURATION,
                draw.duration(600),
                draw.duration(600),
                new RunSettings.Limits(draw.duration(600), draw.maybeNumber(), draw.maybeNumber()),
                draw.oneOf(RunSettings.CryptoMode.values()));
        return new Scenario(
                "random-" + random.nextInt(100),
                "all: of \"it\" costs $5, #1 'quoted' | > & * ü",
                several(i -> "label " + i),
                run,
                network(),
                RandomDraw.GROUPS.stream().map(this::group).toList(),
                List.of(
                        new OverlayLayer.FullMesh(draw.once(), draw.chance()),
                        new OverlayLayer.RandomGraph(draw.once(), 2 + random.nextInt(20), draw.chance()),
                        new OverlayLayer.Discovery(draw.once(), draw.once()),
                        new OverlayLayer.Dial(draw.once(), draw.once(), 1 + random.nextInt(9), draw.chance())),
                several(i -> new Churn(
                        draw.name(),
                        draw.once(),
                        draw.interval(),
                        draw.interval(),
                        draw.chance(),
                        new Churn.Leave(random.nextInt(3) / 4.0, random.nextInt(2) / 4.0),
                        draw.phases())),
                phases(),
                workloads(),
                attacks(),
                events(),
                new Checks(several(i -> invariant()), several(i -> invariant()), several(i -> eventually()), levels()));
    }

    private NetworkSettings network() {
        Map<String, AccessSettings> access = new LinkedHashMap<>(AccessSettings.builtin());
        access.put(
                "dsl",
                new AccessSettings(
                        1000 + random.nextInt(1 << 30), 1000 + random.nextInt(1 << 30), draw.interval(), 4000));
        access.replaceAll(
                (name, c) -> new AccessSettings(5_000_000, c.downBitsPerSecond() & 0xffff_ffffL, c.delay(), 1500));
        return new NetworkSettings(
                new NetworkSettings.Regions(
                        draw.chance()
                                ? new Dataset.Builtin("regions-8")
                                : new Dataset.FromFile(
                                        "four.csv",
                                        draw.oneOf(Dataset.Unit.values()),
                                        draw.oneOf(Dataset.Meaning.values())),
                        shares("europe", "na_east", "australia")),
                new NetworkSettings.Latency(draw.interval(), Duration.ofNanos(1000 + random.nextInt(1 << 30))),
                access,
                new TransportSettings(
                        new TransportSettings.Connect(
                                0.5 + random.nextInt(4) / 2.0, draw.duration(9), 1 + random.nextInt(99)),
                        new TransportSettings.Congestion(
                                draw.oneOf(TransportSettings.Control.values()),
                                1 + random.nextInt(100),
                                100 + random.nextInt(60_000),
                                draw.chance(),
                                1_500 + random.nextInt(1 << 20)),
                        new TransportSettings.Loss(
                                random.nextDouble(),
                                draw.oneOf(TransportSettings.LossEffect.values()),
                                draw.duration(9))));
    }

    private NodeGroup group(String name) {
        Map<String, String> config = new LinkedHashMap<>();
        if (draw.chance()) {
            config.put("p2p.max-inbound", "21");
            config.put("p2p.stall", "500ms");
        }
        return new NodeGroup(
                name,
                1 + random.nextInt(1000),
                draw.role(),
                new Place(shares("europe", "na_east", "australia"), shares("home", "mobile", "dsl")),
                new NodeGroup.Start(draw.duration(100), draw.duration(100)),
                draw.oneOf(KeyType.values()),
                new NodeGroup.Cpu(1 + random.nextInt(8), draw.duration(1), draw.duration(1)),
                new NodeGroup.Disk(draw.interval(), draw.chance()),
                services(),
                config);
    }

    private List<NodeService> services() {
        return draw.chance()
                ? List.of()
                : List.of(
                        new NodeService.Echo("echo", 1 + random.nextInt(9000), draw.chance()),
                        new NodeService.Echo("echo-2", 9002 + random.nextInt(9000), draw.chance()));
    }

    private List<Phase> phases() {
        List<Phase> phases = new ArrayList<>();
        Duration start = Duration.ZERO;
        for (int i = 0; i < RandomDraw.PHASES.size(); i++) {
            Duration end = DURATION.multipliedBy(i + 1).dividedBy(RandomDraw.PHASES.size());
            phases.add(new Phase(RandomDraw.PHASES.get(i), start, end));
            start = end;
        }
        return phases;
    }

    private List<Workload> workloads() {
        workloads.clear();
        language.workloads().forEach(kind -> workloads.add(kind.example(draw)));
        return workloads;
    }

    private List<Workload> attacks() {
        attacks.clear();
        language.attacks().forEach(kind -> attacks.add(kind.example(draw)));
        return attacks;
    }

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        language.events().forEach(kind -> events.addAll(kind.examples(draw)));
        return events;
    }

    private Invariant invariant() {
        return new Invariant(draw.name(), rule(), draw.once(), draw.phases());
    }

    private Eventually eventually() {
        return new Eventually(draw.name(), rule(), draw.once(), draw.duration(900), draw.duration(900));
    }

    private List<ServiceLevel> levels() {
        List<ServiceLevel> levels = new ArrayList<>();
        for (Metric metric : language.vocabulary().metrics()) {
            double bound =
                    metric.dimension() == Dimension.NUMBER ? random.nextInt(1000) / 8.0 : random.nextInt(1 << 30);
            Map<String, String> where = new LinkedHashMap<>();
            Optional<Workload> source = workloads.stream()
                    .filter(workload -> metric.workload().filter(workload::isOf).isPresent())
                    .findFirst();
            metric.labels().forEach(label -> {
                if (draw.chance()) {
                    where.put(
                            label.word(),
                            switch (label) {
                                case TOPIC -> source.orElseThrow().sampledTopic();
                                case WORKLOAD ->
                                    source.orElseGet(attacks::getFirst).name();
                                case GROUP -> "seed";
                                case REGION -> "europe";
                            });
                }
            });
            levels.add(new ServiceLevel(
                    draw.name(),
                    metric,
                    where,
                    draw.oneOf(new Statistic[] {Statistic.MEAN, Statistic.P99, Statistic.P999}),
                    metric.dimension() == Dimension.NUMBER && metric.kind() == Metric.Kind.SAMPLE
                            ? draw.phases()
                            : List.of(),
                    draw.chance() ? OptionalDouble.empty() : OptionalDouble.of(bound / 2),
                    OptionalDouble.of(bound),
                    draw.phases()));
        }
        levels.replaceAll(level -> level.metric().dimension() == Dimension.NUMBER
                ? level
                : new ServiceLevel(
                        level.name(),
                        level.metric(),
                        level.where(),
                        level.stat(),
                        level.against(),
                        OptionalDouble.empty(),
                        level.max(),
                        level.during()));
        return levels;
    }

    private RuleText rule() {
        String text = switch (random.nextInt(3)) {
            case 0 -> draw.oneOf(language.vocabulary().rules()).word();
            case 1 -> "all(validator." + state(Dimension.NUMBER) + ") >= 5 and not graph.components(seed) > 1";
            default ->
                "max(node." + state(Dimension.SIZE) + ") <= 64MiB or all(node." + state(Dimension.NUMBER)
                        + ") <= config(p2p.max-inbound)";
        };
        RuleParser.Parsed parsed = RuleParser.parse(text, language.vocabulary(), new RuleParser.Names() {
            @Override
            public void group(String name, int offset) {}

            @Override
            public void configKey(String key, int offset) {}
        });
        return ((RuleParser.Accepted) parsed).rule();
    }

    private Metric state(Dimension dimension) {
        return draw.oneOf(language.vocabulary().metrics().stream()
                .filter(metric -> metric.kind() == Metric.Kind.STATE && metric.dimension() == dimension)
                .toList());
    }

    private Map<String, Double> shares(String... names) {
        Map<String, Double> shares = new LinkedHashMap<>();
        int count = 1 + random.nextInt(names.length);
        IntStream.range(0, count).forEach(i -> shares.put(names[i], 1.0 / count));
        return shares;
    }

    private <T> List<T> several(IntFunction<T> element) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(element).toList();
    }
}
