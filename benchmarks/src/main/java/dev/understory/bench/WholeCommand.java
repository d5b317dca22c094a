package dev.understory.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A scenario as a user runs it: the whole command, from the launcher's first line to the written report. Of several runs the
 * first is not counted, and the figures are medians of the others.
 *
 * @param name the suite's name
 * @param summary what is run
 * @param scenario a file of the benchmarks' resources, or one of the project where there is none
 * @param runs how many are counted
 * @param most what the command may take at most; infinite where nothing is asked
 */
record WholeCommand(String name, String summary, String scenario, int runs, Use most) implements Suite {
    /** The launcher tells where the project lies. */
    private static final String HOME = "understory.bench.home";

    private static final long LOOK_EVERY_MILLIS = 20;

    /** Seconds of real time, seconds of CPU time, and bytes of memory; NaN where the system does not tell. */
    record Use(double wall, double cpu, double resident) {
        /** A limit of real time only. */
        static Use wall(double seconds) {
            return new Use(seconds, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new IOException("whole commands are measured by ./understory bench only");
        }
        List<Use> uses = new ArrayList<>();
        for (int i = 0; i < (runs == 1 ? 1 : runs + 1); i++) {
            uses.add(once(Path.of(home)));
        }
        List<Use> counted = uses.subList(uses.size() - runs, uses.size());
        List<Measurement> found = new ArrayList<>();
        add(found, "wall", "s", counted, Use::wall);
        add(found, "cpu", "s", counted, Use::cpu);
        add(found, "resident", "B", counted, Use::resident);
        return found;
    }

    private void add(List<Measurement> found, String what, String unit, List<Use> uses, ToDoubleFunction<Use> figure) {
        double[] values = uses.stream().mapToDouble(figure).sorted().toArray();
        if (Double.isNaN(values[values.length - 1])) {
            return;
        }
        Measurement median = Measurement.of(name + "/" + what, values[values.length / 2], unit);
        double target = figure.applyAsDouble(most);
        found.add(Double.isInfinite(target) ? median : median.atMost(target));
    }

    private Use once(Path home) throws IOException, InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            Path output = folder.path().resolve("output");
            double cpuBefore = ProcessUse.secondsOfChildren();
            long begin = System.nanoTime();
            Process command = new ProcessBuilder(
                            home.resolve("understory").toString(),
                            "run",
                            file(home, folder.path()).toString(),
                            "--out",
                            folder.path().resolve("run").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            double resident = Double.NaN;
            while (!command.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                double now = ProcessUse.mostResident(command.pid());
                resident = Double.isNaN(now) ? resident : now;
            }
            double wall = (System.nanoTime() - begin) / 1e9;
            if (command.exitValue() != 0) {
                List<String> lines = Files.readAllLines(output);
                throw new IOException("understory run " + scenario + " ended with " + command.exitValue() + ": "
                        + String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
            }
            return new Use(wall, ProcessUse.secondsOfChildren() - cpuBefore, resident);
        }
    }

    private Path file(Path home, Path folder) throws IOException {
        try (InputStream own = WholeCommand.class.getResourceAsStream("/scenarios/" + scenario)) {
            if (own == null) {
                return home.resolve("scenarios").resolve(scenario);
            }
            Path file = folder.resolve(scenario);
            Files.copy(own, file);
            return file;
        }
    }
}
