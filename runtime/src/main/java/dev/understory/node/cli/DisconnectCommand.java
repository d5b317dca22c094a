package dev.understory.node.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code node disconnect}: closes connections of a node that runs. */
@Command(
        name = "disconnect",
        description = "Closes connections of a running node. Peers that it has to keep are dialled again.",
        mixinStandardHelpOptions = true)
final class DisconnectCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    @Parameters(
            paramLabel = "WHO",
            description = "An identity or its first digits, an address with its port or without, a network.")
    @Nullable
    String who;

    DisconnectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode done = node.post("/v1/disconnect", Map.of("peer", String.valueOf(who)));
        if (node.json) {
            console.out().println(done);
        } else {
            done.path("disconnected").forEach(peer -> console.out().println("disconnected " + peer.asString()));
        }
        return ExitCode.OK;
    }
}
