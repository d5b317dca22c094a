package dev.understory.workload;

import dev.understory.law.Distribution;
import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Canopy's consensus as a load (wire.md, section 8): eight phases that timers start, point to point to and from the
 * leader or, from the node's setting {@code gossip-threshold} on, by gossip; with votes and certificates as messages of their true size and real counting of quorums. Nodes outside the
 * committee take blocks and pass them on.
 */
public final class NestBftWorkload implements SharedWorkload {
    /** Name of the counter of blocks whose certificate was signed by less than two thirds. */
    public static final String WEAK_CERTIFICATES = "bft.weak";

    private final Settings settings;
    private final List<NestBftLedger> ledgers = new ArrayList<>();
    private final NestBftMeters meters;

    /**
     * What the consensus is like.
     *
     * @param blockBytes the law of the size of a block, cut off where two no longer fit into one message
     * @param executionNanos time to check a proposed block before the vote
     * @param waitsNanos the wait after each phase in round 0, by the ordinal of {@link NestBftPhase}
     * @param heights the height after which a validator stops
     * @param windows when a height may begin: start and end in turn, nanoseconds since the run's start
     */
    public record Settings(
            String name,
            Committee committee,
            Distribution blockBytes,
            long executionNanos,
            List<Long> waitsNanos,
            long heights,
            List<Long> windows) {

        /** The wait after a phase: in round r it is (2r + 1) times as long. */
        long waitAfter(NestBftPhase phase, int round) {
            return waitsNanos.get(phase.ordinal()) * (2L * round + 1);
        }

        /** How long a height takes if all goes well. */
        long blockNanos() {
            return waitsNanos.stream().mapToLong(Long::longValue).sum();
        }

        /** The first moment from {@code nanos} on at which a height may begin; -1 if there is none. */
        long nextStart(long nanos) {
            for (int i = 0; i < windows.size(); i += 2) {
                if (nanos < windows.get(i + 1)) {
                    return Math.max(nanos, windows.get(i));
                }
            }
            return -1;
        }

        int blockBytes(long block) {
            return (int) blockBytes.drawLong(new MixedStream(block));
        }
    }

    /** The consensus of a run with so many nodes. */
    public NestBftWorkload(Settings settings, int nodes, NodeMeters nodeMeters, MeterSet meters) {
        this(settings, nodes, NestBftMeters.declare(settings.name(), nodeMeters, meters));
    }

    private NestBftWorkload(Settings settings, int nodes, NestBftMeters meters) {
        this.settings = settings;
        this.meters = meters;
        for (int node = 0; node < nodes; node++) {
            ledgers.add(new NestBftLedger());
        }
    }

    /** Who decides. */
    public Committee committee() {
        return settings.committee();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.of(Topic.CONSENSUS, Topic.BLOCK, Topic.BLOCK_REQUEST);
    }

    @Override
    public SharedWorkload begin() {
        return new NestBftWorkload(settings, ledgers.size(), meters);
    }

    @Override
    public Participant join(WorkloadContext context) {
        return new NestBftNode(context, settings, ledgers.get(context.index()), meters);
    }

    @Override
    public void wipe(int node) {
        ledgers.get(node).wipe();
    }

    /** What consensus is measured by. */
    record NestBftMeters(
            NodeMeters node, Meter commitLatency, Meter blockInterval, Meter quorumTime, Meter interrupts, Meter weak) {
        static NestBftMeters declare(String workload, NodeMeters node, MeterSet meters) {
            return new NestBftMeters(
                    node,
                    meters.durations("bft.commit.latency", workload, ""),
                    meters.durations("bft.block.interval", workload, ""),
                    meters.durations("bft.quorum.time", workload, ""),
                    meters.counter("bft.interrupts", workload, ""),
                    meters.counter(WEAK_CERTIFICATES, workload, ""));
        }
    }
}
