package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.GroupLevel;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/refusals.md} has every reason for which somebody is refused or lost, with the line that a node prints. */
final class RefusalDocTest {
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| [^|]+ \\| `([^`]+)` \\|");
    private static final Endpoint REMOTE = new Endpoint("192.0.2.7", 40_000);
    private static final PublicKey KEY = PublicKey.of(KeyType.ED25519, new byte[32]);

    private final Map<String, String> rows = new TreeMap<>();

    private void read() throws IOException {
        ROW.matcher(Files.readString(Path.of("docs/refusals.md")))
                .results()
                .forEach(row -> assertThat(rows.put(row.group(1), row.group(2)))
                        .as(row.group(1))
                        .isNull());
    }

    private static String printed(ConnectionEvent event) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new EventLog(new PrintStream(written, true, StandardCharsets.UTF_8), () -> 0)
                .emit(new NodeEvent.Connection(event));
        String line =
                written.toString(StandardCharsets.UTF_8).lines().findFirst().orElse("");
        return line.substring(line.indexOf(' ') + 1);
    }

    @Test
    void everyReasonHasARow() throws IOException {
        read();
        TreeSet<String> reasons = new TreeSet<>();
        Arrays.stream(CloseReason.values()).map(Enum::name).forEach(reasons::add);
        Arrays.stream(DropReason.values()).map(Enum::name).forEach(reasons::add);
        assertThat(rows.keySet()).isEqualTo(reasons);
    }

    @Test
    void theLinesAreThoseThatANodePrints() throws IOException {
        read();
        for (CloseReason reason : CloseReason.values()) {
            GroupLevel full = reason == CloseReason.ADDRESS_LIMIT ? GroupLevel.SUBNET : null;
            PeerInfo peer = new PeerInfo(KEY, Direction.INBOUND, REMOTE, false, false, 0);
            assertThat(rows.get(reason.name()))
                    .as(reason.name())
                    .isIn(
                            printed(new ConnectionEvent.LinkRefused(REMOTE, reason, full)),
                            printed(new ConnectionEvent.PeerRefused(7, Direction.INBOUND, REMOTE, KEY, reason)),
                            printed(new ConnectionEvent.HandshakeFailed(7, Direction.INBOUND, REMOTE, reason, "")),
                            printed(new ConnectionEvent.PeerClosed(7, peer, reason, "")));
        }
        for (DropReason reason : DropReason.values()) {
            assertThat(rows.get(reason.name()))
                    .isEqualTo(printed(new ConnectionEvent.MessagesDropped(KEY, Topic.TX, reason, 3, 300)));
        }
    }
}
