package dev.understory.scenario;

import dev.understory.cpu.SignatureCosts;
import dev.understory.identity.KeyType;
import dev.understory.law.Distribution;
import dev.understory.scenario.NodeGroup.Cpu;
import dev.understory.scenario.NodeGroup.Disk;
import dev.understory.scenario.NodeGroup.Role;
import dev.understory.scenario.NodeGroup.Start;
import dev.understory.scenario.rule.RuleParser;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.YamlValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code nodes}: groups with counts, never single nodes. */
final class NodesSection {
    /** The most nodes a group, and all groups together, can have. */
    static final int MAX_COUNT = 1_000_000;

    private static final Key<Place, Map<String, Double>> REGIONS = Key.optional(
            "regions",
            new SharesShape(Names.REGION),
            Place::regions,
            "share by region; the network's weights by default");
    private static final Key<Place, Map<String, Double>> ACCESS = Key.withDefault(
            "access",
            new SharesShape(Names.ACCESS),
            SharesShape.of(List.of("datacenter")),
            Place::access,
            "share by access class");
    private static final MapShape<Place> PLACE_SHAPE =
            new MapShape<>("place", List.of(REGIONS, ACCESS), e -> new Place(regions(e), e.get(ACCESS)));

    private static final Key<Start, Duration> AT =
            Key.withDefault("at", Quantities.duration(), Duration.ZERO, Start::at, "when the first one starts");
    private static final Key<Start, Duration> RAMP = Key.withDefault(
            "ramp", Quantities.duration(), Duration.ZERO, Start::ramp, "the starts are spread evenly over this time");
    private static final MapShape<Start> START_SHAPE = new MapShape<>("start", List.of(AT, RAMP), NodesSection::start);

    private static final Key<CpuWritten, Integer> CORES =
            Key.withDefault("cores", Shapes.count(1, 1024), 1, CpuWritten::cores, "signatures worked on at once");
    private static final Key<CpuWritten, Duration> SIGN = Key.optional(
            "sign", Quantities.duration(), CpuWritten::sign, "one signature; by key type unless it says so");
    private static final Key<CpuWritten, Duration> VERIFY = Key.optional(
            "verify",
            Quantities.duration(),
            CpuWritten::verify,
            "both signatures of a handshake; by key type unless it says so");
    private static final MapShape<CpuWritten> CPU_SHAPE = new MapShape<>(
            "cpu", List.of(CORES, SIGN, VERIFY), e -> new CpuWritten(e.get(CORES), e.find(SIGN), e.find(VERIFY)));

    private static final Key<Disk, Distribution> LATENCY = Key.withDefault(
            "latency",
            Distributions.of(Dimension.DURATION),
            Disk.DEFAULT.latency(),
            Disk::latency,
            "until a document is on the disk, or read from there");
    private static final Key<Disk, Boolean> LOSE_UNSYNCED = Key.withDefault(
            "loseUnsynced",
            Shapes.flag(),
            Disk.DEFAULT.loseUnsynced(),
            Disk::loseUnsynced,
            "whether a power loss loses what is not on the disk yet");
    private static final MapShape<Disk> DISK_SHAPE = new MapShape<>(
            "disk", List.of(LATENCY, LOSE_UNSYNCED), e -> new Disk(e.get(LATENCY), e.get(LOSE_UNSYNCED)));

    private static final Key<NodeGroup, String> GROUP =
            Key.required("group", Shapes.declaredName(Names.GROUP), NodeGroup::name, "unique; ids are group-index");
    private static final Key<NodeGroup, Integer> COUNT =
            Key.required("count", Shapes.count(1, MAX_COUNT), NodeGroup::count, "how many nodes");
    private static final Key<NodeGroup, Role> ROLE = Key.optional(
            "role",
            Shapes.constant("role", Role.class),
            NodeGroup::role,
            "the group's name if that is a role, full otherwise");
    private static final Key<NodeGroup, Place> PLACE =
            Key.section("place", PLACE_SHAPE, NodeGroup::place, "where the nodes are");
    private static final Key<NodeGroup, Start> START =
            Key.section("start", START_SHAPE, NodeGroup::start, "when the nodes start");
    private static final Key<NodeGroup, KeyType> KEY_TYPE = Key.withDefault(
            "keyType",
            Shapes.word("key type", List.of(KeyType.values()), NodesSection::word),
            KeyType.BLS12_381,
            NodeGroup::keyType,
            "of the nodes' identities");
    private static final Key<NodeGroup, CpuWritten> CPU = Key.optional(
            "cpu",
            CPU_SHAPE,
            group -> new CpuWritten(
                    group.cpu().cores(), group.cpu().sign(), group.cpu().verify()),
            "modelled cost of signatures");
    private static final Key<NodeGroup, Disk> DISK =
            Key.section("disk", DISK_SHAPE, NodeGroup::disk, "what nodes store their documents on");
    private static final Key<NodeGroup, List<NodeService>> SERVICES = Key.withDefault(
            "services",
            ServicesShape.SHAPE,
            List.of(),
            NodeGroup::services,
            "what each node runs beside the peer-to-peer protocol");
    private static final Key<NodeGroup, Map<String, String>> CONFIG = Key.withDefault(
            "config",
            new ConfigShape(),
            Collections.emptyMap(),
            NodeGroup::config,
            "settings of the production node, with its own keys");

