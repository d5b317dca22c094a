package dev.understory.node.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code node peers}: who is connected to a node that runs. */
@Command(name = "peers", description = "Lists the peers of a running node.", mixinStandardHelpOptions = true)
final class PeersCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    PeersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode answer = node.get("/v1/peers");
        if (node.json) {
            console.out().println(answer);
        } else if (answer.path("peers").isEmpty()) {
            console.out().println("no peers");
        } else {
            lines(answer).forEach(console.out()::println);
        }
        return ExitCode.OK;
    }

    static List<String> lines(JsonNode answer) {
        Table table = new Table(
                "PEER", "ADDRESS", "", "KIND", "FOR", "ROUND TRIP", "IN", "OUT", "WAITING", "SCORE", "SOFTWARE");
        for (JsonNode peer : answer.path("peers")) {
            table.row(
                    peer.path("id").asString().substring(0, 8),
                    peer.path("address").asString(),
                    peer.path("direction").asString().equals("inbound") ? "in" : "out",
                    kind(peer),
                    Table.span(peer.path("connectedSeconds")),
                    peer.path("roundTripMillis").isNumber()
                            ? String.format(
                                    Locale.ROOT,
                                    "%.1f ms",
                                    peer.path("roundTripMillis").asDouble())
                            : "-",
                    amount(peer.path("bytesIn")),
                    amount(peer.path("bytesOut")),
                    amount(peer.path("queuedBytes")),
                    String.valueOf(peer.path("score").asInt()),
                    peer.path("software").asString());
        }
        return table.lines();
    }

    private static String amount(JsonNode bytes) {
        return bytes.isNumber() ? Table.bytes(bytes.asDouble()) : "-";
    }

    private static String kind(JsonNode peer) {
        return peer.path("mustConnect").asBoolean()
                ? "must-connect"
                : peer.path("trusted").asBoolean() ? "trusted" : "ordinary";
    }
}
