package dev.understory.cli;

import picocli.CommandLine.Command;

/** Stands in the help for {@code understory bench}, which the launcher starts with another class. */
@Command(name = "bench", description = "Benchmarks on this machine; started by the launcher ./understory.")
final class BenchCommand implements Runnable {
    @Override
    public void run() {
        throw new CommandFailure(
                ExitCode.USAGE, "understory: the benchmarks are started by the launcher: ./understory bench");
    }
}
