package dev.understory.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code node limits}: the limits of a node that runs. */
@Command(
        name = "limits",
        description =
                "Lists the limits of a running node by their settings, what is used of each, and how often it was hit.",
        mixinStandardHelpOptions = true)
final class LimitsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    LimitsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode answer = node.get("/v1/limits");
        if (node.json) {
            console.out().println(answer);
            return ExitCode.OK;
        }
        Table table = new Table("LIMIT", "IS", "USED", "HITS");
        for (JsonNode limit : answer.path("limits")) {
            table.row(
                    limit.path("name").asString(),
                    String.valueOf(limit.path("limit").asLong()),
                    number(limit.path("used")),
                    number(limit.path("hits")));
        }
        table.lines().forEach(console.out()::println);
        return ExitCode.OK;
    }

    private static String number(JsonNode number) {
        return number.isNumber() ? String.valueOf(number.asLong()) : "-";
    }
}
