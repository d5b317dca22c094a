package dev.understory.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.understory.discovery.DiscoverySettings;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.peer.KnownPeers;
import dev.understory.reputation.BanSubject;
import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanopyConfigTest {
    private static final String ONE = "01".repeat(48);
    private static final String TWO = "02".repeat(48);

    @TempDir
    Path folder;

    @Test
    void theKeysOfAShippedFileMeanWhatTheyMeanThere() throws IOException {
        ConfigReading.Read read = read("""
            {
              "logLevel": "debug", "rpcPort": "50002", "electionTimeoutMS": 1500, "sleepUntil": 0,
              "networkID": 18446744073709551615,
              "chainId": 3,
              "listenAddress": "0.0.0.0:9003",
              "externalAddress": "node-1",
              "maxInbound": 5,
              "maxOutbound": 4,
              "trustedPeerIDs": ["%1$s"],
              "dialPeers": ["%2$s@tcp://node-2", "%2$s@node-3:9100"],
              "bannedPeersIDs": ["%1$s"],
              "bannedPeerIDs": ["%2$s"],
              "bannedIPs": ["192.0.2.1"],
              "minimumPeersToStart": 1,
              "validator_tcp_proxy": {},
              "gossipThreshold": 70,
              "dataDirPath": "/var/lib/canopy"
            }
            """.formatted(ONE, TWO));
        NodeConfig config = read.config();
        assertThat(read.warnings())
                .containsExactly(
                        folder.resolve("config.json") + ":9:4: trustedPeerIDs: 01010101 has no address here and is"
                                + " not dialled; to have it dialled, write KEY@HOST:PORT (here)");
        assertThat(config.identity().networkId()).isEqualTo(-1L);
        assertThat(config.identity().chainId()).isEqualTo(3);
        assertThat(config.identity().dataDir()).isEqualTo(Path.of("/var/lib/canopy"));
        assertThat(config.network())
                .isEqualTo(new NodeConfig.Network(
                        new Endpoint("0.0.0.0", 9003),
                        "node-1:9003",
                        1,
                        new KnownPeers(
                                List.of(
                                        PeerAddress.parse(TWO + "@node-2:9003"),
                                        PeerAddress.parse(TWO + "@node-3:9103")),
                                List.of(),
                                List.of(PublicKey.ofHex(ONE)),
                                List.of(
                                        new BanSubject.Identity(PublicKey.ofHex(ONE)),
                                        new BanSubject.Identity(PublicKey.ofHex(TWO)),
                                        new BanSubject.Address(NetworkAddress.of("192.0.2.1")))),
                        DiscoverySettings.DEFAULT));
        assertThat(config.limits().peers().admission().maxInbound()).isEqualTo(5);
        assertThat(config.limits().gossipThreshold()).isEqualTo(70);
        assertThat(config.limits().peers().admission().maxOutbound()).isEqualTo(4);
    }

    @Test
    void listsThatGoWritesAsNullAreEmpty() throws IOException {
        assertThat(read("{\"networkID\": 1, \"dialPeers\": null}")
                        .config()
                        .network()
                        .known()
                        .kept())
                .isEmpty();
    }

    @Test
    void keysWithoutEffectAreSaid() throws IOException {
        assertThat(read("{\"validator_tcp_proxy\": {\"80\": \"a:1\"}}").warnings())
                .containsExactly("validator_tcp_proxy has no effect on this node");
    }

    @Test
    void aKeyThatOnlyLooksLikeAPeerToPeerKeyIsRefusedWithItsPlace() throws IOException {
        Path file = write("""
            {
              "networkID": 1, "chainID": 2,
              "maxInbuond": 5,
              "bannedPeerIds": [],
              "listen_address": "0.0.0.0:9003",
              "gosipThreshold": 0
            }
            """);
        assertThat(problems(file))
                .containsExactly(
                        file + ":2:20: Canopy has no key 'chainID' (did you mean 'chainId'?)",
                        file + ":3:4: Canopy has no key 'maxInbuond' (did you mean 'maxInbound'?)",
                        file + ":4:4: Canopy has no key 'bannedPeerIds' (did you mean 'bannedPeerIDs'?)",
                        file + ":5:4: Canopy has no key 'listen_address' (did you mean 'listenAddress'?)",
                        file + ":6:4: Canopy has no key 'gosipThreshold' (did you mean 'gossipThreshold'?)");
    }

    /** What the other parts of Canopy have had in their files so far. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "logLevel sleepUntil rootChain runVDF headless plugin pluginTimeoutMS pluginAutoUpdate"
                        + " structuredLogging",
                "autoUpdate runningAutoUpdate autoUpdateRepoOwner autoUpdateRepoName timeoutS rpcURL adminRPCUrl",
                "walletPort explorerPort rpcPort adminPort profilingPort indexerBlobCacheEntries serveIndexerBlobsLive",
                "maxRCSubscribers maxRCSubscribersPerChain rcSubscriberReadLimitBytes rcSubscriberWriteTimeoutMS",
                "rcSubscriberPongWaitS rcSubscriberPingPeriodS initialTokensPerBlock blocksPerHalvening faucetAddress",
                "restrictedAddresses newHeightTimeoutMS electionTimeoutMS electionVoteTimeoutMS proposeTimeoutMS",
                "proposeVoteTimeoutMS precommitTimeoutMS precommitVoteTimeoutMS commitTimeoutMS"
                        + " roundInterruptTimeoutMS",
                "dbName indexByAccount inMemory stateChangeJournalEnabled lssCompactionInterval backupDirectory",
                "backupInterval compressionProfile maxTotalBytes maxTransactionCount individualMaxTxSize"
                        + " dropPercentage",
                "lazyMempoolCheckFrequencyS metricsEnabled prometheusAddress heapProfilingEnabled"
                        + " heapProfilingIntervalS",
                "ethBlockProviderConfig oracleConfig name symbol website logoURI bannerURI description consensusPreset"
            })
    void noKeyOfAnotherPartOfCanopyLooksLikeAPeerToPeerKey(String keys) throws IOException {
        StringBuilder text = new StringBuilder("{\"networkID\": 1");
        for (String key : keys.split(" ", -1)) {
            text.append(", \"").append(key).append("\": 0");
        }
        assertThat(read(text + "}").warnings()).isEmpty();
    }

    @Test
    void trustedPeersAreAlsoReadAsOlderReleasesWriteThem() throws IOException {
        assertThat(read("{\"networkID\": 1, \"trutedPeersIDs\": [\"" + ONE + "\"]}")
                        .config()
                        .network()
                        .known()
                        .trusted())
                .containsExactly(PublicKey.ofHex(ONE));
    }

    @Test
    void theAddressOfATrustedPeerHasTheBasePortRuleToo() throws IOException {
        ConfigReading.Read read =
                read("{\"networkID\": 1, \"chainId\": 2, \"trustedPeerIDs\": [\"" + ONE + "@node-2\"]}");
        assertThat(read.warnings()).isEmpty();
        assertThat(read.config().network().known().kept()).containsExactly(PeerAddress.parse(ONE + "@node-2:9002"));
    }

    @Test
    void wrongTypesAreReportedByTheirKeysAndPlaces() throws IOException {
        Path file = write("""
            {
              "networkID": "main",
              "maxInbound": 2.5, "maxOutbound": [],
              "dialPeers": "x",
              "bannedPeerIDs": [ "abcd", 7 ],
              "trustedPeerIDs": {}
            }
            """);
        assertThat(problems(file))
                .containsExactly(
                        file + ":2:4: networkID: must be a whole number from 0 to 18446744073709551615, not 'main'",
                        file + ":3:4: maxInbound: must be a whole number from 0 to 1000000, not 2.5",
                        file + ":3:23: maxOutbound: must be a whole number from 0 to 1000000, not a list",
                        file + ":4:4: dialPeers: must be a list of texts, not 'x'",
                        file + ":5:23: bannedPeerIDs: a public key has 96 (BLS), 64 (Ed25519) or 66, 128 or 130"
                                + " (secp256k1) hexadecimal digits, not 4 characters",
                        file + ":5:30: bannedPeerIDs: must be a list of texts, not of 7",
                        file + ":6:4: trustedPeerIDs: must be a list of texts, not a block");
    }

    @Test
    void aProblemInEitherSpellingOfTheBannedPeersNamesBoth() throws IOException {
        Path file = write("{ \"bannedPeersIDs\": [ \"zz\" ],\n  \"bannedPeerIDs\": [] }");
        assertThat(problems(file))
                .singleElement()
                .asString()
                .startsWith(file + ":1:24: bannedPeersIDs and bannedPeerIDs: a public key has ");
    }

    @Test
    void whatIsSaidOfBothSpellingsTogetherStandsAtTheFirst() throws IOException {
        Path file = folder.resolve("config.json");
        assertThat(read("{\n  \"trustedPeerIDs\": [\"%s\"],\n  \"trutedPeersIDs\": []\n}".formatted(ONE))
                        .warnings())
                .singleElement()
                .asString()
                .startsWith(file + ":2:3: trustedPeerIDs and trutedPeersIDs: 01010101 has no address here");
    }

    @Test
    void brokenJsonIsReportedWithItsColumn() throws IOException {
        Path file = write("{\n  \"networkID\": 1,\n  \"chainId\": }\n");
        assertThat(problems(file))
                .singleElement()
                .asString()
                .startsWith(file + ":3:")
                .contains("'}'");
    }

    @ParameterizedTest
    @CsvSource({"k@host, 1, 9001", "k@host:9000, 2, 9002", "k@tcp://host:1025, 7, 1032", "k@[::1], 1, 9001"})
    void theChainIsAddedToABasePort(String text, long chain, int port) {
        assertThat(CanopyKeys.peer(text.replace("k", ONE), chain).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({
        "host:1024, 1, the base port of a peer must be at least 1025",
        "host:65000, 536, add up to more than 65535",
        "host, 18446744073709551615, add up to more than 65535",
        "host:x, 1, the port is not a number"
    })
    void aPortOutOfRangeIsRefused(String text, String chain, String message) {
        assertThatThrownBy(() -> CanopyKeys.peer(text, Long.parseUnsignedLong(chain)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private ConfigReading.Read read(String text) throws IOException {
        ConfigReading reading = NodeConfigReader.read(write(text), ConfigFactory.empty(), List.of());
        assertThat(reading).isInstanceOf(ConfigReading.Read.class);
        return (ConfigReading.Read) reading;
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("config.json"), text);
    }

    private static List<String> problems(Path file) {
        ConfigReading reading = NodeConfigReader.read(file, ConfigFactory.empty(), List.of());
        return ((ConfigReading.Unreadable) reading)
                .problems().stream().map(ConfigProblem::toString).toList();
    }
}
