package dev.understory.network;

import dev.understory.law.Distribution;

/** Prints nanoseconds per event of a flood; run by hand: nodes, shards, virtual milliseconds. */
final class FloodBench {
    private FloodBench() {}

    public static void main(String[] args) {
        int nodes = Integer.parseInt(args[0]);
        int shards = Integer.parseInt(args[1]);
        long millis = Long.parseLong(args[2]);
        NetworkModel model = NetworkModel.of(RegionsReader.builtin("regions-8"));
        if (args.length > 3 && args[3].equals("nojitter")) {
            model = model.withJitter(Distribution.ZERO);
        }
        try (FloodNetwork flood =
                new FloodNetwork(7, shards, nodes, 8, 256, nodes * 20_000_000L, model, AccessClass.UNLIMITED)) {
            flood.simulation.runUntil(2_000_000_000L);
            Measurement.print(flood.simulation, millis);
        }
    }
}
