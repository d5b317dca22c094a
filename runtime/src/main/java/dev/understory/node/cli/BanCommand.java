package dev.understory.node.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code node ban}: has a node that runs refuse somebody. */
@Command(
        name = "ban",
        description = "Has a running node refuse somebody, and close what is open.",
        mixinStandardHelpOptions = true)
final class BanCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    @Parameters(
            paramLabel = "WHO",
            description = "An identity, or the first digits of one that is connected; an address; a network such as"
                    + " 192.0.2.0/24; a host name (host:NAME where it looks like digits).")
    @Nullable
    String who;

    @Option(names = "--for", paramLabel = "TIME", description = "Such as 10m, 2h or 7d; without it for ever.")
    @Nullable
    String time;

    BanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<String, String> order = new LinkedHashMap<>();
        order.put("subject", String.valueOf(who));
        if (time != null) {
            order.put("duration", time);
        }
        JsonNode done = node.post("/v1/ban", order);
        if (node.json) {
            console.out().println(done);
        } else {
            String left = Table.span(done.path("leftSeconds"));
            console.out()
                    .println("banned the " + done.path("kind").asString() + " "
                            + done.path("subject").asString() + (left.equals("-") ? ", for ever" : ", for " + left));
        }
        return ExitCode.OK;
    }
}
