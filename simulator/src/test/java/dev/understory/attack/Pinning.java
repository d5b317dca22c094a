package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Topic;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one attacker can make a node hold, with the limits that a node has by default: each way is played, and what is charged
 * to him is watched, and the live heap, until he is gone.
 */
final class Pinning {
    /** What he may make the node hold without paying for it. */
    static final long BOUND = 8L << 20;

    /** Puts all limits of a {@link Bed} that matter here back to what {@code reference.conf} has. */
    static final String DEFAULTS = """
            understory.p2p {
              handshake { step-timeout = 1 s, timeout = 3 s }
              connection {
                peer-share = 6 MiB, peer-memory = 144 MiB, all-peers-memory = 0 B
                ping-interval = 1 s, liveness-timeout = 3 s, early-size = 1 MiB
                stall-grace = 20 s, calm-grace = 5 s, waste-rate = 1 MiB, waste-burst = 8 MiB
              }
              topics { CONSENSUS.max-message-size = 64 MiB, BLOCK.max-message-size = 64 MiB, TX.max-message-size = 64 MiB }
              topics { BLOCK_REQUEST.max-message-size = 4 MiB }
              topics { PEERS_RESPONSE.max-message-size = 4 MiB, PEERS_REQUEST.max-message-size = 4 MiB }
            }
            """;

    /** The live heap is looked at and judged only so: beside other tests, what these leave behind comes and goes in it. */
    static final boolean HAS_ITS_OWN_PROCESS = Boolean.getBoolean("understory.test.pinned");

    /** Of the growth of the live heap, what is the attacker's own and the test's: as much as one has who only pings. */
    static final long OWN = 1L << 19;

    /** How long he is watched: after this he has paid for nothing for longer than any grace. */
    private static final int TICKS = 60;

    private static final Duration TICK = Duration.ofMillis(200);
    private static final int SENT_AT_ONCE = 64 << 10;
    private static final byte[] PART = new byte[100_000];
    private static final byte[] PING = Packets.text("ping");
    private static final List<Topic> TOPICS = List.of(
            Topic.CONSENSUS, Topic.BLOCK, Topic.BLOCK_REQUEST, Topic.TX, Topic.PEERS_RESPONSE, Topic.PEERS_REQUEST);

    /**
     * A way to pin memory.
     *
     * @param reads whether he reads what the node sends
     * @param sentToHim whether the node sends him more than he may have waiting
     * @param pays whether he sends more than the bound, so that more may be held until the grace is over
     */
    record Way(String name, Script script, boolean reads, boolean sentToHim, boolean pays) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * What came of it; bytes.
     *
     * @param most that was charged at any time
     * @param kept the most that was still charged once the grace for loans and for what is not taken was over
     * @param heap the most by which the live heap was larger than before
     * @param end how his connection ended; empty if it goes on
     * @param left what was still charged a second after he had gone
     */
    record Outcome(Way way, long most, long kept, long heap, Set<String> end, long left) {
        String line(String where) {
            return String.format(
                    Locale.ROOT,
                    "%-10s %-55s %8.2f %8.2f %8.2f %8.2f  %s",
                    where,
                    way.name(),
                    mib(most),
                    mib(kept),
                    mib(heap),
                    mib(BOUND),
                    end.isEmpty() ? "stays" : String.join(", ", end));
        }

        private static double mib(long bytes) {
            return bytes / (double) (1 << 20);
        }
    }

    static final String HEADER = String.format(
            Locale.ROOT,
            "%-10s %-55s %8s %8s %8s %8s  %s",
            "where",
            "what one attacker does (MiB)",
            "charged",
            "unpaid",
            "heap",
            "bound",
            "his end");

