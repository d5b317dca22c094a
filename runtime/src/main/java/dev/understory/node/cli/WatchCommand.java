package dev.understory.node.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code node watch}: a node that runs, again and again; on a terminal in one place, else line by line. */
@Command(
        name = "watch",
        description = "Shows peers, rates and events of a running node until it is interrupted.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    /** Events that stay in view where the terminal has room for them. */
    private static final int EVENTS = 40;

    /** Fields that say nothing to somebody who looks on; {@code --json} has them. */
    private static final List<String> DETAILS = List.of("connectionId", "handshakeNanos");

    /** Where the terminal is narrow, the reason is seen first. */
    private static final Map<String, Integer> ORDER = Map.of("reason", 0, "direction", 2);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Console console;
    private final Deque<String> events = new ArrayDeque<>();
    private long lastEvent;
    private double bytesIn = -1;
    private double bytesOut;
    private double upSeconds;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    AdminClient node = new AdminClient();

    @Option(
            names = "--every",
            paramLabel = "S",
            description = "Seconds between two looks (default: 1).",
            defaultValue = "1")
    int every;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "End after so many looks (default: never).",
            defaultValue = "0")
    int count;

    WatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandInput.range(spec, "--every", every, 1, 3600);
        CommandInput.range(spec, "--count", count, 0, Integer.MAX_VALUE);
        try {
            for (int look = 1; ; look++) {
                look();
                if (look == count) {
                    return ExitCode.OK;
                }
                console.awaitWithin(new CompletableFuture<>(), Duration.ofSeconds(every));
            }
        } finally {
            if (isDrawn()) {
                // What comes next is below the picture.
                console.out().println();
            }
        }
    }

    private void look() {
        JsonNode status = node.get("/v1/status");
        JsonNode peers = node.get("/v1/peers");
        List<String> news = new ArrayList<>();
        for (JsonNode event : node.get("/v1/events?after=" + lastEvent).path("events")) {
            lastEvent = event.path("number").asLong();
            news.add(node.json ? event.toString() : line(event));
        }
        String rates = rates(status, peers);
        if (!isDrawn()) {
            news.forEach(console.out()::println);
            console.out()
                    .println(
                            node.json
                                    ? status.toString()
                                    : LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + rates);
            return;
        }
        for (String event : news) {
            events.addLast(event);
            if (events.size() > EVENTS) {
                events.removeFirst();
            }
        }
        List<String> head = new ArrayList<>(StatusCommand.lines(status));
        head.add("traffic     " + rates);
        console.out().print(Screen.now().draw(head, PeersCommand.lines(peers), events));
        console.out().flush();
    }

    /** Whether a picture takes the place of the one before; else lines follow each other. */
    private boolean isDrawn() {
        return console.isTerminal() && Console.showsResults() && !node.json;
    }

    /** How much the peers that are connected have sent and got since the last look. */
    private String rates(JsonNode status, JsonNode peers) {
        double in = 0;
        double out = 0;
        for (JsonNode peer : peers.path("peers")) {
            in += peer.path("bytesIn").asDouble(0);
            out += peer.path("bytesOut").asDouble(0);
        }
        double up = status.path("upSeconds").asDouble();
        double passed = up - upSeconds;
        long count = status.path("peers").asLong();
        String text = count
                + (count == 1 ? " peer, " : " peers, ")
                + (bytesIn < 0 || passed <= 0
                        ? Table.bytes(in) + " in, " + Table.bytes(out) + " out so far"
                        // A peer that has gone took what it had sent with it.
                        : Table.bytes(Math.max(0, in - bytesIn) / passed) + "/s in, "
                                + Table.bytes(Math.max(0, out - bytesOut) / passed) + "/s out");
        bytesIn = in;
        bytesOut = out;
        upSeconds = up;
        return text;
    }

    private static String line(JsonNode event) {
        String fields = event.path("fields").properties().stream()
                .filter(field -> !DETAILS.contains(field.getKey()))
                .sorted(Comparator.comparing(field -> ORDER.getOrDefault(field.getKey(), 1)))
                .map(WatchCommand::field)
                .collect(Collectors.joining(" "));
        long leftOut = event.path("leftOut").asLong();
        String time = Instant.parse(event.path("time").asString())
                .atZone(ZoneId.systemDefault())
                .format(TIME);
        return time + " " + event.path("event").asString() + (leftOut == 0 ? " " : " (and " + leftOut + " before) ")
                + fields;
    }

    private static String field(Map.Entry<String, JsonNode> field) {
        String text = field.getValue().asString();
        return field.getKey() + "=" + (text.matches("[0-9a-f]{64,}") ? text.substring(0, 8) : text);
    }
}
