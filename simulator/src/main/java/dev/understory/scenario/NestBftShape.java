package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.scenario.Workload.NestBft;
import dev.understory.scenario.Workload.Timeouts;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A workload of kind {@code nestbft}; the default time-outs are Canopy's (wire.md, section 8.2). */
final class NestBftShape {
    private static final Key<Timeouts, Duration> NEW_HEIGHT =
            timeout("newHeight", 4500, Timeouts::newHeight, "from a commit to the next election");
    private static final Key<Timeouts, Duration> ELECTION =
            timeout("election", 1500, Timeouts::election, "candidates announce themselves");
    private static final Key<Timeouts, Duration> ELECTION_VOTE =
            timeout("electionVote", 1500, Timeouts::electionVote, "votes for the leader");
    private static final Key<Timeouts, Duration> PROPOSE =
            timeout("propose", 2500, Timeouts::propose, "the leader sends the block");
    private static final Key<Timeouts, Duration> PROPOSE_VOTE =
            timeout("proposeVote", 4000, Timeouts::proposeVote, "votes for the block, once it is executed");
    private static final Key<Timeouts, Duration> PRECOMMIT =
            timeout("precommit", 2000, Timeouts::precommit, "the leader sends the first certificate");
    private static final Key<Timeouts, Duration> PRECOMMIT_VOTE =
            timeout("precommitVote", 2000, Timeouts::precommitVote, "votes for the certificate");
    private static final Key<Timeouts, Duration> COMMIT =
            timeout("commit", 2000, Timeouts::commit, "the leader sends the second certificate");

    private static final MapShape<Timeouts> TIMEOUTS_SHAPE = new MapShape<>(
            "timeouts",
            List.of(NEW_HEIGHT, ELECTION, ELECTION_VOTE, PROPOSE, PROPOSE_VOTE, PRECOMMIT, PRECOMMIT_VOTE, COMMIT),
            e -> new Timeouts(
                    e.get(NEW_HEIGHT),
                    e.get(ELECTION),
                    e.get(ELECTION_VOTE),
                    e.get(PROPOSE),
                    e.get(PROPOSE_VOTE),
                    e.get(PRECOMMIT),
                    e.get(PRECOMMIT_VOTE),
                    e.get(COMMIT)));

    private static final Key<NestBft, Selector> AMONG =
            Key.withDefault("among", Selectors.SET, Selector.EVERYONE, NestBft::among, "the committee");
    private static final Key<NestBft, Distribution> BLOCK_SIZE = Key.withDefault(
            "blockSize",
            Distributions.of(Dimension.SIZE),
            Distribution.constant(64 * 1024),
            NestBft::blockSize,
            "of the proposed block");
    private static final Key<NestBft, Duration> EXECUTION = Key.withDefault(
            "execution",
            Quantities.duration(),
            Duration.ofMillis(100),
            NestBft::execution,
            "time a replica takes to check a block before it votes");
    private static final Key<NestBft, Timeouts> TIMEOUTS = Key.section(
            "timeouts",
            TIMEOUTS_SHAPE,
            NestBft::timeouts,
            "length of each phase in round 0; (2r + 1) times in round r");
    private static final Key<NestBft, Long> HEIGHTS = Key.optional(
            "heights",
            Shapes.whole(1, 1_000_000_000),
            workload -> RunSection.orNull(workload.heights()),
            "a validator stops after so many blocks");

    static final MapShape<NestBft> SHAPE = new MapShape<>(
            "a workload of kind nestbft",
            List.of(WorkloadSection.NAME, AMONG, BLOCK_SIZE, EXECUTION, TIMEOUTS, HEIGHTS, WorkloadSection.DURING),
            NestBftShape::build);

    private NestBftShape() {}

    private static NestBft build(Entries e) {
        MessageSizes.checkBlocks(e, BLOCK_SIZE);
        return new NestBft(
                e.get(WorkloadSection.NAME),
                e.get(AMONG),
                e.get(BLOCK_SIZE),
                e.get(EXECUTION),
                e.get(TIMEOUTS),
                RunSection.orEmpty(e.find(HEIGHTS)),
                e.get(WorkloadSection.DURING));
    }

    private static Key<Timeouts, Duration> timeout(
            String name, long millis, Function<Timeouts, Duration> getter, String meaning) {
        return Key.withDefault(name, Quantities.positiveDuration(), Duration.ofMillis(millis), getter, meaning);
    }
}