    private Pinning() {}

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        ways.add(new Way("only pings", staying(he -> {}), true, false, false));
        ways.add(new Way("a record of 1 MB without its end", Script.admitted(Pinning::record), true, false, false));
        ways.add(new Way(
                "messages without end on all topics, within the share",
                staying(he -> unfinished(he, TOPICS, 900_000)),
                true,
                false,
                false));
        ways.add(new Way(
                "messages without end on three topics, 14 MB each",
                staying(he -> unfinished(he, List.of(Topic.CONSENSUS, Topic.BLOCK, Topic.TX), 14_000_000)),
                true,
                false,
                true));
        ways.add(new Way("92 unknown topics without end", staying(Pinning::unknown), true, false, false));
        // For comparison: he answers no ping, so that nobody knows that he reads until the window is given up.
        ways.add(new Way("reads all that is sent", staying(he -> {}), true, true, false));
        ways.add(new Way("reads nothing of what is sent", staying(he -> {}), false, true, false));
        ways.add(new Way(
                "reads nothing, and messages without end",
                staying(he -> unfinished(he, TOPICS, 900_000)),
                false,
                true,
                false));
        return ways;
    }

    /** Plays it, and waits until he is gone. */
    static Outcome play(Bed bed, Way way) {
        warmUp(bed);
        bed.victim().takeMostPinned();
        long heapBefore = liveHeap();
        Attacker he = bed.attack("10.66.0.1", way.script());
        assertThat(bed.await(() -> bed.victim().knows(he.id()))).isTrue();
        if (!way.reads()) {
            bed.deafen(he);
        }
        long most = 0;
        long kept = 0;
        long heap = 0;
        for (int tick = 0; tick < TICKS; tick++) {
            bed.pass(TICK);
            for (int i = 0; way.sentToHim() && tick < TICKS / 2 && i < 20; i++) {
                bed.victimSends(he, Topic.values()[i % 4], new byte[SENT_AT_ONCE]);
            }
            long now = bed.victim().takeMostPinned();
            most = Math.max(most, now);
            kept = tick >= TICKS * 5 / 6 ? Math.max(kept, now) : kept;
            if (tick == TICKS / 6 || tick == TICKS / 2) {
                heap = Math.max(heap, liveHeap() - heapBefore);
            }
        }
        Set<String> end = ends(bed);
        if (end.isEmpty()) {
            bed.leave(he);
        }
        assertThat(bed.await(() -> bed.victim().lost(he.id()) == 1)).isTrue();
        bed.pass(Duration.ofSeconds(1));
        return new Outcome(way, most, kept, heap, end, bed.victim().pinned());
    }

    /** What the node keeps once and for all, such as the arrays it writes from, is there before it is measured. */
    private static void warmUp(Bed bed) {
        for (int i = 1; i <= 8; i++) {
            int number = i;
            bed.friendSends(Topic.CONSENSUS, new byte[1 << 20]);
            assertThat(bed.await(() -> bed.friend()
                                    .delivered(bed.victimId(), Topic.CONSENSUS)
                                    .size()
                            == number))
                    .isTrue();
        }
    }

    private static Set<String> ends(Bed bed) {
        Set<String> ends = bed.victim().reasons().keySet();
        ends.removeIf(name -> !name.startsWith("closed."));
        return ends;
    }

    /** What is left after collections; what others allocate in between is in one of them only. */
    private static long liveHeap() {
        if (!HAS_ITS_OWN_PROCESS) {
            return 0;
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static Script staying(Consumer<Attacker> act) {
        return Script.admitted(he -> {
            act.accept(he);
            pingOn(he);
        });
    }

    private static void pingOn(Attacker he) {
        he.packet(Topic.HEARTBEAT.id(), true, PING);
        he.wire().later(Duration.ofMillis(500), () -> pingOn(he));
    }

    private static void record(Attacker he) {
        byte[] record = new byte[999_000];
        record[1] = 0x0f;
        record[2] = 0x42;
        record[3] = 0x40;
        he.stream(record);
    }

    private static void unfinished(Attacker he, List<Topic> topics, int size) {
        for (int sent = 0; sent < size; sent += PART.length) {
            topics.forEach(topic -> he.packet(topic.id(), false, PART));
        }
    }

    private static void unknown(Attacker he) {
        for (int i = 0; i < 900; i++) {
            he.packet(7 + i % 92, false, new byte[1_000]);
        }
    }
}
