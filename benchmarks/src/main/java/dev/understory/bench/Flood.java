package dev.understory.bench;

import java.util.ArrayList;
import java.util.List;

/** How fast the simulator is: floods of full nodes, in a JVM of their own with the options of simulations. */
final class Flood implements Suite {
    @Override
    public String name() {
        return "flood";
    }

    @Override
    public String summary() {
        return "network events per second of a simulation in which 10 messages flood 1,000 and 10,000 nodes";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        List<Measurement> found = new ArrayList<>();
        try (ChildJvm child = ChildJvm.startSimulation("flood")) {
            for (String line = child.readLine(); !line.isEmpty(); line = child.readLine()) {
                String[] figure = line.split(" ", -1);
                Measurement measured = Measurement.of(figure[0], Double.parseDouble(figure[1]), figure[2]);
                found.add(targeted(measured));
            }
        }
        return found;
    }

    private static Measurement targeted(Measurement measured) {
        return switch (measured.name()) {
            case "flood/10k" -> measured.atLeast(800_000);
            case "flood/10k/connect" -> measured.atMost(6);
            default -> measured;
        };
    }
}
