package dev.understory.bench;

import dev.understory.attack.Attack;
import dev.understory.bench.FloodNewcomers.Arrivals;
import dev.understory.identity.PeerAddress;
import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * One flood, in turns: nobody attacks, the same attackers flood another node of the same settings, they flood the node. The second
 * takes of the machine what the third does, so that what is left between the two is what the flood does to the node's peers.
 */
final class FloodTurns implements AutoCloseable {
    private static final int ROUNDS = 3;

    /** After each change: deadlines of the handshakes before, what the node had saved up of its share. */
    private static final long SETTLING_MILLIS = 2_000;

    /** Attackers have machines of their own; here they are to take what nobody else wants of this one. */
    private static final List<String> LAST = List.of("nice", "-n", "19");

    /** A minute together, for the first attacker to come. */
    private static final int LONGEST_PAUSES = 600;

    private static final long PAUSE_MILLIS = 100;

    /** Who is attacked in a turn. */
    enum Turn {
        QUIET,
        ANOTHER,
        NODE
    }

    private final ChildJvm victim;
    private final ChildJvm decoy;
    private final ChildJvm mob;
    private final PeerAddress victimAddress;
    private final PeerAddress decoyAddress;
    private final FloodProbe probe;
    private final FloodNewcomers expected;
    private final FloodNewcomers strangers;
    private final Map<Turn, Found> found = new EnumMap<>(Turn.class);

    /** @param modest whether the attackers leave the processors to everybody else; they need not where no time is judged */
    FloodTurns(FloodKind kind, boolean modest) throws Exception {
        String mustConnect = FloodNewcomers.EXPECTED.toString();
        victim = ChildJvm.start("flood-victim", kind.word(), mustConnect);
        decoy = ChildJvm.start("flood-victim", kind.word(), mustConnect);
        mob = ChildJvm.start(modest ? LAST : List.of(), "flood-mob", kind.word());
        victimAddress = PeerAddress.parse(victim.readLine());
        decoyAddress = PeerAddress.parse(decoy.readLine());
        mob.readLine();
        probe = FloodProbe.connect(victimAddress);
        Endpoint node = new Endpoint(victimAddress.host(), victimAddress.port());
        expected = new FloodNewcomers(node, true);
        strangers = new FloodNewcomers(node, false);
        for (Turn turn : Turn.values()) {
            found.put(turn, new Found());
        }
    }

    /** What was found in all turns of a kind. */
    static final class Found {
        final Histogram times = new Histogram(3);
        /** Of each turn, nanoseconds. */
        final List<Long> p99s = new ArrayList<>();

        final Map<String, Long> counters = new LinkedHashMap<>();
        final Map<String, Long> paid = new LinkedHashMap<>();
        Arrivals expected = Arrivals.none();
        Arrivals strangers = Arrivals.none();
        long sent;
        double seconds;
        /** The greatest share of all processors, in a turn, that the threads of handshakes took. */
        double mostOfHandshakes;
        /** Seconds of processor time: of the threads of handshakes, and of the whole process. */
        double handshakes;

        double process;

        /** The middle one of the turns, so that what happens to the machine in one of them does not count. */
        double p99() {
            return p99s.isEmpty() ? Double.NaN : p99s.stream().sorted().toList().get(p99s.size() / 2) / 1e3;
        }
    }

    /** Has them run for so long, and then takes turns of that length: of nodes that are not warm one of each, for what is counted. */
    Map<Turn, Found> run(double warmUpSeconds, double seconds) throws Exception {
        if (warmUpSeconds > 0) {
            attack(Turn.ANOTHER);
            probe.measure((long) (warmUpSeconds * 0.5e9));
            attack(Turn.NODE);
            probe.measure((long) (warmUpSeconds * 0.5e9));
        }
        int rounds = warmUpSeconds > 0 ? ROUNDS : 1;
        for (int round = 0; round < rounds; round++) {
            for (Turn turn : Turn.values()) {
                attack(turn);
                // Real time, as the attackers run and no event tells that all of them are there, or gone.
                Thread.sleep(SETTLING_MILLIS);
                measure(found(turn), (long) (seconds * 1e9));
            }
        }
        mob.ask("end");
        return found;
    }

    private Found found(Turn turn) {
        Found one = found.get(turn);
        if (one == null) {
            throw new IllegalStateException("no turn " + turn);
        }
        return one;
    }

    private void attack(Turn turn) throws Exception {
        switch (turn) {
            case QUIET -> mob.ask("end");
            case ANOTHER -> attack(decoyAddress);
            case NODE -> attack(victimAddress);
        }
    }

    /** Returns when the first of them has come: a turn without attackers says nothing. */
    private void attack(PeerAddress target) throws Exception {
        mob.ask("end");
        long before = comers();
        mob.ask("attack " + target.host() + " " + target.port());
        for (int i = 0; i < LONGEST_PAUSES && comers() == before; i++) {
            // The attackers are in a process of their own, which tells nothing unasked.
            Thread.sleep(PAUSE_MILLIS);
        }
        if (comers() == before) {
            throw new IOException("no attacker comes");
        }
    }

    private long comers() throws IOException {
        return counts(mob.ask("paid")).getOrDefault(Attack.CONNECTIONS, 0L);
    }

    private void measure(Found into, long nanos) throws IOException {
        expected.since();
        strangers.since();
        Map<String, Long> paid = counts(mob.ask("paid"));
        Map<String, Long> counters = counts(victim.ask("counters"));
        double handshakes = ProcessUse.secondsOfThreads(victim.handle().pid(), "crypto-");
        double process = ProcessUse.seconds(victim.handle());
        long begin = System.nanoTime();
        FloodProbe.Times times = probe.measure(nanos);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double took = ProcessUse.secondsOfThreads(victim.handle().pid(), "crypto-") - handshakes;
        into.process += ProcessUse.seconds(victim.handle()) - process;
        into.handshakes += took;
        into.mostOfHandshakes = Math.max(into.mostOfHandshakes, took / seconds / processors());
        into.seconds += seconds;
        into.sent += times.sent();
        into.times.add(times.times());
        into.p99s.add(times.times().getValueAtPercentile(99));
        into.expected = into.expected.and(expected.since());
        into.strangers = into.strangers.and(strangers.since());
        addRise(into.counters, counters, counts(victim.ask("counters")));
        addRise(into.paid, paid, counts(mob.ask("paid")));
    }

    static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static void addRise(Map<String, Long> to, Map<String, Long> before, Map<String, Long> after) {
        after.forEach((name, count) -> {
            long rise = count - before.getOrDefault(name, 0L);
            if (rise != 0) {
                to.merge(name, rise, Long::sum);
            }
        });
    }

    private static Map<String, Long> counts(String line) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String one : line.split(" ")) {
            int is = one.indexOf('=');
            if (is > 0) {
                counts.put(one.substring(0, is), Long.parseLong(one.substring(is + 1)));
            }
        }
        return counts;
    }

    @Override
    public void close() {
        try {
            mob.close();
            expected.close();
            strangers.close();
            probe.close();
            victim.close();
            decoy.close();
        } catch (Exception failed) {
            throw new IllegalStateException("what took part in a flood does not end", failed);
        }
    }
}
