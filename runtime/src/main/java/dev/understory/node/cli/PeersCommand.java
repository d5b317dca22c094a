package dev.understory.node.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code node peers}: who is connected to a node that runs. */
@Command(name = "peers", description = "Lists the peers of a running node.", mixinStandardHelpOptions = true)
final class PeersCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    AdminClient node = new AdminClient();

    @Parameters(
            paramLabel = "WHO",
            arity = "0..1",
            description = "An identity or its first digits: how it stands, connected or not, and why.")
    @Nullable
    String who;

    PeersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (who != null) {
            return one(node.get("/v1/peers/" + BookCommand.encoded(who)));
        }
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

    private int one(JsonNode peer) {
        if (node.json) {
            console.out().println(peer);
            return ExitCode.OK;
        }
        console.out().println("identity    " + peer.path("id").asString());
        JsonNode connection = peer.path("connection");
        console.out()
                .println("connection  "
                        + (connection.isNull()
                                ? "none"
                                : connection.path("address").asString() + ", "
                                        + connection.path("direction").asString() + ", " + kind(connection) + ", for "
                                        + Table.span(connection.path("connectedSeconds"))));
        double refused = peer.path("refusedForSeconds").asDouble();
        console.out()
                .println("score       " + peer.path("score").asInt()
                        + (refused > 0 ? ", refused for " + Table.span(peer.path("refusedForSeconds")) : "")
                        + (peer.path("banned").asBoolean() ? ", banned" : ""));
        if (!peer.path("history").isEmpty()) {
            Table table = new Table("AGO", "REASON", "TIMES", "SCORE");
            peer.path("history")
                    .forEach(change -> table.row(
                            Table.span(change.path("ageSeconds")),
                            change.path("reason").asString(),
                            String.valueOf(change.path("times").asLong()),
                            String.valueOf(change.path("score").asInt())));
            table.lines().forEach(console.out()::println);
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
