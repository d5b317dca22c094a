package dev.understory.plan;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import dev.understory.identity.KeyType;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.scenario.AccessSettings;
import dev.understory.scenario.Checks;
import dev.understory.scenario.Checks.Eventually;
import dev.understory.scenario.Checks.Invariant;
import dev.understory.scenario.Checks.ServiceLevel;
import dev.understory.scenario.Churn;
import dev.understory.scenario.Dataset;
import dev.understory.scenario.Event;
import dev.understory.scenario.Event.Schedule;
import dev.understory.scenario.Language;
import dev.understory.scenario.NetworkSettings;
import dev.understory.scenario.NodeGroup;
import dev.understory.scenario.NodeService;
import dev.understory.scenario.OverlayLayer;
import dev.understory.scenario.Pace;
import dev.understory.scenario.Phase;
import dev.understory.scenario.Place;
import dev.understory.scenario.RunSettings;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selector.Pick;
import dev.understory.scenario.TransportSettings;
import dev.understory.scenario.Workload;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.rule.RuleParser;
import dev.understory.scenario.rule.RuleText;
import dev.understory.scenario.rule.Statistic;
import dev.understory.scenario.shape.Dimension;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Valid scenarios that use every part of the language, from a seed: for whoever looks for what nobody thought of. They are
 * large, and need files that may not be there; nothing says that a run of one passes.
 */
public final class RandomScenarios {
    private static final List<String> GROUPS = List.of("seed", "validator", "home-users");
    private static final List<String> PHASES = List.of("boot", "steady", "heal");
    private static final Duration DURATION = Duration.ofMinutes(30);

    private final Language language;
    private final RandomStream random;
    private final Set<NodeGroup.Role> roles = new TreeSet<>();
    private final List<Workload> workloads = new ArrayList<>();
    private int names;

    /** The scenarios of a seed in the whole language. */
    public RandomScenarios(long seed) {
        this(ScenarioLanguage.WHOLE, seed);
    }

    /** The scenarios of a seed in a language. */
    public RandomScenarios(Language language, long seed) {
        this.language = language;
        this.random = CounterStream.of(seed, 0, "scenarios");
    }

    /** The next one. */
    public Scenario next() {
        names = 0;
        roles.clear();
        RunSettings run = new RunSettings(
                random.nextLong() >>> 6,
                DURATION,
                duration(600),
                duration(600),
                new RunSettings.Limits(duration(600), optionalLong(), optionalLong()),
                constant(RunSettings.CryptoMode.values()));
        return new Scenario(
                "random-" + random.nextInt(100),
                "all: of \"it\" costs $5, #1 'quoted' | > & * ü",
                several(i -> "label " + i),
                run,
                network(),
                GROUPS.stream().map(this::group).toList(),
                List.of(
                        new OverlayLayer.FullMesh(fixed(), chance()),
                        new OverlayLayer.RandomGraph(fixed(), 2 + random.nextInt(20), chance()),
                        new OverlayLayer.Dial(fixed(), fixed(), 1 + random.nextInt(9), chance())),
                several(i -> new Churn(
                        name(),
                        fixed(),
                        time(),
                        time(),
                        chance(),
                        new Churn.Leave(random.nextInt(3) / 4.0, random.nextInt(2) / 4.0),
                        during())),
                phases(),
                workloads(),
                events(),
                new Checks(several(i -> invariant()), several(i -> invariant()), several(i -> eventually()), levels()));
    }

    private NetworkSettings network() {
        Map<String, AccessSettings> access = new LinkedHashMap<>(AccessSettings.builtin());
        access.put(
                "dsl",
                new AccessSettings(1000 + random.nextInt(1 << 30), 1000 + random.nextInt(1 << 30), time(), 4000));
        access.replaceAll(
                (name, c) -> new AccessSettings(5_000_000, c.downBitsPerSecond() & 0xffff_ffffL, c.delay(), 1500));
        return new NetworkSettings(
                new NetworkSettings.Regions(
                        chance()
                                ? new Dataset.Builtin("regions-8")
                                : new Dataset.FromFile(
                                        "four.csv",
                                        constant(Dataset.Unit.values()),
                                        constant(Dataset.Meaning.values())),
                        shares("europe", "na_east", "australia")),
                new NetworkSettings.Latency(time(), Duration.ofNanos(1000 + random.nextInt(1 << 30))),
                access,
                new TransportSettings(
                        new TransportSettings.Connect(
                                0.5 + random.nextInt(4) / 2.0, duration(9), 1 + random.nextInt(99)),
                        new TransportSettings.Congestion(
                                constant(TransportSettings.Control.values()),
                                1 + random.nextInt(100),
                                100 + random.nextInt(60_000),
                                chance(),
                                1_500 + random.nextInt(1 << 20)),
                        new TransportSettings.Loss(
                                random.nextDouble(), constant(TransportSettings.LossEffect.values()), duration(9))));
    }

    private NodeGroup group(String name) {
        Map<String, String> config = new LinkedHashMap<>();
        if (chance()) {
            config.put("p2p.max-inbound", "21");
            config.put("p2p.stall", "500ms");
        }
        NodeGroup.Role role = constant(NodeGroup.Role.values());
        roles.add(role);
        return new NodeGroup(
                name,
                1 + random.nextInt(1000),
                role,
                new Place(shares("europe", "na_east", "australia"), shares("home", "mobile", "dsl")),
                new NodeGroup.Start(duration(100), duration(100)),
                constant(KeyType.values()),
                new NodeGroup.Cpu(1 + random.nextInt(8), duration(1), duration(1)),
                new NodeGroup.Disk(time(), chance()),
                services(),
                config);
    }

