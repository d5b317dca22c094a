package dev.understory.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code node must-connect}: whom a node that runs keeps a connection to beyond all limits. */
@Command(
        name = "must-connect",
        description =
                "Shows or replaces the must-connect peers of a running node, until it reads its configuration again.",
        mixinStandardHelpOptions = true)
final class MustConnectCommand implements Callable<Integer> {
    private static final List<String> ACTIONS = List.of("list", "set", "add", "remove");

    private final Console console;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    AdminClient node = new AdminClient();

    @Parameters(
            index = "0",
            paramLabel = "ACTION",
            arity = "0..1",
            defaultValue = "list",
            description = "list; set (all at once, none for nobody), add or remove.")
    String action = "list";

    @Parameters(
            index = "1..*",
            paramLabel = "PEER",
            description = "KEY@HOST:PORT; to remove, also the first digits of a key.")
    List<String> peers = new ArrayList<>();

    MustConnectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!ACTIONS.contains(action)) {
            throw CommandInput.wrongUse(
                    spec, "the action must be one of " + String.join(", ", ACTIONS) + ", not '" + action + "'");
        }
        boolean lists = action.equals("list");
        if (lists != peers.isEmpty() && !action.equals("set")) {
            throw CommandInput.wrongUse(spec, lists ? "list takes no peers" : action + " needs a peer");
        }
        JsonNode answer = lists
                ? node.get("/v1/must-connect")
                : action.equals("set")
                        ? node.put("/v1/must-connect", Map.of("peers", peers))
                        : node.post("/v1/must-connect/" + action, Map.of("peers", peers));
        if (node.json) {
            console.out().println(answer);
        } else if (answer.path("peers").isEmpty()) {
            console.out().println("no must-connect peers");
        } else {
            StreamSupport.stream(answer.path("peers").spliterator(), false)
                    .forEach(peer -> console.out().println(peer.asString()));
        }
        if (!node.json) {
            answer.path("skipped")
                    .forEach(one -> console.err()
                            .println("warning: " + one.path("peer").asString() + " is left out: "
                                    + one.path("why").asString()));
        }
        return answer.path("skipped").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
