package dev.understory.network;

import dev.understory.engine.TraceHash;

/** Prints nanoseconds per event of a flood; run by hand: nodes, shards, virtual milliseconds. */
final class FloodBench {
    private FloodBench() {}

    public static void main(String[] args) {
        int nodes = Integer.parseInt(args[0]);
        int shards = Integer.parseInt(args[1]);
        long millis = Long.parseLong(args[2]);
        NetworkModel model = NetworkModel.of(RegionsReader.builtin("regions-8"));
        if (args.length > 3 && args[3].equals("nojitter")) {
            model = model.withJitter(dev.understory.engine.Distribution.ZERO);
        }
        long started = System.nanoTime();
        try (FloodNetwork flood =
                new FloodNetwork(7, shards, nodes, 8, 256, nodes * 20_000_000L, model, AccessClass.UNLIMITED)) {
            flood.simulation.runUntil(1_000_000_000L);
            System.out.printf("boot %.2f s, events %d%n", (System.nanoTime() - started) * 1e-9, flood.simulation.events());
            long last = flood.simulation.events();
            for (int i = 1; i <= 5; i++) {
                long before = System.nanoTime();
                var outcome = flood.simulation.runUntil(1_000_000_000L + i * millis * 1_000_000L);
                long events = flood.simulation.events() - last;
                last = flood.simulation.events();
                double nanos = System.nanoTime() - before;
                System.out.printf(
                        "%s events %d  %.0f ns/event  %.2f M/s  windows %d  hash %s%n",
                        outcome.reason(), events, nanos / events, events / nanos * 1e3, flood.simulation.windows(),
                        TraceHash.text(flood.simulation.traceHash()));
            }
            flood.simulation.nodeFailures().stream().limit(3).forEach(System.out::println);
        }
    }
}
