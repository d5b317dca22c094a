package dev.understory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No peer waits at a lock for another (attacks.md, U9): in all that lies between a socket and an application there is none but in
 * the classes named here, which hold theirs for an addition, a look, or to tell an actor something, and wait for nothing under it.
 */
final class SharedLocksTest {
    private static final Pattern LOCK =
            Pattern.compile("\\bsynchronized\\b|java\\.util\\.concurrent\\.locks|\\.wait\\(\\)|\\bBlockingQueue\\b");

    private static final List<String> PACKAGES = List.of(
            "wire",
            "handshake",
            "frame",
            "mux",
            "limits",
            "reputation",
            "peerbook",
            "session",
            "admission",
            "connection",
            "peer",
            "discovery",
            "dissemination",
            "application");

    @Test
    void noneButCountersOfMemoryRatesAndWorkAreLocked() throws IOException {
        TreeSet<String> locked = new TreeSet<>();
        for (String each : PACKAGES) {
            try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/understory", each))) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".java")).toList()) {
                    if (LOCK.matcher(Files.readString(file)).find()) {
                        locked.add(each + "/" + file.getFileName());
                    }
                }
            }
        }
        assertThat(locked)
                .containsExactly(
                        "dissemination/WaitingShares.java",
                        "limits/ByteBucket.java",
                        "limits/GroupAllowance.java",
                        "limits/MemoryPool.java",
                        "limits/PeerMemory.java",
                        "limits/WorkMeter.java");
    }
}
