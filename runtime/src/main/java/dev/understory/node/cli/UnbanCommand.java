package dev.understory.node.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code node unban}: lifts a ban of a node that runs. */
@Command(name = "unban", description = "Lifts a ban of a running node.", mixinStandardHelpOptions = true)
final class UnbanCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    @Parameters(paramLabel = "WHO", description = "As 'bans' shows it, or the first digits of an identity.")
    @Nullable
    String who;

    UnbanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode done = node.post("/v1/unban", Map.of("subject", String.valueOf(who)));
        console.out()
                .println(
                        node.json
                                ? done.toString()
                                : "the " + done.path("kind").asString() + " "
                                        + done.path("subject").asString() + " is banned no longer");
        return ExitCode.OK;
    }
}
