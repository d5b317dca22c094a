package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.TestNodes;
import dev.understory.node.embed.TestNodes.TestNode;
import dev.understory.observe.NodeEvent;
import dev.understory.reputation.Offence;
import dev.understory.session.ConnectionEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a node that runs. */
final class AdminCommandsTest {
    private final TestNodes nodes = new TestNodes();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    private TestNode start(String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.add("understory.node { data-dir = \"" + folder + "\", admin.listen = \"127.0.0.1:0\" }");
        return nodes.start(1, settings.toArray(String[]::new));
    }

    /** Runs a command against the node of the folder; returns its exit code, and everything it said. */
    private String run(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--data-dir");
        all.add(folder.toString());
        int code = NodeMain.run(
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new CompletableFuture<>()),
                all.toArray(String[]::new));
        return code + " " + out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private TestNode connected(TestNode one) {
        TestNode two = nodes.start(2);
        TestNodes.await(two.node().dial(one.address(), false));
        one.await(ConnectionEvent.PeerAdmitted.class, admitted -> true);
        return two;
    }

    @Test
    void aNodeIsFoundByItsDataFolderAndSaysHowItStands() {
        TestNode one = start("understory.p2p.minimum-peers-to-start = 1");
        assertThat(run("status"))
                .startsWith("1 not ready, up ")
                .contains("missing     0 of 1 peers that it needs to start (minimum-peers-to-start)\n")
                .contains("identity    " + one.node().id().hex() + "\n")
                .contains("listening   " + one.node().listening().orElseThrow() + "\n");
        connected(one);
        assertThat(run("status"))
                .startsWith("0 ready, up ")
                .contains("peers       1 (1 in, 0 out; 0 must-connect, 0 trusted)\n");
        assertThat(run("status", "--json"))
                .startsWith("0 {\"id\":\"" + one.node().id().hex() + "\"");
    }

