package dev.understory.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Runs each suite in a JVM of its own: what a compiler has learned from the suites before is no part of the figure. */
final class SuiteFork {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SuiteFork() {}

    /** What to measure. */
    private record Order(
            String suite,
            double warmUp,
            double seconds,
            int connects,
            List<String> floods,
            Map<String, Double> limits) {}

    /** What was measured, or why nothing was. */
    private record Found(
            List<Measurement> measurements,
            Map<String, Double> limits,
            @Nullable String failure) {}

    /** Has a suite run, and takes over the limits that it found. */
    static List<Measurement> run(Suite suite, BenchContext context) throws IOException {
        Order order = new Order(
                suite.name(),
                context.warmUp(),
                context.seconds(),
                context.connects(),
                context.floods(),
                context.limits());
        try (ChildJvm child = ChildJvm.start("suite", JSON.writeValueAsString(order))) {
            Found found = JSON.readValue(child.readLine(), Found.class);
            if (found.failure != null) {
                throw new IOException(found.failure);
            }
            found.limits.forEach(context::limit);
            return found.measurements;
        }
    }

    /** In the suite's JVM. */
    static void serve(String text) {
        Order order = JSON.readValue(text, Order.class);
        BenchContext context = new BenchContext(order.warmUp, order.seconds, order.connects, order.floods);
        order.limits.forEach(context::limit);
        ChildJvm.say(JSON.writeValueAsString(found(Suites.named(order.suite), context)));
    }

    private static Found found(Suite suite, BenchContext context) {
        try {
            return new Found(suite.run(context), context.limits(), null);
        } catch (Exception failure) {
            return new Found(List.of(), Map.of(), failure.toString());
        }
    }
}
