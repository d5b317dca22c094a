package dev.understory.bench;

import java.util.List;

/** What a node still holds after connections in every way there is: descriptors, heap, direct memory, threads. */
final class Connects implements Suite {
    /** Readings, of which the first fifth does not count. */
    private static final int ROUNDS = 20;

    @Override
    public String name() {
        return "connects";
    }

    @Override
    public String summary() {
        return "what --connects connections leave behind in a node: fails if that grows with them";
    }

    @Override
    public boolean isOnRequest() {
        return true;
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        try (LeakRun run = new LeakRun(name())) {
            for (int round = 1; round <= ROUNDS; round++) {
                long until = (long) context.connects() * round / ROUNDS;
                run.round(() -> run.connects().get() < until, () -> {});
            }
            return run.found();
        }
    }
}
