package dev.understory.cli;

import picocli.CommandLine.Command;

/** Stands in the help for {@code understory node}, which has a main class of its own. */
@Command(name = "node", description = "A node over TCP, and tools to talk to one: run, ping, send, keygen.")
final class NodeCommand implements Runnable {
    @Override
    public void run() {
        throw new CommandFailure(
                ExitCode.USAGE, "understory: 'node' has to be the first argument: understory node COMMAND");
    }
}