    private List<NodeService> services() {
        return chance()
                ? List.of()
                : List.of(
                        new NodeService.Echo("echo", 1 + random.nextInt(9000), chance()),
                        new NodeService.Echo("echo-2", 9002 + random.nextInt(9000), chance()));
    }

    private List<Phase> phases() {
        List<Phase> phases = new ArrayList<>();
        Duration start = Duration.ZERO;
        for (int i = 0; i < PHASES.size(); i++) {
            Duration end = DURATION.multipliedBy(i + 1).dividedBy(PHASES.size());
            phases.add(new Phase(PHASES.get(i), start, end));
            start = end;
        }
        return phases;
    }

    private List<Workload> workloads() {
        workloads.clear();
        language.workloads().forEach(kind -> workloads.add(kind.example(new RandomDraw(this))));
        return workloads;
    }

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        language.events().forEach(kind -> events.addAll(kind.examples(new RandomDraw(this))));
        return events;
    }

    Schedule schedule() {
        return chance()
                ? new Schedule(duration(1000), Duration.ZERO, 1, chance())
                : new Schedule(duration(500), duration(5), 2 + random.nextInt(9), chance());
    }

    private Invariant invariant() {
        return new Invariant(name(), rule(), fixed(), during());
    }

    private Eventually eventually() {
        return new Eventually(name(), rule(), fixed(), duration(900), duration(900));
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
                if (chance()) {
                    where.put(
                            label.word(),
                            switch (label) {
                                case TOPIC -> source.orElseThrow().sampledTopic();
                                case WORKLOAD -> source.orElseThrow().name();
                                case GROUP -> "seed";
                                case REGION -> "europe";
                            });
                }
            });
            levels.add(new ServiceLevel(
                    name(),
                    metric,
                    where,
                    constant(new Statistic[] {Statistic.MEAN, Statistic.P99, Statistic.P999}),
                    chance() ? OptionalDouble.empty() : OptionalDouble.of(bound / 2),
                    OptionalDouble.of(bound),
                    during()));
        }
        levels.replaceAll(level -> level.metric().dimension() == Dimension.NUMBER
                ? level
                : new ServiceLevel(
                        level.name(),
                        level.metric(),
                        level.where(),
                        level.stat(),
                        OptionalDouble.empty(),
                        level.max(),
                        level.during()));
        return levels;
    }

    private RuleText rule() {
        String text = switch (random.nextInt(3)) {
            case 0 -> oneOf(language.vocabulary().rules()).word();
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
        return oneOf(language.vocabulary().metrics().stream()
                .filter(metric -> metric.kind() == Metric.Kind.STATE && metric.dimension() == dimension)
                .toList());
    }

    private Selector fixed() {
        return selector(false);
    }

    Selector selector(boolean anyAllowed) {
        Pick pick = switch (random.nextInt(anyAllowed ? 4 : 3)) {
            case 0 -> new Pick.All();
            case 1 -> new Pick.Some(1 + random.nextInt(3));
            case 2 -> new Pick.Fraction(BigDecimal.valueOf(random.nextDouble()));
            default -> new Pick.Any();
        };
        return new Selector(
                GROUPS.subList(0, random.nextInt(3)),
                List.copyOf(roles).subList(0, random.nextInt(roles.size() + 1)),
                List.of("europe", "na_east").subList(0, random.nextInt(3)),
                List.of("home", "dsl").subList(0, random.nextInt(3)),
                chance(),
                pick);
    }

    Pace pace() {
        return chance() ? new Pace.Every(time()) : new Pace.Poisson(1e-3 + random.nextDouble() * 1000);
    }

    /** Small enough for any topic. */
    Distribution size() {
        Distribution small = law(1 << 10);
        return small.law() instanceof Law.Constant || small.law() instanceof Law.Uniform
                ? small
                : small.atMost(1 << 20);
    }

    private Distribution time() {
        return law(1 << 30);
    }

    /** In whole base units. */
    private Distribution law(int largest) {
        return RandomLaws.next(random, largest);
    }

    Duration duration(int maxSeconds) {
        long units = 1L + random.nextInt(1000 * maxSeconds);
        return chance() ? Duration.ofMillis(units) : Duration.ofNanos(units);
    }

    private Map<String, Double> shares(String... names) {
        Map<String, Double> shares = new LinkedHashMap<>();
        int count = 1 + random.nextInt(names.length);
        IntStream.range(0, count).forEach(i -> shares.put(names[i], 1.0 / count));
        return shares;
    }

    List<String> during() {
        return PHASES.subList(0, random.nextInt(3));
    }

    OptionalLong optionalLong() {
        return chance() ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(1 << 29));
    }

    String name() {
        return "name-" + names++;
    }

    private <T> List<T> several(IntFunction<T> element) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(element).toList();
    }

    int number(int most) {
        return 1 + random.nextInt(most);
    }

    boolean chance() {
        return random.nextLong() < 0;
    }

    <T> T constant(T[] values) {
        return oneOf(List.of(values));
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
