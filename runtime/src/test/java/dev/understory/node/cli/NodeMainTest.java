package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyFileText;
import dev.understory.node.embed.TestNodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeMainTest {
    /** What a command did. */
    private record Run(int exitCode, String out, String err) {}

    private static final String TOPICS = "CONSENSUS, BLOCK, BLOCK_REQUEST, TX, PEERS_RESPONSE, PEERS_REQUEST";

    private final TestNodes nodes = new TestNodes();

    @TempDir
    Path folder;

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| understory node: a command is missing: run, status, peers, watch, disconnect, ban, unban, bans, book, limits, must-connect, reload, ping, send, keygen, import-book",
                "rnu | understory node: there is no command 'rnu' (did you mean 'run'?)",
                "run --listne=x | understory node run: there is no option '--listne' (did you mean '--listen'?)",
                "run extra | understory node run: there is no place for the argument 'extra'",
                "run --network | understory node run: missing required parameter for option '--network' (N)",
                "run --network x | understory node run: --network: must be a whole number from 0 to 18446744073709551615, not 'x'",
                "run --listen ::1:0 | understory node run: --listen: '::1:0' is not an address of the form HOST:PORT:"
                        + " an IPv6 address must stand in brackets",
                "run --listen a:-1 | understory node run: --listen: 'a:-1' is not an address of the form HOST:PORT:"
                        + " the port is not a number",
                "run --listen a:70000 | understory node run: --listen: 'a:70000' is not an address of the form HOST:PORT:"
                        + " the port must be 0 to 65535, not 70000",
                "run --listen a | understory node run: --listen: 'a' is not an address of the form HOST:PORT: the port is missing",
                "run --key-type rsa | understory node run: --key-type: must be bls or ed25519, not 'rsa'",
                "run --dial a | understory node run: 'a' is not an address of the form [KEY@]HOST:PORT: the port is missing",
                "run --config /none/x | understory node run: /none/x: there is no such file",
                "run --key /none/x | understory node run: /none/x: there is no such file",
                "run --key= | understory node run: --key: the name of the file is empty",
                "keygen --out= | understory node keygen: --out: the name of the file is empty",
                "import-book | understory node import-book: missing required parameter: 'FILE'",
                "import-book /none/x | understory node import-book: /none/x: there is no such file",
                "ping | understory node ping: missing required parameter: 'ADDRESS'",
                "ping a:1 --count 0 | understory node ping: --count must be from 1 to 1000000, not 0",
                "ping a:1 --count x | understory node ping: invalid value for option '--count': 'x' is not a whole number of at most"
                        + " 2147483647",
                "ping a:1 --key /none/x | understory node ping: /none/x: there is no such file",
                "ping a:1 --chain x | understory node ping: --chain: must be a whole number from 0 to 18446744073709551615, not 'x'",
                "send a:1 --size 1 | understory node send: missing required option: '--topic=TOPIC'",
                "send a:1 --topic TY --size 1 | understory node send: there is no topic 'TY': " + TOPICS,
                "send a:1 --topic TX | understory node send: either --file or --size is needed, one of them",
                "send a:1 --topic TX --size -1 | understory node send: --size must be from 0 to 67108864, not -1",
                "send a:1 --topic TX --file /none/x | understory node send: /none/x: there is no such file",
                "keygen --key-type rsa | understory node keygen: --key-type must be bls or ed25519, not 'rsa'"
            })
    void wrongUseIsOneLineAndExitCode2(String arguments, String line) {
        Run run = run(arguments == null ? new String[0] : arguments.split(" "));
        assertThat(run).isEqualTo(new Run(2, "", line + "\n"));
    }

    @Test
    void everyProblemOfAConfigurationIsALine() throws IOException {
        Path file =
                Files.writeString(folder.resolve("a.conf"), "understory.p2p {\n  max-inbond = 1\n  tcp.backlog = 0\n}");
        Run run = run("run", "--config", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "understory node run: " + file
                                + ":2:3: there is no setting 'max-inbond' in understory.p2p (did you mean 'max-inbound'?)",
                        "understory node run: " + file
                                + ":3:7: understory.p2p.tcp.backlog: must be a whole number from 1 to 1000000, not 0");
    }

    @Test
    void keygenMakesAFileAndNeverReplacesOne() {
        Path file = folder.resolve("key.json");
        Run made = run("keygen", "--key-type", "ed25519", "--out", file.toString());
        assertThat(made.exitCode()).isEqualTo(0);
        assertThat(made.out()).matches("[0-9a-f]{64}\n");
        Run again = run("keygen", "--out", file.toString());
        assertThat(again)
                .isEqualTo(
                        new Run(1, "", "understory node keygen: " + file + ": exists already, and is left as it is\n"));
    }

    @Test
    void keygenWithoutAFilePrintsOne() {
        Run run = run("keygen");
        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(KeyFileText.parse(run.out())).isInstanceOf(KeyFileText.Parsed.Secret.class);
        assertThat(run.err()).matches("public key [0-9a-f]{96}\n");
    }

    @Test
    void pingSaysWhoIsThereAndHowFarAway() {
        var peer = nodes.start(1);
        Run run = run("ping", peer.address().toString(), "--count", "2");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.out().lines().toList())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(peer.node().id().hex() + " (ED25519) at 127.0.0.1:")
                                .matches(".*, handshake [0-9.]+ ms"),
                        software -> assertThat(software).startsWith("runs understory/0.1.0 with large-frames"),
                        line -> assertThat(line).matches("round trip [0-9.]+ ms"),
                        line -> assertThat(line).matches("round trip [0-9.]+ ms"),
                        last -> assertThat(last)
                                .matches("2 round trips: shortest [0-9.]+ ms, median [0-9.]+ ms, longest [0-9.]+ ms"));
    }

    @Test
    void aPeerThatCannotBeReachedOrIsAnotherIsOneLineAndExitCode1() {
        var peer = nodes.start(1);
        String where = peer.node().listening().orElseThrow().toString();
        Run other = run("ping", TestNodes.key(2).publicKey().hex() + "@" + where);
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.out()).isEmpty();
        assertThat(other.err().lines())
                .singleElement()
                .asString()
                .startsWith("understory node ping: no connection with " + where + ": IDENTITY_MISMATCH");
        TestNodes.stop(peer.node());
        assertThat(run("ping", where))
                .isEqualTo(new Run(
                        1,
                        "",
                        "understory node ping: cannot connect to " + where + ": REFUSED: nobody listens at " + where
                                + "\n"));
    }

    @Test
    void sendSaysWhatWasAcceptedAndWritten() throws IOException {
        var peer = nodes.start(1);
        Path file = Files.writeString(folder.resolve("message"), "hello");
        Run run = run("send", peer.address().toString(), "--topic", "tx", "--file", file.toString(), "--count", "3");
        assertThat(run)
                .isEqualTo(new Run(
                        0,
                        "accepted 3 of 3 messages of 5 bytes on TX for "
                                + peer.node().id().hex() + ", all written\n",
                        ""));
    }

    @Test
    void aNodeOnAPortInUseFailsWithOneLineAndExitCode1() {
        String taken = nodes.start(1).node().listening().orElseThrow().toString();
        Run run = run("run", "--listen", taken, "--data-dir", folder.toString(), "--key-type", "ed25519");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().filter(line -> line.contains("cannot listen")))
                .containsExactly("understory node run: cannot listen on " + taken + ": the port is in use");
    }

    private static Run run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = NodeMain.run(
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new CompletableFuture<>()),
                arguments);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
