package dev.understory.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code node status}: how a node that runs stands. */
@Command(
        name = "status",
        description = "Says how a running node stands. Exit code 1 if it is not ready, or does not answer.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode status = node.get("/v1/status");
        if (node.json) {
            console.out().println(status);
        } else {
            lines(status).forEach(console.out()::println);
        }
        return status.path("ready").asBoolean() ? ExitCode.OK : ExitCode.FAILED;
    }

    static List<String> lines(JsonNode status) {
        List<String> lines = new ArrayList<>();
        boolean ready = status.path("ready").asBoolean();
        lines.add((ready ? "ready" : "not ready") + ", up " + Table.span(status.path("upSeconds")));
        status.path("missing").forEach(one -> lines.add("missing     " + one.asString()));
        status.path("brokenRules").forEach(one -> lines.add("broken      " + one.asString()));
        lines.add("identity    " + status.path("id").asString());
        lines.add("network     " + status.path("networkId").asString() + ", chain "
                + status.path("chainId").asString());
        String listening = status.path("listening").asString();
        String external = status.path("externalAddress").asString();
        lines.add("listening   " + (listening.isEmpty() ? "nowhere" : listening)
                + (external.isEmpty() ? "" : ", reached at " + external));
        lines.add("peers       " + status.path("peers").asLong() + " ("
                + status.path("inbound").asLong() + " in, "
                + status.path("outbound").asLong() + " out; "
                + status.path("mustConnect").asLong() + " must-connect, "
                + status.path("trusted").asLong() + " trusted)");
        if (status.path("defects").asLong() > 0) {
            lines.add("defects     " + status.path("defects").asLong() + ", which were contained: see the log");
        }
        return lines;
    }
}
