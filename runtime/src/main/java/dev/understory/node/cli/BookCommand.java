package dev.understory.node.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code node book}: the addresses that a node knows of. */
@Command(
        name = "book",
        description = "Counts the addresses that a running node knows of, and lists those that are meant.",
        subcommands = BookRemoveCommand.class,
        mixinStandardHelpOptions = true)
final class BookCommand implements Callable<Integer> {
    /** As many as the node gives at a time. */
    private static final int PAGE = 1000;

    private static final int MOST = 100;

    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    @Parameters(
            paramLabel = "WHICH",
            arity = "0..1",
            description =
                    "The first digits of an identity, an address, a network, a host name, HOST:PORT or KEY@HOST:PORT;"
                            + " 'list' for all; without it only the counts.")
    @Nullable
    String which;

    @Option(names = "--most", paramLabel = "N", description = "List so many (default: " + MOST + ").")
    @Nullable
    Integer most;

    BookCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String filter = which == null || which.equals("list") ? "" : "&which=" + encoded(which);
        int left = which == null ? 0 : most == null ? MOST : most;
        JsonNode page = node.get("/v1/book?most=" + Math.min(left, PAGE) + filter);
        if (node.json) {
            console.out().println(page);
        } else {
            console.out()
                    .println(page.path("tried").asLong() + " reached, "
                            + page.path("new").asLong() + " only heard of; "
                            + Table.bytes(page.path("bytes").asDouble()));
        }
        while (left > 0 && !page.path("entries").isEmpty()) {
            if (!node.json) {
                print(page);
            }
            left -= page.path("entries").size();
            if (left <= 0 || !page.path("next").isString()) {
                break;
            }
            String after = "&after=" + encoded(page.path("next").asString());
            page = node.get("/v1/book?most=" + Math.min(left, PAGE) + filter + after);
            if (node.json) {
                console.out().println(page);
            }
        }
        if (!node.json && which != null && page.path("next").isString()) {
            console.out().println(page.path("fitting").asLong() + " are meant; --most N lists more");
        }
        return which != null && page.path("fitting").asLong() == 0 && !which.equals("list")
                ? ExitCode.FAILED
                : ExitCode.OK;
    }

    private void print(JsonNode page) {
        Table table = new Table("STATE", "SEEN", "DIALLED", "REACHED", "FAILED", "TOLD BY", "ADDRESS");
        for (JsonNode entry : page.path("entries")) {
            table.row(
                    entry.path("tried").asBoolean() ? "reached" : "heard of",
                    Table.span(entry.path("seenAgoSeconds")),
                    Table.span(entry.path("dialledAgoSeconds")),
                    Table.span(entry.path("reachedAgoSeconds")),
                    String.valueOf(entry.path("failedRounds").asInt()),
                    entry.path("source").asString(),
                    entry.path("address").asString());
        }
        table.lines().forEach(console.out()::println);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
