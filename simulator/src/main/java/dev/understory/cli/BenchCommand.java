package dev.understory.cli;

import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;

/** Stands in the help for {@code understory bench}, which the launcher starts with another class. */
@Command(name = "bench", description = "Benchmarks on this machine; started by the launcher ./understory.")
final class BenchCommand implements Runnable {
    @Override
    public void run() {
        throw CommandFailure.complete(
                ExitCode.USAGE, List.of("understory: the benchmarks are started by the launcher: ./understory bench"));
    }
}
