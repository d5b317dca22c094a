package dev.understory.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigChangeTest {
    private static final String KEY = "ab".repeat(32);

    /** Other values of settings whose value says nothing of what else it could be. */
    private static final Map<String, List<Object>> OTHERS = Map.ofEntries(
            Map.entry("understory.node.data-dir", List.of("/elsewhere")),
            Map.entry("understory.node.key-file", List.of("/elsewhere/key.json")),
            Map.entry("understory.node.crypto-threads", List.of(77)),
            Map.entry("understory.p2p.connection.all-peers-memory", List.of("2 GiB")),
            Map.entry("understory.node.key-type", List.of("ed25519")),
            Map.entry("understory.node.store", List.of("files")),
            Map.entry("understory.node.application-thread", List.of("event-loop")),
            Map.entry("understory.node.frame-cipher", List.of("jdk")),
            Map.entry("understory.node.metrics.listen", List.of("127.0.0.1:1")),
            Map.entry("understory.node.admin.listen", List.of("127.0.0.1:1")),
            Map.entry("understory.p2p.listen-address", List.of("127.0.0.1:1")),
            Map.entry("understory.p2p.external-address", List.of("node.example.org")),
            Map.entry("understory.p2p.capabilities.software", List.of("another/2")),
            Map.entry("understory.p2p.dial-peers", List.of(List.of("192.0.2.1:9001"))),
            Map.entry("understory.p2p.must-connect", List.of(List.of(KEY + "@192.0.2.1:9001"))),
            Map.entry("understory.p2p.trusted-peers", List.of(List.of(KEY))),
            Map.entry("understory.p2p.banned-peers", List.of(List.of(KEY))),
            Map.entry("understory.p2p.banned-addresses", List.of(List.of("192.0.2.1"))),
            Map.entry("understory.p2p.discovery.seeds", List.of(List.of("192.0.2.1:9001"))),
            Map.entry("understory.p2p.auto-ban.exempt", List.of(List.of("192.0.2.0/24"))));

    /** Settings that count only beside others. */
    private static final Map<String, String> BESIDE = Map.of(
            "understory.node.admin.token-file", "understory.node.admin.listen = \"127.0.0.1:1\"",
            "understory.node.tls.certificate",
                    "understory.node.tls { trust = a.pem, key = b.pem, certificate = c.pem }",
            "understory.node.tls.key", "understory.node.tls { trust = a.pem, certificate = c.pem }",
            "understory.node.tls.mutual", "understory.node.tls.trust = a.pem",
            "understory.p2p.byte-rates.burst", "understory.p2p.byte-rates.in.peer = 1 MiB",
            "understory.p2p.byte-rates.everybody", "understory.p2p.byte-rates.in.peer = 1 MiB");

    @TempDir
    Path folder;

    private NodeConfig read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("node.conf"), text);
        ConfigReading reading = NodeConfigReader.read(file, ConfigFactory.empty(), List.of());
        assertThat(reading).isInstanceOf(ConfigReading.Read.class);
        return ((ConfigReading.Read) reading).config();
    }

    private static List<Object> others(String path, ConfigValue value) {
        if (OTHERS.containsKey(path)) {
            return OTHERS.get(path);
        }
        List<Object> others = new ArrayList<>();
        if (value.unwrapped() instanceof Boolean flag) {
            others.add(!flag);
        } else if (value.unwrapped() instanceof Number number) {
            others.addAll(List.of(number.longValue() + 1, number.longValue() - 1, "1 MiB", number.doubleValue() / 2));
        } else if (value.valueType() == ConfigValueType.STRING) {
            Config one = ConfigFactory.empty().withValue("x", value);
            try {
                long millis = one.getDuration("x").toMillis();
                others.addAll(List.of(2 * millis + " ms", millis / 2 + " ms", 1 + " ms", "1500 us"));
            } catch (ConfigException noTime) {
                try {
                    long bytes = one.getBytes("x");
                    others.addAll(List.of(bytes * 3 / 2, bytes - 1, bytes + 1));
                } catch (ConfigException noSize) {
                    others.add("/elsewhere.pem");
                }
            }
        }
        return others;
    }

    @Test
    void everySettingEitherHoldsAtOnceOrIsNamedAsOneThatDoesNot() throws IOException {
        Map<String, ConfigValue> settings = new TreeMap<>();
        SystemSettings.ofNode().entrySet().forEach(entry -> settings.put(entry.getKey(), entry.getValue()));
        List<String> ignored = new ArrayList<>();
        for (Map.Entry<String, ConfigValue> setting : settings.entrySet()) {
            String path = setting.getKey();
            String beside = BESIDE.getOrDefault(path, "") + "\n";
            NodeConfig now = read(beside);
            NodeConfig wanted = null;
            for (Object other : others(path, setting.getValue())) {
                String changed = ConfigValueFactory.fromAnyRef(other).render(ConfigRenderOptions.concise());
                Path file = Files.writeString(folder.resolve("node.conf"), beside + path + " = " + changed);
                if (wanted == null
                        && NodeConfigReader.read(file, ConfigFactory.empty(), List.of())
                                instanceof ConfigReading.Read read) {
                    wanted = read.config();
                }
            }
            assertThat(wanted).as("another value of " + path).isNotNull();
            List<String> reasons = ConfigChange.reasonsAgainst(now, wanted);
            boolean isNamed = reasons.size() == 1 && reasons.get(0).contains(": " + path + ": ");
            boolean isDone = reasons.isEmpty()
                    && ConfigChange.changes(now, wanted).size() == 1
                    && !(now.network().known().equals(wanted.network().known())
                            && now.limits()
                                    .peers()
                                    .admission()
                                    .equals(wanted.limits().peers().admission()));
            if (!isNamed && !isDone) {
                ignored.add(path + " " + reasons);
            }
            assertThat(ConfigChange.isLive(path) || ConfigChange.isFixed(path))
                    .as(path)
                    .isTrue();
        }
        assertThat(ignored).isEmpty();
    }

    @Test
    void whatHoldsOnlyAtAStartIsNamedWithItsPlaceAndBothValues() throws IOException {
        NodeConfig now = read("understory.p2p.dial.jitter = 0.3");
        NodeConfig wanted = read("""
                understory.p2p {
                  tcp.read-size = 32 KiB
                  max-inbound = 10
                }
                """);
        assertThat(ConfigChange.reasonsAgainst(now, wanted))
                .containsExactly(
                        folder.resolve("node.conf")
                                + ": understory.p2p.dial.jitter: 0.3 -> 0.5, which holds only when the node starts again",
                        folder.resolve("node.conf")
                                + ":2:7: understory.p2p.tcp.read-size: 64 KiB -> 32 KiB, which holds only when the node starts"
                                + " again");
        assertThat(ConfigChange.changes(now, wanted)).containsExactly("understory.p2p.max-inbound: 21 -> 10");
    }

    @Test
    void whatIsOnlyWrittenOtherwiseIsNoReason() throws IOException {
        NodeConfig now = read("understory.p2p.tcp.read-size = 64 KiB");
        NodeConfig wanted = read("understory.p2p.tcp.read-size = 65536");
        assertThat(ConfigChange.reasonsAgainst(now, wanted)).isEmpty();
        assertThat(ConfigChange.changes(now, wanted)).isEmpty();
    }

    @Test
    void listsAreToldByWhatIsNewAndGone() throws IOException {
        NodeConfig now = read("understory.p2p.banned-addresses = [\"192.0.2.1\", \"192.0.2.2\"]");
        NodeConfig wanted = read("understory.p2p.banned-addresses = [\"192.0.2.2\", \"192.0.2.3\", \"192.0.2.4\"]");
        assertThat(ConfigChange.changes(now, wanted))
                .containsExactly("understory.p2p.banned-addresses: 3 entries, 2 of them new, 1 gone");
    }

    @Test
    void slotsThatHaveAShareOfAllMemoryHoldOnlyAtAStart() throws IOException {
        String memory = "understory.p2p.connection.all-peers-memory = 1 GiB\n";
        NodeConfig now = read(memory);
        NodeConfig wanted = read(memory + "understory.p2p.max-inbound = 10");
        assertThat(ConfigChange.reasonsAgainst(now, wanted))
                .singleElement()
                .asString()
                .endsWith(":2:16: understory.p2p.max-inbound: 21 -> 10, which holds only when the node starts again");
    }

    @Test
    void aCanopyFilesKeysAreCalledAsTheyAreThere() throws IOException {
        NodeConfig now = read("{\"networkID\": 1, \"maxInbound\": 5}");
        NodeConfig wanted = read("{\n\"networkID\": 2,\n\"maxInbound\": 6}");
        assertThat(ConfigChange.reasonsAgainst(now, wanted))
                .containsExactly(folder.resolve("node.conf")
                        + ":2:2: networkID: 1 -> 2, which holds only when the node starts again");
        assertThat(ConfigChange.changes(now, wanted)).containsExactly("maxInbound: 5 -> 6");
    }
}
