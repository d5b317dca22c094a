package dev.understory.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.node.embed.TestNodes;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.node.http.HttpServer;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole nodes over TCP, administered over HTTP. */
final class AdminServerTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final TestNodes nodes = new TestNodes();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @AfterEach
    void stopNodes() {
        nodes.close();
        client.close();
    }

    private String settings() {
        return "understory.node { data-dir = \"" + folder + "\", admin.listen = \"127.0.0.1:0\" }";
    }

    private JsonNode place() throws IOException {
        return JSON.readTree(Files.readString(folder.resolve(NodeConfig.Admin.PLACE_FILE)));
    }

    private HttpRequest.Builder request(String path) throws IOException {
        JsonNode place = place();
        String token =
                Files.readString(Path.of(place.get("tokenFile").asString())).strip();
        return HttpRequest.newBuilder(
                        URI.create("http://" + place.get("address").asString() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return TestNodes.await(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    private JsonNode get(String path) throws IOException {
        HttpResponse<String> answer = send(request(path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> post(String path, String body) throws IOException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String error(HttpResponse<String> answer) {
        return answer.statusCode() + " "
                + JSON.readTree(answer.body()).get("error").asString();
    }

    private static void connect(TestNode from, TestNode to) {
        TestNodes.await(from.node().dial(to.address(), false));
        to.await(ConnectionEvent.PeerAdmitted.class, admitted -> true);
    }

    @Test
    void whatCanBeAskedIsWhatIsDescribedAndIsAnsweredAsItIs() throws IOException {
        TestNode one = nodes.start(1, settings());
        TestNode two = nodes.start(2);
        connect(two, one);
        assertThat(post("/v1/ban", "{\"subject\": \"10.0.0.0/24\", \"duration\": \"1 h\"}")
                        .statusCode())
                .isEqualTo(200);
        JsonNode described = JSON.readTree(send(request("/openapi.json")).body());
        Set<String> paths = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : described.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                assertThat(operation.getValue().get("responses").propertyNames())
                        .as(path.getKey())
                        .contains("200", "401", "500", "503");
                paths.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                if (operation.getKey().equals("get")) {
                    JsonNode schema = operation.getValue().at("/responses/200/content/application~1json/schema");
                    String name = two.node().id().hex().substring(0, 6);
                    assertFits(path.getKey(), get(path.getKey().replace("{name}", name)), schema);
                }
            }
        }
        Set<String> routes = new TreeSet<>();
        AdminRoutes.all(null, () -> 0).forEach(route -> routes.add(route.method() + " " + route.path()));
        assertThat(paths).isEqualTo(routes);
    }

    private static void assertFits(String where, JsonNode value, JsonNode schema) {
        String type = schema.get("type").toString();
        if (value.isObject() && schema.has("properties")) {
            Set<String> keys = new TreeSet<>();
            value.properties().forEach(entry -> keys.add(entry.getKey()));
            schema.get("required").forEach(key -> assertThat(keys).as(where).contains(key.asString()));
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                JsonNode inner = schema.get("properties").get(entry.getKey());
                assertThat(inner).as(where + " " + entry.getKey()).isNotNull();
                assertFits(where + " " + entry.getKey(), entry.getValue(), inner);
            }
        } else if (value.isArray()) {
            value.forEach(one -> assertFits(where, one, schema.get("items")));
        }
        String is = value.isObject()
                ? "object"
                : value.isArray()
                        ? "array"
                        : value.isString()
                                ? "string"
                                : value.isBoolean()
                                        ? "boolean"
                                        : value.isNull() ? "null" : value.isIntegralNumber() ? "integer" : "number";
        assertThat(type)
                .as(where)
                .matches(text -> text.contains(is) || is.equals("integer") && text.contains("number"));
    }

    @Test
    void aPeerIsShownAndDisconnectedByTheBeginningOfItsIdentity() throws IOException {
        TestNode one = nodes.start(1, settings());
        TestNode two = nodes.start(2);
        connect(two, one);
        JsonNode peer = get("/v1/peers").get("peers").get(0);
        assertThat(peer.get("id").asString()).isEqualTo(two.node().id().hex());
        assertThat(peer.get("direction").asString()).isEqualTo("inbound");
        assertThat(peer.get("bytesIn").asLong()).isPositive();
        assertThat(get("/v1/status").get("inbound").asInt()).isEqualTo(1);
        HttpResponse<String> answer = post(
                "/v1/disconnect", "{\"peer\": \"" + two.node().id().shortHex().toUpperCase(Locale.ROOT) + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        one.await(ConnectionEvent.PeerClosed.class, closed -> closed.reason() == CloseReason.LOCAL);
        assertThat(error(post("/v1/disconnect", "{\"peer\": \"127.0.0.1\"}")))
                .isEqualTo("404 no peer is connected that is '127.0.0.1'");
    }

    @Test
    void aBanClosesWhatIsOpenAndIsLiftedByTheNameThatItHas() throws IOException {
        TestNode one = nodes.start(1, settings());
        TestNode two = nodes.start(2);
        connect(two, one);
        String prefix = two.node().id().shortHex();
        HttpResponse<String> banned = post("/v1/ban", "{\"subject\": \"" + prefix + "\", \"duration\": \"10 m\"}");
        assertThat(banned.body()).contains(two.node().id().hex()).containsPattern("\"leftSeconds\":(600.0|5[0-9]{2})");
        one.await(ConnectionEvent.PeerClosed.class, closed -> closed.reason() == CloseReason.BANNED);
        assertThat(get("/v1/bans").get("bans").get(0).get("reason").asString()).isEqualTo("OPERATOR");
        assertThat(post("/v1/unban", "{\"subject\": \"" + prefix + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(get("/v1/bans").get("bans")).isEmpty();
        assertThat(error(post("/v1/unban", "{\"subject\": \"192.0.2.1\"}")))
                .startsWith("404 there is no ban of 192.0.2.1");
    }

    @Test
    void mustConnectPeersAreReplacedAllAtOnceOrNotAtAll() throws IOException {
        TestNode two = nodes.start(2);
        TestNode one = nodes.start(1, settings());
        String peer = two.node().id().hex() + "@127.0.0.1:" + two.address().port();
        HttpResponse<String> wrong = send(request("/v1/must-connect")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"peers\": [\"" + peer + "\", \"127.0.0.1:1\"]}")));
        assertThat(error(wrong)).isEqualTo("400 entry 2 of 'peers': '127.0.0.1:1' lacks the key: KEY@HOST:PORT");
        assertThat(get("/v1/must-connect").get("peers")).isEmpty();
        HttpResponse<String> set = send(request("/v1/must-connect")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"peers\": [\"" + peer + "\"]}")));
        assertThat(set.body()).isEqualTo("{\"peers\":[\"" + peer + "\"],\"skipped\":[]}");
        one.await(
                ConnectionEvent.PeerAdmitted.class, admitted -> admitted.peer().mustConnect());
        assertThat(get("/v1/peers").get("peers").get(0).get("mustConnect").asBoolean())
                .isTrue();
    }

    @Test
    void whatIsWrongIsSaidAndNothingOfItIsDone() throws IOException {
        nodes.start(1, settings());
        assertThat(error(post("/v1/ban", "{\"subject\": \"10.0.0.1\", \"duration\": \"soon\"}")))
                .startsWith("400 the key 'duration' must be a time of 1 s to 365 d");
        assertThat(error(post("/v1/ban", "{\"subject\": \"10.0.0.1\", \"duration\": \"400 d\"}")))
                .startsWith("400 ");
        assertThat(error(post("/v1/ban", "{\"subject\": \"10.0.0.300\"}"))).startsWith("400 ");
        assertThat(error(post("/v1/ban", "{\"subject\": \"10.0.0.1:9001\"}"))).contains("did you mean '10.0.0.1'?");
        assertThat(error(post("/v1/ban", "{\"subject\": 5}")))
                .isEqualTo("400 the key 'subject' must be a text, and not empty");
        assertThat(error(post("/v1/ban", "{\"subjct\": \"10.0.0.1\"}")))
                .isEqualTo("400 there is no key 'subjct' (did you mean 'subject'?)");
        assertThat(error(post("/v1/ban", "{\"subject\": \"10.0.0.1\", \"subject\": \"10.0.0.2\"}")))
                .startsWith("400 the body is no JSON");
        assertThat(error(post("/v1/ban", "{\"subject\": \"10.0.0.1\"} x"))).startsWith("400 the body is no JSON");
        assertThat(error(post("/v1/ban", "[".repeat(30_000)))).startsWith("400 the body is no JSON");
        assertThat(error(post("/v1/ban", ""))).startsWith("400 ");
        assertThat(error(post("/v1/ban", "x".repeat(HttpServer.MOST_BODY_BYTES + 1))))
                .startsWith("413 ");
        assertThat(error(send(request("/v1/events?after=x")))).startsWith("400 ");
        assertThat(error(send(request("/v1/nothing")))).startsWith("404 ");
        assertThat(error(send(request("/v1/ban")))).isEqualTo("405 only POST");
        String many = "\"x\",".repeat(AdminInput.MOST_PEERS) + "\"x\"";
        assertThat(error(send(request("/v1/must-connect")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"peers\": [" + many + "]}")))))
                .isEqualTo("400 the key 'peers' has 513 entries, more than 512");
        assertThat(get("/v1/bans").get("bans")).isEmpty();
    }

    @Test
    void queriesAndPathsAreReadStrictly() throws IOException {
        nodes.start(1, settings());
        assertThat(error(send(request("/v1/events?aftr=1"))))
                .isEqualTo("400 there is no 'aftr' to be asked with here (did you mean 'after'?)");
        assertThat(error(send(request("/v1/events?after=1&after=2")))).isEqualTo("400 'after' is there twice");
        assertThat(error(send(request("/v1/events?after=%31x")))).startsWith("400 'after' must be a whole number");
        assertThat(get("/v1/events?after=%31").get("events").isArray()).isTrue();
        assertThat(error(send(request("/v1/status?x=1")))).startsWith("400 ");
        assertThat(error(send(request("/v1/book?most=1001"))))
                .isEqualTo("400 'most' must be a whole number from 0 to 1000");
        assertThat(error(send(request("/v1/book?which=%ff")))).isEqualTo("400 a path or query is no UTF-8");
        assertThat(error(send(request("/v1/peers/10.0.0.1"))))
                .isEqualTo("400 '10.0.0.1' is no identity, nor the first digits of one");
        assertThat(error(send(request("/v1/peers/")))).startsWith("404 there is no such path");
    }

    @Test
    void aBanIsToldAsItStandsWhereAnEarlierOneLastsLonger() throws IOException {
        nodes.start(1, settings());
        assertThat(post("/v1/ban", "{\"subject\": \"10.0.0.1\"}").body()).contains("\"leftSeconds\":null");
        assertThat(post("/v1/ban", "{\"subject\": \"10.0.0.1\", \"duration\": \"1 m\"}")
                        .body())
                .contains("\"leftSeconds\":null");
    }

    @Test
    void limitsShowWhatIsUsedAndHowOftenTheyWereHit() throws IOException {
        TestNode one = nodes.start(1, settings(), "understory.p2p.max-inbound = 1");
        connect(nodes.start(2), one);
        TestNode late = nodes.start(3);
        late.node().dial(one.address(), false);
        one.await(ConnectionEvent.LinkRefused.class, refused -> refused.reason() == CloseReason.NO_SLOT);
        JsonNode limits = get("/v1/limits").get("limits");
        JsonNode inbound = limits.get(0);
        assertThat(inbound.get("name").asString()).isEqualTo("max-inbound");
        assertThat(inbound.get("limit").asInt()).isEqualTo(1);
        assertThat(inbound.get("used").asInt()).isEqualTo(1);
        assertThat(inbound.get("hits").asLong()).isPositive();
    }

    @Test
    void whoDoesNotKnowTheTokenIsToldNothing() throws IOException {
        nodes.start(1, settings());
        String address = place().get("address").asString();
        URI status = URI.create("http://" + address + "/v1/status");
        assertThat(error(send(HttpRequest.newBuilder(status)))).startsWith("401 ");
        assertThat(error(send(HttpRequest.newBuilder(status).header("Authorization", "Bearer " + "0".repeat(64)))))
                .startsWith("401 ");
        assertThat(Files.getPosixFilePermissions(folder.resolve(NodeConfig.Admin.TOKEN_FILE)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void noPageInABrowserGetsThroughWhateverItKnows() throws IOException {
        nodes.start(1, settings());
        HttpResponse<String> page = send(request("/v1/status").header("Origin", "http://127.0.0.1:8080"));
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(send(request("/v1/ban").method("OPTIONS", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(send(request("/v1/ban")
                                .setHeader("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"subject\": \"10.0.0.1\"}")))
                        .statusCode())
                .isEqualTo(415);
        // A name of the attacker's that leads here (DNS rebinding).
        String token =
                Files.readString(folder.resolve(NodeConfig.Admin.TOKEN_FILE)).strip();
        String[] address = place().get("address").asString().split(":");
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /v1/status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nAuthorization: Bearer "
                            + token + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 421");
        }
    }

    @Test
    void commandsFindTheNodeWhileItRuns() throws IOException {
        TestNode one = nodes.start(1, settings());
        assertThat(place().get("address").asString()).startsWith("127.0.0.1:");
        TestNodes.stop(one.node());
        assertThat(folder.resolve(NodeConfig.Admin.PLACE_FILE)).doesNotExist();
    }

    @Test
    void eventsAreToldFromANumberOn() throws IOException {
        TestNode one = nodes.start(1, settings());
        JsonNode events = get("/v1/events").get("events");
        assertThat(events.get(0).get("event").asString()).isEqualTo("started");
        long last = events.get(events.size() - 1).get("number").asLong();
        assertThat(get("/v1/events?after=" + last).get("events")).isEmpty();
        connect(nodes.start(2), one);
        assertThat(get("/v1/events?after=" + last).get("events").toString()).contains("peer-admitted");
    }

    @Test
    void aTokenThatOthersCanReadStopsTheStart() throws IOException {
        Path token = Files.writeString(folder.resolve(NodeConfig.Admin.TOKEN_FILE), "x".repeat(32));
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        StartOutcome outcome = TestNodes.await(
                P2pNode.start(TestNodes.config(settings()), TestNodes.key(1), null, NodeEventSink.NONE));
        assertThat(outcome).isInstanceOfSatisfying(StartOutcome.Failed.class, failed -> {
            assertThat(failed.cause()).isEqualTo(StartOutcome.Cause.ADMIN);
            assertThat(failed.detail()).contains("others can read the token").endsWith("chmod 600 " + token);
        });
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(token, "short");
        assertThat(List.of(TestNodes.await(
                        P2pNode.start(TestNodes.config(settings()), TestNodes.key(1), null, NodeEventSink.NONE))))
                .first()
                .isInstanceOfSatisfying(
                        StartOutcome.Failed.class,
                        failed -> assertThat(failed.detail()).contains("holds no token"));
    }

    @Test
    void itIsRefusedToListenBeyondThisMachine() {
        assertThat(catchThrowable(() -> NodeConfig.parse("understory.node.admin.listen = \"0.0.0.0:9470\"")))
                .hasMessageContaining(
                        "understory.node.admin.listen: '0.0.0.0:9470' can be reached from other machines");
        assertThat(NodeConfig.parse("understory.node.admin.listen = \"[::1]:9470\"")
                        .operation()
                        .admin())
                .isNotNull();
    }
}