    @Test
    void peersAreListedWatchedAndDisconnected() {
        TestNode one = start();
        assertThat(run("peers")).isEqualTo("0 no peers\n");
        TestNode two = connected(one);
        assertThat(run("peers").lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith(two.node().id().shortHex())
                .contains("  in  ")
                .contains("ordinary");
        assertThat(run("watch", "--count", "2"))
                .startsWith("0 ")
                .contains(" peer-admitted ")
                .contains("peer=" + two.node().id().shortHex())
                .contains(" 1 peer, ")
                .containsPattern("[0-9.]+ k?B/s in");
        assertThat(run("disconnect", two.node().id().shortHex()))
                .isEqualTo("0 disconnected " + two.node().id().hex() + "\n");
        one.await(ConnectionEvent.PeerClosed.class, closed -> true);
        assertThat(run("disconnect", "abcdef"))
                .startsWith("1 understory node disconnect: no identity that is known here begins with 'abcdef'");
    }

    @Test
    void bansAreMadeListedAndLifted() {
        start();
        assertThat(run("ban", "192.0.2.9/24", "--for", "2h"))
                .startsWith("2 understory node ban: ")
                .contains("192.0.2.0/24");
        assertThat(run("ban", "192.0.2.0/24", "--for", "2h"))
                .isEqualTo("0 banned the network 192.0.2.0/24, for 2 h 0 min\n");
        assertThat(run("ban", "node.example.org")).isEqualTo("0 banned the host name node.example.org, for ever\n");
        assertThat(run("bans")).matches("(?s)0 KIND +LEFT +REASON +SUBJECT\n.*");
        assertThat(run("bans"))
                .contains("network    ")
                .contains("  OPERATOR  192.0.2.0/24\n")
                .contains("host name  no end");
        assertThat(run("unban", "192.0.2.0/24")).isEqualTo("0 the network 192.0.2.0/24 is banned no longer\n");
        assertThat(run("unban", "192.0.2.0/24")).startsWith("1 understory node unban: there is no ban of 192.0.2.0/24");
        assertThat(run("ban", "192.0.2.1", "--for", "2 parsecs"))
                .startsWith("2 understory node ban: the key 'duration' must be a time");
    }

    @Test
    void whyAPeersScoreIsWhatItIsIsShownWhetherItIsConnectedOrNot() {
        TestNode one = start();
        TestNode two = connected(one);
        String digits = two.node().id().shortHex();
        assertThat(run("peers", digits))
                .startsWith("0 identity    " + two.node().id().hex() + "\nconnection  127.0.0.1:")
                .contains(", inbound, ordinary, for ")
                .endsWith("score       0\n");
        one.node().report(two.node().id(), Offence.INVALID_BLOCK);
        one.await(ConnectionEvent.PeerDebited.class, debited -> true);
        assertThat(run("peers", digits)).containsPattern("score +-[0-9]+").contains("  INVALID_BLOCK  1      -");
        TestNodes.stop(two.node());
        one.await(ConnectionEvent.PeerClosed.class, closed -> true);
        assertThat(run("peers", digits)).contains("connection  none\n").contains("INVALID_BLOCK");
        assertThat(run("ban", digits))
                .startsWith("0 banned the identity " + two.node().id().hex());
        assertThat(run("peers", digits)).contains(", banned\n");
        assertThat(run("peers", "dead"))
                .startsWith("1 understory node peers: no identity that is known here begins with 'dead'");
    }

    @Test
    void theBookIsCountedListedAndCleared() {
        TestNode one = start("understory.p2p.discovery.public = false");
        assertThat(run("book")).isEqualTo("0 0 reached, 0 only heard of; 0 B\n");
        TestNode two = nodes.start(2);
        TestNodes.await(one.node().dial(two.address(), false));
        one.await(NodeEvent.Discovery.class, event -> event.event() instanceof DiscoveryEvent.BookChanged);
        assertThat(run("book", two.node().id().shortHex()))
                .startsWith("0 1 reached, 0 only heard of; ")
                .contains("STATE    SEEN")
                .contains(two.address() + "\n");
        assertThat(run("book", "list", "--most", "1")).contains(two.address() + "\n");
        assertThat(run("book", "192.0.2.0/24")).startsWith("1 1 reached");
        assertThat(run("book", "remove", "192.0.2.0/24"))
                .isEqualTo("1 understory node book remove: the book has no address that is '192.0.2.0/24'\n");
        assertThat(run("book", "--admin", "127.0.0.1:1", "remove", "127.0.0.0/8"))
                .startsWith("1 understory node book remove: no node answers at 127.0.0.1:1 (");
        assertThat(run("book", "beef", "remove", "127.0.0.0/8"))
                .startsWith("2 understory node book remove: 'beef' before it means nothing here");
        assertThat(run("book", "remove", "127.0.0.0/8")).isEqualTo("0 removed 1 address\n");
        assertThat(run("book")).startsWith("0 0 reached, 0 only heard of");
    }

    @Test
    void limitsAreListedByTheirSettings() {
        start();
        assertThat(run("limits"))
                .startsWith("0 LIMIT ")
                .containsPattern("max-inbound +21 +0 +0\n")
                .containsPattern("bans +250000 +0 +0\n");
    }

    @Test
    void mustConnectPeersAreAddedRemovedAndReplaced() {
        TestNode one = start();
        String first = TestNodes.key(7).publicKey().hex() + "@192.0.2.7:9001";
        String second = TestNodes.key(8).publicKey().hex() + "@192.0.2.8:9001";
        String self = one.node().id().hex() + "@192.0.2.9:9001";
        assertThat(run("must-connect")).isEqualTo("0 no must-connect peers\n");
        assertThat(run("must-connect", "add", first)).isEqualTo("0 " + first + "\n");
        assertThat(run("must-connect", "add", second, self))
                .isEqualTo("1 " + first + "\n" + second + "\nwarning: " + self + " is left out: OURSELVES\n");
        assertThat(run("must-connect", "remove", first.substring(0, 8))).isEqualTo("0 " + second + "\n");
        assertThat(run("must-connect", "remove", first))
                .isEqualTo("1 understory node must-connect: no must-connect peer is '" + first.substring(0, 40)
                        + "...'\n");
        assertThat(run("must-connect", "set", "192.0.2.1:1"))
                .isEqualTo("2 understory node must-connect: entry 1 of 'peers': '192.0.2.1:1' lacks the key:"
                        + " KEY@HOST:PORT\n");
        assertThat(run("must-connect", "list")).isEqualTo("0 " + second + "\n");
        assertThat(run("must-connect", "set")).isEqualTo("0 no must-connect peers\n");
        assertThat(run("must-connect", "ad")).startsWith("2 understory node must-connect: the action must be one of");
    }

    @Test
    void aConfigurationIsReadAgainAsAWholeOrNotAtAll() throws IOException {
        String settings = "understory.p2p.listen-address = \"127.0.0.1:0\"\nunderstory.node { data-dir = \"" + folder
                + "\", admin.listen = \"127.0.0.1:0\" }\n";
        Path file = Files.writeString(folder.resolve("node.conf"), settings);
        nodes.start(TestNodes.key(1), file);
        assertThat(run("reload")).isEqualTo("0 nothing has changed\n");
        Files.writeString(
                file, settings + "understory.p2p {\n  max-inbund = 3\n  banned-addresses = [\"192.0.2.7/24\"]\n}");
        assertThat(run("reload"))
                .startsWith("1 " + file + ":4:3: there is no setting 'max-inbund' in understory.p2p (did you mean")
                .contains("\n" + file + ":5:24: understory.p2p.banned-addresses: ");
        assertThat(run("bans")).isEqualTo("0 no bans\n");
        Files.writeString(
                file, settings + "understory.p2p { minimum-peers-to-start = 5, banned-addresses = [\"192.0.2.7\"] }");
        assertThat(run("reload"))
                .isEqualTo("1 " + file
                        + ":3:18: understory.p2p.minimum-peers-to-start: 0 -> 5, which holds only when the node"
                        + " starts again\n");
        String self = TestNodes.key(1).publicKey().hex();
        Files.writeString(
                file,
                settings + "understory.p2p { banned-addresses = [\"192.0.2.7\"], must-connect = [\"" + self
                        + "@192.0.2.1:9001\"] }");
        assertThat(run("reload"))
                .isEqualTo("0 understory.p2p.banned-addresses: 1 entry, 1 of them new, 0 gone\n"
                        + "understory.p2p.must-connect: 1 entry, 1 of them new, 0 gone\n"
                        + "warning: must-connect " + self + "@192.0.2.1:9001 is left out: OURSELVES\n");
        assertThat(run("bans")).contains("CONFIGURED  192.0.2.7");
        Files.delete(file);
        assertThat(run("reload")).isEqualTo("1 " + file + ": there is no such file\n");
        assertThat(run("bans")).contains("CONFIGURED  192.0.2.7");
    }

    @Test
    void whereNoNodeAnswersItIsSaidInALine() throws IOException {
        assertThat(run("status"))
                .isEqualTo("1 understory node status: no node runs with the data folder " + folder
                        + " that can be administered: set understory.node.admin.listen, or name its place with"
                        + " --admin\n");
        start();
        Path token = folder.resolve(NodeConfig.Admin.TOKEN_FILE);
        assertThat(run("peers", "--admin", "127.0.0.1:1"))
                .startsWith("1 understory node peers: no node answers at 127.0.0.1:1 (");
        Files.writeString(token, "another token than the node's".replace(' ', '-'));
        assertThat(run("peers"))
                .isEqualTo("1 understory node peers: the node at "
                        + Files.readString(folder.resolve(NodeConfig.Admin.PLACE_FILE))
                                .replaceAll("(?s).*\"address\":\"([^\"]*)\".*", "$1")
                        + " does not know the token in " + token + "\n");
        assertThat(run("peers", "--admin", "no place at all")).startsWith("2 ").doesNotContain("\tat ");
        assertThat(run("peers", "--admin", "192.0.2.1:80"))
                .startsWith("2 understory node peers: the place of the node: '192.0.2.1:80' can be reached from other"
                        + " machines");
        assertThat(run("watch", "--every", "0")).startsWith("2 understory node watch: --every");
    }
}
