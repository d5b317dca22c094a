package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import dev.understory.node.embed.TestNodes;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code node run} as a process of its own: ready line, messages, signals, a violent end. */
final class NodeProcessTest {
    private final TestNodes nodes = new TestNodes();
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
        nodes.close();
    }

    @Test
    void aNodeSaysThatItIsReadyPrintsItsMessagesAndEndsCleanlyOnSigterm() throws Exception {
        Process process = start("--messages");
        try (BufferedReader out = process.inputReader()) {
            PeerAddress address = ready(out);
            var sender = nodes.start(1);
            TestNodes.await(sender.node().dial(address, false));
            var peer = Objects.requireNonNull(address.key());
            assertThat(TestNodes.await(sender.node().sendTo(peer, Topic.TX, Bytes.wrap(new byte[] {97, 98, 99}))))
                    .isEqualTo(SendOutcome.ACCEPTED);
            assertThat(out.readLine())
                    .isEqualTo("{\"topic\":\"TX\",\"sender\":\""
                            + sender.node().id().hex()
                            + "\",\"bytes\":3,\"sha256\":"
                            + "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}");
            process.destroy();
            sender.await(ConnectionEvent.PeerClosed.class, closed -> true);
            assertThat(process.waitFor(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(0);
        }
    }

    @Test
    void aKilledNodeIsNoticedAndItsRestartReconnects() throws Exception {
        Process first = start("--listen", "127.0.0.1:0");
        PeerAddress address;
        try (BufferedReader out = first.inputReader()) {
            address = ready(out);
        }
        var other = nodes.start(1, "understory.p2p.dial-peers = [\"" + address + "\"]");
        other.await(ConnectionEvent.PeerAdmitted.class, admitted -> true);
        first.destroyForcibly();
        other.await(ConnectionEvent.PeerClosed.class, closed -> true);
        Process second = start("--listen", address.host() + ":" + address.port());
        try (BufferedReader out = second.inputReader()) {
            assertThat(ready(out)).isEqualTo(address);
        }
        other.await(
                ConnectionEvent.PeerAdmitted.class,
                admitted -> admitted.peer().id().equals(address.key()));
    }

    @Test
    void aHangupHasANodeReadItsFileAgainAndAWrongOneChangesNothing() throws Exception {
        hangupsAreHeard();
        Path file = Files.writeString(folder.resolve("node.conf"), "understory.p2p.max-inbound = 3\n");
        Process process = start("--config", file.toString(), "--log", "json");
        try (BufferedReader out = process.inputReader();
                BufferedReader log = process.errorReader()) {
            PeerAddress address = ready(out);
            var one = nodes.start(1);
            TestNodes.await(one.node().dial(address, false));
            Files.writeString(file, "understory.p2p.max-inbound = none\n");
            signal(process, "HUP");
            assertThat(lineWith(log, "reconfigure-refused"))
                    .contains(file + ":1:16: understory.p2p.max-inbound: must be a whole number from 0 to");
            Files.writeString(file, "understory.p2p.tcp.backlog = 7\nunderstory.p2p.max-inbound = 0\n");
            signal(process, "HUP");
            assertThat(lineWith(log, "reconfigure-refused"))
                    .contains(file
                            + ":1:20: understory.p2p.tcp.backlog: 1024 -> 7, which holds only when the node starts");
            assertThat(TestNodes.await(one.node().peers())).hasSize(1);
            Files.writeString(file, "understory.p2p.max-inbound = 0\n");
            signal(process, "HUP");
            assertThat(lineWith(log, "\"reconfigured\""))
                    .contains("\"changes\":[\"understory.p2p.max-inbound: 3 -> 0\"]");
            one.await(ConnectionEvent.PeerClosed.class, closed -> true);
            process.destroy();
            assertThat(process.waitFor(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(0);
        }
    }

    @Test
    void aHangupEndsANodeWithoutAFileAsItEndsEveryCommand() throws Exception {
        hangupsAreHeard();
        Process process = start();
        try (BufferedReader out = process.inputReader()) {
            ready(out);
            signal(process, "HUP");
            assertThat(process.waitFor(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(Signals.exitCode(Signals.HANGUP));
        }
    }

    /** A process under {@code nohup} ignores them, and so do those that it starts. */
    private static void hangupsAreHeard() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            String ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .findFirst()
                    .orElse("SigIgn: 0");
            boolean hangup = (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) & 1) != 0;
            assumeFalse(hangup, "SIGHUP is ignored by this process, as under nohup");
        }
    }

    private static String lineWith(BufferedReader log, String text) throws IOException {
        String line = log.readLine();
        while (line != null && !line.contains(text)) {
            line = log.readLine();
        }
        return Objects.requireNonNull(line, "no line with " + text);
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private PeerAddress ready(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).startsWith("ready ");
        return PeerAddress.parse(line.substring("ready ".length()));
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName(),
                "run",
                "--data-dir",
                folder.toString(),
                "--key-type",
                "ed25519"));
        command.addAll(List.of(options));
        if (!command.contains("--listen")) {
            command.addAll(List.of("--listen", "127.0.0.1:0"));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(
                        command.contains("--log") ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }
}
