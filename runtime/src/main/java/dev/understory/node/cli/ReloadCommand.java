package dev.understory.node.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code node reload}: has a node that runs read its configuration file again. */
@Command(
        name = "reload",
        description =
                "Has a running node read its configuration file again: all of it holds at once, or nothing changes and"
                        + " each reason is a line.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    ReloadCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode done = node.post("/v1/reload", Map.of());
        if (node.json) {
            console.out().println(done);
            return ExitCode.OK;
        }
        if (done.path("changes").isEmpty()) {
            console.out().println("nothing has changed");
        }
        done.path("changes").forEach(change -> console.out().println(change.asString()));
        done.path("mustConnectAdded")
                .forEach(key -> console.out().println(key.asString() + " is a must-connect peer now"));
        done.path("mustConnectRemoved")
                .forEach(key -> console.out().println(key.asString() + " is no must-connect peer any more"));
        long closed = done.path("closed").asLong();
        if (closed > 0) {
            console.out().println(closed + (closed == 1 ? " connection" : " connections") + " had no place any more");
        }
        done.path("warnings").forEach(one -> console.err().println("warning: " + one.asString()));
        done.path("skipped")
                .forEach(one -> console.err()
                        .println("warning: must-connect " + one.path("peer").asString() + " is left out: "
                                + one.path("why").asString()));
        return ExitCode.OK;
    }
}
