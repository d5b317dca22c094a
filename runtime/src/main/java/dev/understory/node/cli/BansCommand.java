package dev.understory.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code node bans}: whom a node that runs refuses. */
@Command(name = "bans", description = "Lists the bans of a running node.", mixinStandardHelpOptions = true)
final class BansCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    BansCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode answer = node.get("/v1/bans");
        if (node.json) {
            console.out().println(answer);
        } else if (answer.path("bans").isEmpty()) {
            console.out().println("no bans");
        } else {
            Table table = new Table("KIND", "LEFT", "REASON", "SUBJECT");
            for (JsonNode ban : answer.path("bans")) {
                String left = Table.span(ban.path("leftSeconds"));
                table.row(
                        ban.path("kind").asString(),
                        left.equals("-") ? "no end" : left,
                        ban.path("reason").asString(),
                        ban.path("subject").asString());
            }
            table.lines().forEach(console.out()::println);
        }
        return ExitCode.OK;
    }
}
