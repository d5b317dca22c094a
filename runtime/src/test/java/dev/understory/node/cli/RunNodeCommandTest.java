package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PeerAddress;
import dev.understory.node.embed.TestNodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code node run} says of itself: others copy its address and dial it. */
final class RunNodeCommandTest {
    /** A console's output, line by line. */
    private static final class Lines extends ByteArrayOutputStream {
        final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        public synchronized void flush() {
            String text = toString(StandardCharsets.UTF_8);
            if (text.endsWith("\n")) {
                reset();
                text.lines().forEach(lines::add);
            }
        }
    }

    private final Lines out = new Lines();
    private final Lines err = new Lines();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        end.complete(0);
        assertThat(TestNodes.await(ended)).isEqualTo(0);
    }

    /** Runs a node; returns what stands behind 'ready'. */
    private String ready(String settings, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("node.conf"), settings);
        List<String> arguments = new ArrayList<>(
                List.of("run", "--config", file.toString(), "--data-dir", folder.toString(), "--key-type", "ed25519"));
        arguments.addAll(List.of(options));
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                end);
        Thread.ofPlatform().start(() -> ended.complete(NodeMain.run(console, arguments.toArray(new String[0]))));
        String line = TestNodes.poll(out.lines);
        assertThat(line).startsWith("ready ");
        return line.substring("ready ".length());
    }

    private static void canBeDialled(PeerAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), 10_000);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void whoListensOnAllAddressesNamesOneThatCanBeDialled() throws IOException {
        PeerAddress address = PeerAddress.parse(ready("", "--listen", "0.0.0.0:0"));
        assertThat(address.host()).matches("[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+").isNotEqualTo("0.0.0.0");
        canBeDialled(address);
    }

    @Test
    void whoListensOnANameNamesItsAddress() throws IOException {
        PeerAddress address = PeerAddress.parse(ready("", "--listen", "localhost:0"));
        assertThat(address.host()).isEqualTo("127.0.0.1");
        canBeDialled(address);
    }

    @Test
    void anExternalAddressWithoutAPortHasTheOneThatIsListenedAt() throws IOException {
        PeerAddress address =
                PeerAddress.parse(ready("understory.p2p.external-address = node-2", "--listen", "127.0.0.1:0"));
        assertThat(address.host()).isEqualTo("node-2");
        canBeDialled(new PeerAddress(null, "127.0.0.1", address.port()));
    }

    @Test
    void anExternalAddressWithAPortIsPrintedAsItIs() throws IOException {
        String ready =
                ready("understory.p2p.external-address = \"tcp://[2001:db8::1]:9100\"", "--listen", "127.0.0.1:0");
        assertThat(ready).endsWith("@[2001:db8::1]:9100");
    }

    /** Canopy's own rule: the port of a peer without one is 9000, and the chain's id is added. */
    @Test
    void anExternalAddressOfACanopyFileHasTheBasePortRuleOfItsPeers() throws IOException {
        String ready =
                ready("{\"networkID\": 1, \"chainId\": 2, \"externalAddress\": \"node-2\"}", "--listen", "127.0.0.1:0");
        assertThat(ready).endsWith("@node-2:9002");
    }

    @Test
    void whoListensNowhereHasAKeyAndNoAddress() throws IOException {
        assertThat(ready("understory.p2p.listen-address = \"\"")).matches("[0-9a-f]{64}");
    }

    @Test
    void aTrustedPeerWithoutAnAddressIsSaidNotToBeDialled() throws IOException {
        String key = "ab".repeat(32);
        ready(
                "understory.p2p.trusted-peers = [\"" + key + "\"]\nunderstory.p2p.dial-peers = [\"127.0.0.1:9\"]",
                "--listen",
                "127.0.0.1:0");
        assertThat(err.lines)
                .contains("warning: " + folder.resolve("node.conf")
                        + ":1:16: understory.p2p.trusted-peers: abababab has no address here and is not dialled; to have it"
                        + " dialled, write KEY@HOST:PORT (here, or in the place of an address without key in"
                        + " understory.p2p.dial-peers)");
    }

    @Test
    void aBannedHostNameWithoutAnAddressIsAWarning() throws IOException {
        ready("understory.p2p.banned-addresses = [\"no-such-host.invalid\"]", "--listen", "127.0.0.1:0");
        String line = TestNodes.poll(err.lines);
        while (!line.contains("warning")) {
            line = TestNodes.poll(err.lines);
        }
        assertThat(line)
                .endsWith(
                        "warning: the host name no-such-host.invalid has no address; it is looked up again and again");
    }
}
