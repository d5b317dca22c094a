package dev.understory.cli;

import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;

/** Stands in the help for {@code understory node}, which has a main class of its own. */
@Command(name = "node", description = "A node over TCP, and tools to talk to one: run, ping, send, keygen.")
final class NodeCommand implements Runnable {
    @Override
    public void run() {
        throw CommandFailure.complete(
                ExitCode.USAGE, List.of("understory: 'node' has to be the first argument: understory node COMMAND"));
    }
}
