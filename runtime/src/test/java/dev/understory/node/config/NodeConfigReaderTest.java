package dev.understory.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.understory.dissemination.GossipSettings;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.ByteRates;
import dev.understory.limits.Limits;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.RateLimit;
import dev.understory.mux.Topic;
import dev.understory.peer.KnownPeers;
import dev.understory.peer.PeerSettings;
import dev.understory.reputation.BanSubject;
import dev.understory.transport.Endpoint;
import dev.understory.transport.tcp.TcpSettings;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeConfigReaderTest {
    private static final String KEY = "ab".repeat(48);

    @TempDir
    Path folder;

    @Test
    void withoutAFileEverythingIsAsTheCodeHasIt() {
        NodeConfig config = NodeConfig.parse("");
        assertThat(config.identity().keyFile()).isNull();
        assertThat(config.identity().keyType()).isEqualTo(KeyType.BLS12_381);
        assertThat(config.identity().networkId()).isEqualTo(1);
        assertThat(config.identity().chainId()).isEqualTo(1);
        assertThat(config.network().listen()).isEqualTo(new Endpoint("0.0.0.0", 9001));
        assertThat(config.network().known().kept()).isEmpty();
        assertThat(config.limits())
                .isEqualTo(new NodeConfig.Limits(
                        PeerSettings.DEFAULT,
                        GossipSettings.DEFAULT,
                        0,
                        TcpSettings.defaults(),
                        Capabilities.of(EnumSet.allOf(Capability.class), "understory/0.1.0")));
        assertThat(config.machine().eventLoops()).isBetween(1, 8);
        assertThat(config.machine().applicationThread()).isEqualTo(NodeConfig.ApplicationThread.OWN);
    }

    @Test
    void moreBansThanThereIsRoomForAreRefusedWithTheirPlace() {
        String bans = java.util.stream.IntStream.rangeClosed(0, 250_000)
                .mapToObj(i -> "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))
                .collect(java.util.stream.Collectors.joining("\",\"", "[\"", "\"]"));
        assertThatThrownBy(() -> NodeConfig.parse("understory.p2p.banned-addresses = " + bans))
                .hasMessageMatching(
                        "text.*1: understory.p2p.banned-addresses: together with banned-peers has 250001 bans, more than"
                                + " 250000");
    }

    @Test
    void documentsAreKeptInMemoryUnlessFilesAreAskedFor() throws IOException {
        assertThat(NodeConfig.parse("").machine().store()).isNull();
        assertThat(read("understory.node { data-dir = /var/node, store = files }")
                        .machine()
                        .store())
                .isEqualTo(Path.of("/var/node/store"));
        Path file = write("node.conf", "understory.node {\n  store = file\n}\n");
        assertThat(problems(file))
                .containsExactly(file + ":2:3: understory.node.store: must be memory or files, not 'file'");
    }

    @Test
    void theFilesOfTlsBelongTogether() throws IOException {
        assertThat(NodeConfig.parse("").tls()).isNull();
        assertThat(read("understory.node.tls { certificate = own.pem, trust = ca.pem, mutual = false }")
                        .tls())
                .isEqualTo(new NodeConfig.Tls(Path.of("own.pem"), Path.of("own.pem"), Path.of("ca.pem"), false));
        Path alone = write("alone.conf", "understory.node.tls {\n  certificate = own.pem\n}\n");
        assertThat(problems(alone))
                .containsExactly(alone + ":2:3: understory.node.tls.certificate: is of no use alone: say in"
                        + " understory.node.tls.trust whose certificates are trusted");
        Path key = write("key.conf", "understory.node.tls {\n  key = own.key\n  trust = ca.pem\n}\n");
        assertThat(problems(key))
                .containsExactly(key + ":2:3: understory.node.tls.key: is the key of no certificate: name its file in"
                        + " understory.node.tls.certificate");
    }

    @Test
    void ofTwoSettingsThatDoNotFitTogetherTheWrittenOneIsTheProblem() throws IOException {
        Path file = write("node.conf", "understory.p2p {\n  handshake.step-timeout = 10 s\n}\n");
        assertThat(problems(file))
                .containsExactly(
                        file + ":2:13: understory.p2p.handshake.timeout: must not be shorter than step-timeout");
    }

    @Test
    void memoryThatIsLessThanAllSharesAndOneLargeMessageIsRefused() throws IOException {
        Path file = write("node.conf", "understory.p2p.connection {\n  all-peers-memory = 300 MiB\n}\n");
        assertThat(problems(file))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith(file + ":2:3: understory.p2p.connection.all-peers-memory: must be 0 or at least 320864256");
        Path larger = write("larger.conf", "understory.p2p.topics.BLOCK.max-message-size = 200 MiB");
        assertThat(problems(larger))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("peer-memory: has no room");
        Path early = write("early.conf", "understory.p2p.connection.peer-share = 64 KiB");
        assertThat(problems(early))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("less than early-size");
        Path hasty = write("hasty.conf", "understory.p2p.connection.calm-rate = 1 MiB");
        assertThat(problems(hasty))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("must not be more than borrow-rate");
    }

    @Test
    void aGivenSumOfMemoryIsWhatSharesAndLoansAreTogether() throws IOException {
        String text = "understory.p2p { max-inbound = 92, max-outbound = 8, connection.all-peers-memory = 1 GiB }";
        assertThat(read(text).limits().peers().connection().memory().lendable()).isEqualTo((1024L - 600) << 20);
        assertThat(read("understory.p2p.max-inbound = 1000")
                        .limits()
                        .peers()
                        .connection()
                        .memory())
                .isEqualTo(Limits.memory());
    }

    @Test
    void ratesOfBytesAreNested() throws IOException {
        String text = "understory.p2p.byte-rates { burst = 2 s, everybody = true, out { peer = 1 MiB, TX = 64 KiB } }";
        ByteRates rates = read(text).limits().peers().session().allowance().bytes();
        assertThat(rates.everybody()).isTrue();
        assertThat(rates.in()).isEqualTo(ByteRates.OneWay.NONE);
        assertThat(rates.out())
                .isEqualTo(new ByteRates.OneWay(
                        null,
                        new RateLimit(1 << 20, 2 << 20),
                        null,
                        Map.of(Topic.TX, new RateLimit(1 << 16, 2 << 16))));

        Path file =
                write("node.conf", "understory.p2p.byte-rates.in {\n  all = 1 MiB\n  peer = 2 MiB\n  TX = 1 KiB\n}\n");
        assertThat(problems(file))
                .containsExactly(
                        file + ":3:3: understory.p2p.byte-rates.in.peer: must not be more than all",
                        file + ":4:3: understory.p2p.byte-rates.in.TX: must be 0, for no limit, or at least 64 KiB, not"
                                + " 1024 bytes a second");
    }

    @Test
    void theLargestRateHasABurstThatCanBeCounted() throws IOException {
        String text = "understory.p2p.byte-rates { burst = 60 s, in.all = 4 GiB, out.peer = 150 MiB }";
        ByteRates rates = read(text).limits().peers().session().allowance().bytes();
        assertThat(rates.in().all()).isEqualTo(new RateLimit(RateLimit.MOST, RateLimit.MOST));
        assertThat(rates.out().peer()).isEqualTo(new RateLimit(150L << 20, RateLimit.MOST));
    }

    @Test
    void settingsOfAFileReplaceTheDefaults() throws IOException {
        NodeConfig config = read("""
            understory {
              node { data-dir = ~/elsewhere, network-id = 18446744073709551615, key-type = ed25519 }
              p2p.listen-address = "[::1]:0"
              p2p.max-inbound = 3 // few
              p2p.dial-peers = ["%s@example.org:9001", "127.0.0.1:7"]
              p2p.banned-addresses = [192.0.2.9, "198.48.0.0/13", "2001:db8::/45"]
            }
            """.formatted(KEY));
        assertThat(config.identity().dataDir()).isEqualTo(Path.of(System.getProperty("user.home"), "elsewhere"));
        assertThat(config.identity().networkId()).isEqualTo(-1L);
        assertThat(config.identity().keyType()).isEqualTo(KeyType.ED25519);
        assertThat(config.network().listen()).isEqualTo(new Endpoint("::1", 0));
        assertThat(config.limits().peers().admission().maxInbound()).isEqualTo(3);
        assertThat(config.network().known().kept())
                .containsExactly(PeerAddress.parse(KEY + "@example.org:9001"), PeerAddress.parse("127.0.0.1:7"));
        assertThat(config.network().known().banned())
                .containsExactly(
                        new BanSubject.Address(NetworkAddress.of("192.0.2.9")),
                        new BanSubject.Network(AddressGroup.parse("198.48.0.0/13")),
                        new BanSubject.Network(AddressGroup.parse("2001:db8::/45")));
    }

    @Test
    void aBannedAddressInsideANetworkIsSaidWithTheNetworkThatMayBeMeant() throws IOException {
        Path file = write("node.conf", "understory.p2p.banned-addresses = [\n  \"10.5.0.0/13\"\n]\n");
        assertThat(problems(file))
                .containsExactly(file + ":2:4: understory.p2p.banned-addresses: '10.5.0.0/13' is an address inside a"
                        + " network, not a network: did you mean '10.0.0.0/13' (all of it) or '10.5.0.0' (this one"
                        + " address)?");
    }

    @Test
    void aBannedHostNameNeedsNoAddress() throws IOException {
        assertThat(read("understory.p2p.banned-addresses = [\"No-Such-Host.invalid.\"]")
                        .network()
                        .known()
                        .banned())
                .containsExactly(new BanSubject.Name("no-such-host.invalid"));
    }

    @Test
    void whatIsNeitherAnAddressNorAHostNameCannotBeBanned() throws IOException {
        Path file = write("node.conf", """
            understory.p2p.banned-addresses = [
              "192.0.2.9:9001",
              "http://evil.example/",
              "[2001:db8::1]",
              "192.0.2",
              "300.1.2.3",
              "evil host",
              "-evil.example",
              "evil..example",
              ""
            ]
            """);
        String neither = "' is neither an address nor a host name";
        assertThat(problems(file))
                .extracting(problem -> problem.substring(file.toString().length()))
                .containsExactly(
                        ":2:4: understory.p2p.banned-addresses: '192.0.2.9:9001" + neither
                                + " (did you mean '192.0.2.9'?)",
                        ":3:4: understory.p2p.banned-addresses: 'http://evil.example/" + neither
                                + " (did you mean 'evil.example'?)",
                        ":4:4: understory.p2p.banned-addresses: '[2001:db8::1]" + neither
                                + " (did you mean '2001:db8::1'?)",
                        ":5:4: understory.p2p.banned-addresses: '192.0.2" + neither,
                        ":6:4: understory.p2p.banned-addresses: '300.1.2.3" + neither,
                        ":7:4: understory.p2p.banned-addresses: 'evil host" + neither,
                        ":8:4: understory.p2p.banned-addresses: '-evil.example" + neither,
                        ":9:4: understory.p2p.banned-addresses: 'evil..example" + neither,
                        ":10:4: understory.p2p.banned-addresses: '" + neither);
    }

    @Test
    void anEmptyTextInAListIsPlacedWhereItStands() throws IOException {
        Path file =
                write("node.conf", "understory.p2p.banned-peers = [\"\"]\nunderstory.p2p.must-connect = [\n  \"\"]\n");
        assertThat(problems(file))
                .extracting(problem -> problem.substring(file.toString().length(), problem.indexOf(" understory")))
                .containsExactly(":1:33:", ":3:4:");
    }

    @Test
    void onlySoManyHostNamesCanBeBanned() throws IOException {
        StringBuilder names = new StringBuilder("understory.p2p.banned-addresses = [");
        for (int i = 0; i <= 512; i++) {
            names.append("host").append(i).append(".test, ");
        }
        Path file = write("node.conf", names + "]");
        assertThat(problems(file))
                .containsExactly(file + ":1:16: understory.p2p.banned-addresses: bans more than 512 host names");
    }

    @Test
    void aTrustedPeerWithItsAddressIsDialledToo() throws IOException {
        KnownPeers known = read("""
            understory.p2p.trusted-peers = ["%1$s@node-2:9001", "%2$s"]
            understory.p2p.must-connect = ["%2$s@node-3:9001"]
            """.formatted(KEY, "cd".repeat(48))).network().known();
        assertThat(known.trusted()).containsExactly(PublicKey.ofHex(KEY), PublicKey.ofHex("cd".repeat(48)));
        assertThat(known.kept()).containsExactly(PeerAddress.parse(KEY + "@node-2:9001"));
    }

    @Test
    void aTrustedPeerWithoutItsKeyIsRefused() throws IOException {
        Path file = write("node.conf", "understory.p2p.trusted-peers = [\"node-2:9001\"]");
        assertThat(problems(file))
                .containsExactly(file
                        + ":1:34: understory.p2p.trusted-peers: 'node-2:9001' lacks the key by which a trusted peer is"
                        + " known: KEY, or KEY@HOST:PORT to have it dialled");
    }

    @Test
    void trustedPeersWithoutAnAddressAreSaidInOneLine() throws IOException {
        Path file = write("node.conf", "understory.p2p.trusted-peers = [\"" + KEY + "\", \"" + "cd".repeat(32) + "\"]");
        ConfigReading reading = NodeConfigReader.read(file, ConfigFactory.empty(), List.of());
        assertThat(((ConfigReading.Read) reading).warnings())
                .containsExactly(
                        file + ":1:16: understory.p2p.trusted-peers: abababab and 1 more have no address here and"
                                + " are not dialled; to have one dialled, write KEY@HOST:PORT (here)");
    }

    @Test
    void dontWantWithoutAnnounceFetchIsSaidToHaveNoEffectWhereItIsWritten() throws IOException {
        Path file = write("node.conf", "understory.p2p.capabilities { announce-fetch = false\ndont-want = true }");
        ConfigReading reading = NodeConfigReader.read(file, ConfigFactory.empty(), List.of());
        assertThat(((ConfigReading.Read) reading).warnings())
                .containsExactly(file + ":2:1: understory.p2p.capabilities.dont-want: has no effect without"
                        + " announce-fetch, which is off");
        Path other = write("other.conf", "understory.p2p.capabilities.announce-fetch = false");
        reading = NodeConfigReader.read(other, ConfigFactory.empty(), List.of());
        assertThat(((ConfigReading.Read) reading).warnings()).isEmpty();
    }

    @Test
    void anExternalAddressThatNobodyCanDialIsRefused() throws IOException {
        for (String address :
                List.of("http://node-2", "node 2", "0.0.0.0:9001", KEY + "@node-2", "2001:db8::1", "node-2:x")) {
            Path file = write("node.conf", "understory.p2p.external-address = \"" + address + "\"");
            assertThat(problems(file))
                    .singleElement()
                    .asString()
                    .startsWith(file + ":1:16: understory.p2p.external-address: ")
                    .doesNotContain(":1:1'", "2:1'");
        }
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndWhere() throws IOException {
        Path file = write("node.conf", """
            understory {
              p2p {
                max-inbond = 3
                max-outbound = many
                dial {
                  timeout = 500
                  first-delay = 5 s
                  max-delay = 1 s
                }
                dial-peers = [
                  "127.0.0.1:9001",
                  "nowhere"
                ]
                tcp = fast
                listen-address = "0.0.0.0"
              }
              node.network-id = -1
              node.data-dir = null
            }
            loging.level = 3
            """);
        assertThat(problems(file))
                .containsExactly(
                        file + ":3:5: there is no setting 'max-inbond' in understory.p2p (did you mean 'max-inbound'?)",
                        file
                                + ":4:5: understory.p2p.max-outbound: must be a whole number from 0 to 1000000, not"
                                + " 'many'",
                        file + ":6:7: understory.p2p.dial.timeout: must be a time with its unit (such as 500 ms, 3 s)"
                                + " from 1 ms to 3600 s, not 500",
                        file + ":8:7: understory.p2p.dial.max-delay: must not be shorter than first-delay",
                        file + ":12:8: understory.p2p.dial-peers: 'nowhere' is not an address of the form"
                                + " [KEY@]HOST:PORT: the port is missing",
                        file + ":14:5: understory.p2p.tcp: must be a block of settings in braces, not 'fast'",
                        file + ":15:5: understory.p2p.listen-address: '0.0.0.0' is not an address of the form"
                                + " HOST:PORT: the port is missing",
                        file + ":17:8: understory.node.network-id: must be a whole number from 0 to"
                                + " 18446744073709551615, not -1",
                        file + ":18:8: understory.node.data-dir: has no value",
                        file + ":20:1: there is no setting 'loging'");
    }

    @Test
    void whatFollowsFromAWrongSettingOnlyIsNotSaid() throws IOException {
        Path file = write("node.conf", """
            understory.p2p {
              connection.peer-memory = 1
              connection.all-peers-memory = 1 MiB
              connection.liveness-timeout = soon
              connection.ping-interval = 30 m
              max-handshakes = 0
              dial.max-delay = null
              dial.first-delay = 1 h
              tcp = fast
            }
            """);
        assertThat(problems(file))
                .extracting(problem ->
                        problem.substring(file.toString().length() + 1).replaceAll(": (must|has) .*", ""))
                .containsExactly(
                        "2:14: understory.p2p.connection.peer-memory",
                        "4:14: understory.p2p.connection.liveness-timeout",
                        "6:3: understory.p2p.max-handshakes",
                        "7:8: understory.p2p.dial.max-delay",
                        "9:3: understory.p2p.tcp");
    }

    @Test
    void whatIsJoinedToASettingThatIsNoListIsAProblemOfItsLineAndNotOfTheDefaults() throws IOException {
        Path file = write("node.conf", "understory.p2p {\n  dial-peers += \"a:1\"\n  max-inbound += 3\n}\n");
        assertThat(problems(file))
                .containsExactly(file + ":3:3: understory.p2p.max-inbound: is no list, so that nothing can be joined to"
                        + " it (did you mean '='?)");
        Path twice = write("twice.conf", "understory.p2p {\n max-inbound += 3\n max-inbound { a = 1 }\n}");
        assertThat(problems(twice)).singleElement().asString().startsWith(twice + ":2:2: understory.p2p.max-inbound: ");
    }

    @Test
    void aProblemOfAnIncludedFileNamesThatFile() throws IOException {
        Path other = write("other.conf", "\n\n\nunderstory {");
        Path file = write("node.conf", "include \"other.conf\"");
        assertThat(problems(file)).singleElement().asString().startsWith(other + ":4: ");
    }

    @Test
    void aBrokenFileIsOneProblemWithItsLine() throws IOException {
        Path file = write("node.conf", "understory {\n  p2p { max-inbound = 3\n");
        assertThat(problems(file))
                .singleElement()
                .asString()
                .startsWith(file + ":")
                .contains("end of file");
    }

    @Test
    void aBrokenJsonFileIsOneProblemWithItsPlaceAndWithoutTheInnardsOfTheParser() throws IOException {
        Path file = write("config.json", "[1,2\n");
        assertThat(problems(file))
                .containsExactly(file + ":2:1: Unexpected end-of-input: expected close marker for Array");
    }

    @Test
    void aFileThatIsNoTextIsOneProblemInPrintableCharacters() throws IOException {
        Path file = write("node.conf", "a\u0007\u001b[31m\u00e9 = 1\nb\u001b[0m\u0007 'x'\n");
        assertThat(problems(file)).singleElement().asString().matches("[\\x20-\\x7e]+");
        assertThat(problems(Path.of(""))).containsExactly("--config: the name of the file is empty");
    }

    @Test
    void aReferenceToNothingIsAProblem() throws IOException {
        Path file = write("node.conf", "understory.node.data-dir = ${nothing.here}\n");
        assertThat(problems(file)).singleElement().asString().contains("${nothing.here}");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        Path file = folder.resolve("none.conf");
        assertThat(problems(file)).containsExactly(file + ": there is no such file");
        assertThat(problems(folder)).containsExactly(folder + ": is not a file");
    }

    @Test
    void optionsGoBeforeTheFileAndAreNamedInProblems() throws IOException {
        Path file = write("node.conf", "understory.p2p { max-inbound = 3, listen-address = \"127.0.0.1:5\" }");
        ConfigReading reading = NodeConfigReader.read(
                file,
                ConfigFactory.empty()
                        .withValue(
                                "understory.p2p.listen-address", ConfigValueFactory.fromAnyRef("nowhere", "--listen")),
                List.of());
        assertThat(((ConfigReading.Unreadable) reading).problems())
                .extracting(ConfigProblem::where)
                .containsExactly("--listen");
    }

    @Test
    void parsingATextThrowsWithALineForEachProblem() {
        assertThatThrownBy(() -> NodeConfig.parse("understory.p2p.max-inbound = x\nunderstory.nod.a = 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("understory.p2p.max-inbound: must be a whole number")
                .hasMessageContaining("there is no setting 'nod' in understory (did you mean 'node'?)");
    }

    @Test
    void settingsOfAnActorSystemAreRefusedInsteadOfIgnored() throws IOException {
        Path file = write("node.conf", "pekko.actor.provider = cluster\nunderstory.node-dispatcher.throughput = 5\n");
        assertThat(problems(file))
                .containsExactly(
                        file + ":1:1: a node's actor system takes no settings of 'pekko': they would set nothing",
                        file + ":2:12: there is no setting 'node-dispatcher' in understory");
    }

    private NodeConfig read(String text) throws IOException {
        ConfigReading reading = NodeConfigReader.read(write("node.conf", text), ConfigFactory.empty(), List.of());
        assertThat(reading).isInstanceOf(ConfigReading.Read.class);
        return ((ConfigReading.Read) reading).config();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static List<String> problems(Path file) {
        ConfigReading reading = NodeConfigReader.read(file, ConfigFactory.empty(), List.of());
        return ((ConfigReading.Unreadable) reading)
                .problems().stream().map(ConfigProblem::toString).toList();
    }
}