    private static final MapShape<NodeGroup> GROUP_SHAPE = new MapShape<>(
            "a node group",
            List.of(GROUP, COUNT, ROLE, PLACE, START, KEY_TYPE, CPU, DISK, SERVICES, CONFIG),
            NodesSection::group);

    static final Shape<List<NodeGroup>> SHAPE =
            Shapes.list(GROUP_SHAPE, 1).map(NodesSection::counted, groups -> groups);

    private NodesSection() {}

    /** What a group says of its CPU; what it leaves open depends on its key type. */
    private record CpuWritten(
            int cores, @Nullable Duration sign, @Nullable Duration verify) {}

    private static List<NodeGroup> counted(List<NodeGroup> groups, YamlValue source, Reading reading) {
        long all = groups.stream().mapToLong(NodeGroup::count).sum();
        if (all > MAX_COUNT) {
            reading.problem(source, all + " nodes in all: a run has at most " + MAX_COUNT);
        }
        return groups;
    }

    private static NodeGroup group(Entries e) {
        String name = e.get(GROUP);
        if (name.equals(RuleParser.EVERY_NODE)) {
            e.problem(GROUP, "'" + name + "' stands for every group in rules: give this one another name");
        }
        Role role = e.maybe(ROLE).orElseGet(() -> roleNamed(name));
        Cpu cpu = cpu(e.find(CPU), e.get(KEY_TYPE));
        return new NodeGroup(
                name,
                e.get(COUNT),
                role,
                e.get(PLACE),
                e.get(START),
                e.get(KEY_TYPE),
                cpu,
                e.get(DISK),
                e.get(SERVICES),
                e.get(CONFIG));
    }

    private static Role roleNamed(String group) {
        return Arrays.stream(Role.values())
                .filter(role -> Shapes.dashed(role).equals(group))
                .findFirst()
                .orElse(Role.FULL);
    }

    private static Map<String, Double> regions(Entries entries) {
        return entries.maybe(REGIONS).orElseGet(() -> regionWeights(entries));
    }

    private static Map<String, Double> regionWeights(Entries entries) {
        NetworkSettings network = entries.reading().shared(ScenarioShape.NETWORK);
        return network == null
                ? BuiltinDataset.REGIONS_8.weights()
                : network.regions().weights();
    }

    private static Start start(Entries entries) {
        Start start = new Start(entries.get(AT), entries.get(RAMP));
        Duration end = entries.reading().shared(RunSection.DURATION);
        if (end != null && start.at().compareTo(end) >= 0) {
            entries.problem(AT, "no node starts before the end of the run");
        } else if (end != null && start.at().plus(start.ramp()).compareTo(end) > 0) {
            entries.problem(AT, "the last node starts after the end of the run");
        }
        return start;
    }

    private static Cpu cpu(@Nullable CpuWritten written, KeyType type) {
        SignatureCosts.Cost usual = SignatureCosts.MEASURED.of(type);
        Duration sign = Duration.ofNanos(usual.sign());
        Duration verify = Duration.ofNanos(usual.verify());
        if (written == null) {
            return new Cpu(1, sign, verify);
        }
        return new Cpu(
                written.cores,
                written.sign == null ? sign : written.sign,
                written.verify == null ? verify : written.verify);
    }

    private static String word(KeyType type) {
        return switch (type) {
            case BLS12_381 -> "bls";
            case ED25519 -> "ed25519";
            case SECP256K1 -> "secp256k1";
        };
    }
}
