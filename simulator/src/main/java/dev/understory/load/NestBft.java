package dev.understory.load;

import dev.understory.law.Distribution;
import dev.understory.scenario.Distributions;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Loading;
import dev.understory.scenario.MessageSizes;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Whom;
import dev.understory.scenario.Workload;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.workload.Committee;
import dev.understory.workload.NestBftPhase;
import dev.understory.workload.NestBftWorkload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Canopy's consensus: eight phases started by timers, point to point to and from the leader, or by gossip (wire.md, sections
 * 7.2 and 8).
 *
 * @param among the committee
 * @param blockSize bytes
 * @param execution time a replica takes to check a proposed block before it votes
 * @param timeouts how long each phase lasts in round 0; in round r it is (2r + 1) times as long
 * @param heights after how many committed heights a validator stops; never when empty
 */
public record NestBft(
        String name,
        Selector among,
        Distribution blockSize,
        Duration execution,
        Map<NestBftPhase, Duration> timeouts,
        OptionalLong heights,
        List<String> during)
        implements Workload {
    /** By the ordinal of the phase; those behind these wait for nothing. */
    private static final List<Key<Map<NestBftPhase, Duration>, Duration>> TIMEOUT_OF = List.of(
            timeout(NestBftPhase.NEW_HEIGHT, "newHeight", "from a commit to the next election"),
            timeout(NestBftPhase.ELECTION, "election", "candidates announce themselves"),
            timeout(NestBftPhase.ELECTION_VOTE, "electionVote", "votes for the leader"),
            timeout(NestBftPhase.PROPOSE, "propose", "the leader sends the block"),
            timeout(NestBftPhase.PROPOSE_VOTE, "proposeVote", "votes for the block, once it is executed"),
            timeout(NestBftPhase.PRECOMMIT, "precommit", "the leader sends the first certificate"),
            timeout(NestBftPhase.PRECOMMIT_VOTE, "precommitVote", "votes for the certificate"),
            timeout(NestBftPhase.COMMIT, "commit", "the leader sends the second certificate"));

    private static final Key<NestBft, Selector> AMONG =
            Key.withDefault("among", Selectors.SET, Selector.EVERYONE, NestBft::among, "the committee");
    private static final Key<NestBft, Distribution> BLOCK_SIZE = Key.withDefault(
            "blockSize",
            Distributions.of(Dimension.SIZE),
            Distribution.constant(64 * 1024),
            NestBft::blockSize,
            "of the proposed block, a distribution, up to 31MiB: two have to fit into a message of `CONSENSUS`");
    private static final Key<NestBft, Duration> EXECUTION = Key.withDefault(
            "execution",
            Quantities.duration(),
            Duration.ofMillis(100),
            NestBft::execution,
            "time a replica takes to check a block before it votes");
    private static final Key<NestBft, Map<NestBftPhase, Duration>> TIMEOUTS = Key.section(
            "timeouts",
            new MapShape<>("timeouts", List.copyOf(TIMEOUT_OF), NestBft::readTimeouts),
            NestBft::timeouts,
            "length of each phase in round 0, by default Canopy's; in round r each is (2r + 1) times as long");
    private static final Key<NestBft, Long> HEIGHTS =
            WorkloadKind.count("heights", NestBft::heights, "a validator stops after so many blocks");

    /** How scenarios write it. */
    public static final WorkloadKind<NestBft> KIND = new WorkloadKind<>(
            "nestbft",
            NestBft.class,
            List.of(WorkloadKind.NAME, AMONG, BLOCK_SIZE, EXECUTION, TIMEOUTS, HEIGHTS, WorkloadKind.DURING),
            NestBft::read,
            """
            Canopy's consensus, eight phases started by timers, point to point to and from the leader, or
            by gossip from `p2p.gossip-threshold` on ([`wire.md`](../proto/docs/wire.md), sections 7.2 and 8).""",
            NestBft::example);

    public NestBft {
        timeouts = Collections.unmodifiableMap(new EnumMap<>(timeouts));
        during = List.copyOf(during);
    }

    private static Key<Map<NestBftPhase, Duration>, Duration> timeout(NestBftPhase phase, String name, String meaning) {
        return Key.withDefault(
                name,
                Quantities.positiveDuration(),
                Duration.ofMillis(phase.baseMillis()),
                timeouts -> Objects.requireNonNull(timeouts.get(phase)),
                meaning);
    }

    private static Map<NestBftPhase, Duration> readTimeouts(Entries e) {
        Map<NestBftPhase, Duration> timeouts = new EnumMap<>(NestBftPhase.class);
        for (int i = 0; i < TIMEOUT_OF.size(); i++) {
            timeouts.put(NestBftPhase.values()[i], e.get(TIMEOUT_OF.get(i)));
        }
        return timeouts;
    }

    private static NestBft read(Entries e) {
        MessageSizes.checkBlocks(e, BLOCK_SIZE);
        return new NestBft(
                e.get(WorkloadKind.NAME),
                e.get(AMONG),
                e.get(BLOCK_SIZE),
                e.get(EXECUTION),
                e.get(TIMEOUTS),
                WorkloadKind.count(e, HEIGHTS),
                e.get(WorkloadKind.DURING));
    }

    private static NestBft example(Draw draw) {
        Map<NestBftPhase, Duration> timeouts = new EnumMap<>(NestBftPhase.class);
        Arrays.stream(NestBftPhase.values())
                .limit(TIMEOUT_OF.size())
                .forEach(phase -> timeouts.put(phase, draw.time()));
        return new NestBft(
                draw.name(), draw.once(), draw.size(), draw.time(), timeouts, draw.maybeNumber(), draw.phases());
    }

    @Override
    public WorkloadKind<NestBft> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.any(AMONG.name(), among));
    }

    @Override
    public boolean restsBetweenPhases() {
        return false;
    }

    @Override
    public void plan(Loading run) {
        BitSet takingPart = run.choose(among);
        int[] members = takingPart.stream().toArray();
        if (members.length == 0) {
            if (run.fitsSomebody(among)) { // Otherwise it is said of the selector.
                run.problem(AMONG.name(), "this chooses nobody: there is no committee");
            }
            return;
        }
        long[] powers = new long[members.length];
        Arrays.fill(powers, 1);
        Committee committee = new Committee(members, powers, run.random("lots").nextLong());
        NestBftWorkload.Settings settings = new NestBftWorkload.Settings(
                name,
                committee,
                blockSize.atMost(run.scenario().largestBlock()),
                execution.toNanos(),
                Arrays.stream(NestBftPhase.values())
                        .map(phase ->
                                timeouts.getOrDefault(phase, Duration.ZERO).toNanos())
                        .toList(),
                heights.orElse(Long.MAX_VALUE),
                windows(run, members));
        run.carry(new NestBftWorkload(settings, run.nodes(), run.nodeMeters(), run.meters()), takingPart);
    }

    /** Consensus begins once all of the committee have started, and goes on in the drain unless it says when. */
    private List<Long> windows(Loading run, int[] members) {
        long allStarted =
                Arrays.stream(members).mapToLong(run::startNanos).max().orElse(0);
        List<Long> windows = new ArrayList<>(during.isEmpty() ? List.of(0L, Long.MAX_VALUE) : run.spans(during));
        windows.set(0, Math.max(windows.get(0), allStarted));
        return windows;
    }
}
