package dev.understory.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Topic;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.node.embed.TestNodes;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.observe.NodeEventSink;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.SendOutcome;
import dev.understory.session.StreamFlow;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {
    private static final Path TABLE = Path.of("docs/metrics.md");

    private final TestNodes nodes = new TestNodes();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void findAPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void stopNodes() {
        nodes.close();
        client.close();
    }

    private TestNode start(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("understory.node.metrics.listen = \"127.0.0.1:" + port + "\"");
        return nodes.start(1, all.toArray(String[]::new));
    }

    private HttpResponse<String> get(String path) {
        return TestNodes.await(client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    private double value(String series) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series));
    }

    private static Set<String> names(String text, String pattern) {
        Set<String> names = new TreeSet<>();
        Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .forEach(names::add);
        return names;
    }

    @Test
    void everythingThatIsExportedIsDocumentedAndNothingElseIs() throws IOException {
        nodes.start(2);
        start();
        Set<String> exported = names(get("/metrics").body(), "^# TYPE (\\S+) ");
        // A maximum is a series of its own to Prometheus, and part of its metric to a reader.
        exported.removeIf(name -> name.endsWith("_max") && exported.contains(name.substring(0, name.length() - 4)));
        String rows = String.join(
                "\n",
                Files.readAllLines(TABLE).stream()
                        .filter(line -> line.startsWith("| `"))
                        .toList());
        Set<String> documented = new TreeSet<>();
        rows.lines().map(row -> row.split("\\|")[1]).forEach(cell -> documented.addAll(names(cell, "`([a-z0-9_]+)`")));
        assertThat(documented).containsAll(exported);
        documented.removeAll(exported);
        documented.removeIf(name -> name.startsWith("jvm_gc_")); // From the first collection on.
        assertThat(documented).containsOnly("understory_service_total");
    }

    @Test
    void everyReasonIsThereFromTheStartWithZero() {
        start();
        String text = get("/metrics").body();
        zeros(text, "understory_connections_refused_total", CloseReason.values());
        zeros(text, "understory_handshakes_failed_total", CloseReason.values());
        zeros(text, "understory_peers_closed_total", CloseReason.values());
        zeros(text, "understory_offences_total", Offence.values());
        zeros(text, "understory_credits_total", Credit.values());
        zeros(text, "understory_bans_total", BanReason.values());
        zeros(text, "understory_messages_dropped_total", ConnectionEvent.DropReason.values());
        zeros(text, "understory_inputs_ignored_total", ConnectionEvent.IgnoredInput.values());
        zeros(text, "understory_addresses_skipped_total", ConnectionEvent.SkipReason.values());
        zeros(text, "understory_sends_refused_total", SendOutcome.values());
        zeros(text, "understory_streams_turned_total", StreamFlow.values());
    }

    private static void zeros(String text, String name, Enum<?>[] reasons) {
        assertThat(text.lines())
                .containsAll(Arrays.stream(reasons)
                        .map(reason -> name + "{reason=\"" + reason.name() + "\"} 0.0")
                        .toList());
    }

    @Test
    void trafficIsOfOpenConnectionsAndOfThoseThatAreOver() {
        TestNode one = start();
        TestNode two = nodes.start(2);
        long before = series();
        TestNodes.await(two.node().dial(one.address(), false));
        one.await(ConnectionEvent.PeerAdmitted.class, admitted -> true);
        TestNodes.await(two.node().sendTo(one.node().id(), Topic.TX, Bytes.wrap(new byte[5000])));
        one.await(ConnectionEvent.MessagesDropped.class, dropped -> true);
        double received = value("understory_link_bytes_total{direction=\"in\"}");
        assertThat(received).isGreaterThan(5000);
        assertThat(value("understory_peers{direction=\"inbound\"}")).isEqualTo(1);
        assertThat(value("understory_messages_dropped_total{reason=\"NO_CONSUMER\"}"))
                .isEqualTo(1);
        assertThat(value("understory_handshake_seconds_count")).isEqualTo(1);
        assertThat(series()).as("a peer adds no series").isEqualTo(before);
        TestNodes.stop(two.node());
        one.await(ConnectionEvent.PeerClosed.class, closed -> true);
        assertThat(value("understory_peers{direction=\"inbound\"}")).isZero();
        assertThat(value("understory_link_bytes_total{direction=\"in\"}")).isGreaterThanOrEqualTo(received);
        assertThat(value("understory_peers_closed_total{reason=\"REMOTE_CLOSED\"}"))
                .isEqualTo(1);
    }

    private long series() {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("understory_"))
                .count();
    }

    @Test
    void whoSendsCountsByTopicAndBySize() {
        TestNode one = start("understory.p2p.discovery.enabled = false");
        TestNode two = nodes.start(2);
        TestNodes.await(one.node().dial(two.address(), false));
        TestNodes.await(one.node().sendTo(two.node().id(), Topic.BLOCK, Bytes.wrap(new byte[2000])));
        TestNodes.await(one.node().sendTo(two.node().id(), Topic.BLOCK, Bytes.wrap(new byte[128])));
        assertThat(value("understory_messages_total{direction=\"out\",topic=\"BLOCK\"}"))
                .isEqualTo(2);
        assertThat(value("understory_message_bytes_total{direction=\"out\",topic=\"BLOCK\"}"))
                .isEqualTo(2128);
        assertThat(value("understory_messages_sent_of_size_total{up_to_bytes=\"16384\"}"))
                .isEqualTo(1);
        assertThat(value("understory_messages_sent_of_size_total{up_to_bytes=\"128\"}"))
                .isEqualTo(1);
        assertThat(value("understory_dials_total{outcome=\"connected\"}")).isEqualTo(1);
    }

    @Test
    void aNodeIsReadyOnceItHasItsPeersAndAliveBefore() {
        TestNode one = start("understory.p2p.minimum-peers-to-start = 1");
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/ready").statusCode()).isEqualTo(503);
        assertThat(get("/ready").body()).isEqualTo("0 of 1 peers that it needs to start (minimum-peers-to-start)\n");
        assertThat(value("understory_ready")).isZero();
        TestNode two = nodes.start(2);
        TestNodes.await(one.node().dial(two.address(), false));
        assertThat(get("/ready").statusCode()).isEqualTo(200);
        assertThat(value("understory_ready")).isEqualTo(1);
    }

    @Test
    void thereIsNothingElseToAskOrToChange() {
        start();
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(TestNodes.await(client.sendAsync(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(get("/" + "a".repeat(3000)).statusCode()).isEqualTo(414);
    }

    @Test
    void aPlaceThatIsTakenIsSaidAtTheStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(port)) {
            assertThat(taken.isBound()).isTrue();
            StartOutcome outcome = TestNodes.await(P2pNode.start(
                    TestNodes.config("understory.node.metrics.listen = \"127.0.0.1:" + port + "\""),
                    TestNodes.key(1),
                    null,
                    NodeEventSink.NONE));
            assertThat(outcome).isInstanceOfSatisfying(StartOutcome.Failed.class, failed -> {
                assertThat(failed.cause()).isEqualTo(StartOutcome.Cause.LISTEN);
                assertThat(failed.detail()).contains("127.0.0.1:" + port).contains("in use");
            });
        }
    }

    @Test
    void theServerEndsWithTheNode() {
        TestNode one = start();
        TestNodes.stop(one.node());
        assertThat(client.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .failsWithin(Duration.ofSeconds(30));
    }
}
