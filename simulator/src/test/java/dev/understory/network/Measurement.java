package dev.understory.network;

import dev.understory.engine.Simulation;
import dev.understory.engine.TraceHash;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How long an event takes in a simulation that is under way. */
final class Measurement {
    private static final int SLICES = 40;

    private Measurement() {}

    /** The least of many slices, because the machine may be shared; by processor time of one thread, and by the clock. */
    static void print(Simulation simulation, long millis) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long started = simulation.now();
        long last = simulation.events();
        double leastCpu = Double.MAX_VALUE;
        double leastWall = Double.MAX_VALUE;
        for (int i = 1; i <= SLICES; i++) {
            long cpu = threads.getCurrentThreadCpuTime();
            long wall = System.nanoTime();
            simulation.runUntil(started + i * millis * 1_000_000L);
            double events = simulation.events() - last;
            last = simulation.events();
            leastCpu = Math.min(leastCpu, (threads.getCurrentThreadCpuTime() - cpu) / events);
            leastWall = Math.min(leastWall, (System.nanoTime() - wall) / events);
        }
        System.out.printf(
                "%.0f ns/event of the first thread, %.0f ns/event by the clock, %d events, hash %s%n",
                leastCpu, leastWall, simulation.events(), TraceHash.text(simulation.traceHash()));
    }
}
