package dev.understory.scenario;

import dev.understory.crypto.RandomStream;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.limits.Limits;
import dev.understory.mux.Topic;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import java.util.List;
import java.util.Objects;

/**
 * What a topic carries, and whether the messages of a scenario are that small. A size that no node would send or take is a
 * mistake; the tail of a law, of which a thousand draws show nothing, is cut off there when the run is planned.
 */
public final class MessageSizes {
    private static final int DRAWS = 1_000;
    private static final double LARGEST = 1e18;
    private static final long MIB = 1 << 20;

    /** What a message of consensus has besides its blocks, with room to spare. */
    private static final long AROUND_BLOCKS = 1024;

    private MessageSizes() {}

    /** The largest message of a topic that any node takes, by the nodes' own settings. */
    static long largestMessage(List<NodeGroup> nodes, Topic topic) {
        long usual = Objects.requireNonNull(Limits.topics().get(topic)).maxMessageBytes();
        return nodes.stream()
                .mapToLong(group -> (long) group.setting(setting(topic)).orElse(usual))
                .max()
                .orElse(usual);
    }

    /** The largest block: a proposal may have to carry a locked one beside its own. */
    static long largestBlock(List<NodeGroup> nodes) {
        return Math.min(largestProposed(nodes), largestGossiped(nodes));
    }

    /** Reports a law of sizes whose messages the topic does not carry. */
    public static void check(Entries entries, Key<?, Distribution> size, Topic topic) {
        String limit = "a message of " + topic + " has at most %s (" + setting(topic) + ")";
        check(entries, size, largestMessage(nodes(entries), topic), limit);
    }

    /** Reports a law of blocks that consensus cannot carry. */
    public static void checkBlocks(Entries entries, Key<?, Distribution> size) {
        List<NodeGroup> nodes = nodes(entries);
        boolean twice = largestProposed(nodes) <= largestGossiped(nodes);
        Topic topic = twice ? Topic.CONSENSUS : Topic.BLOCK;
        String limit = "a block has at most %s, so that " + (twice ? "two fit" : "it fits") + " into a message of "
                + topic + " (" + setting(topic) + ")";
        check(entries, size, largestBlock(nodes), limit);
    }

    private static long largestProposed(List<NodeGroup> nodes) {
        return readable((largestMessage(nodes, Topic.CONSENSUS) - AROUND_BLOCKS) / 2);
    }

    private static long largestGossiped(List<NodeGroup> nodes) {
        return readable(largestMessage(nodes, Topic.BLOCK) - AROUND_BLOCKS);
    }

    /** Whole MiB, where there are any. */
    private static long readable(long most) {
        return Math.max(0, most > MIB ? most / MIB * MIB : most);
    }

    /** Reports a law of sizes beyond {@code most}, which {@code limit} says with %s for it. */
    public static void check(Entries entries, Key<?, Distribution> size, long most, String limit) {
        Distribution law = entries.get(size);
        RandomStream random = new CountedStream();
        double largest = 0;
        for (int i = 0; i < DRAWS; i++) {
            largest = Math.max(largest, Math.min(LARGEST, law.draw(random)));
        }
        if (largest > most) {
            String shown = law.law() instanceof Law.Constant
                    ? Quantities.text(Dimension.SIZE, largest)
                    : "draws of up to " + rounded(largest);
            entries.problem(size, limit.formatted(Quantities.text(Dimension.SIZE, most)) + ", not " + shown);
        }
    }

    private static List<NodeGroup> nodes(Entries entries) {
        List<NodeGroup> nodes = entries.reading().shared(ScenarioShape.NODES);
        return nodes == null ? List.of() : nodes;
    }

    private static String setting(Topic topic) {
        return "p2p.topics." + topic + ".max-message-size";
    }

    /** In whole units of the largest unit that leaves three digits, rounded up. */
    private static String rounded(double bytes) {
        double unit = 1;
        while (bytes / unit >= 1000) {
            unit *= 1000;
        }
        return Quantities.text(Dimension.SIZE, Math.ceil(bytes / unit) * unit);
    }

    /** The same numbers every time: what a file is told must not depend on chance. */
    private static final class CountedStream implements RandomStream {
        private long count;

        @Override
        public long nextLong() {
            // SplitMix64: a counter, mixed.
            long mixed = ++count * 0x9E37_79B9_7F4A_7C15L;
            mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
            return mixed ^ mixed >>> 31;
        }

        @Override
        public void nextBytes(byte[] target) {
            for (int i = 0; i < target.length; i++) {
                target[i] = (byte) nextLong();
            }
        }
    }
}
