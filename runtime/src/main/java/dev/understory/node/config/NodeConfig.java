package dev.understory.node.config;

import dev.understory.crypto.FrameCipher;
import dev.understory.discovery.DiscoverySettings;
import dev.understory.dissemination.GossipSettings;
import dev.understory.identity.KeyType;
import dev.understory.peer.KnownPeers;
import dev.understory.peer.PeerSettings;
import dev.understory.transport.Endpoint;
import dev.understory.transport.tcp.TcpSettings;
import dev.understory.wire.Capabilities;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a real node; {@code reference.conf} documents every setting. {@link NodeConfigReader} makes it
 * from files and options, {@link #parse} from a text.
 *
 * @param identity who the node is
 * @param network whom it meets, and where
 * @param limits how it treats connections
 * @param machine what it uses of the machine
 * @param tls what its services show and trust over TLS; null for a node that does none
 * @param operation how operators see it
 * @param origin where all of that was read
 */
public record NodeConfig(
        Identity identity,
        Network network,
        Limits limits,
        Machine machine,
        @Nullable Tls tls,
        Operation operation,
        ConfigOrigin origin) {
    /** The folder within the data folder for documents. */
    public static final String STORE_FOLDER = "store";

    /** The file in the data folder that holds the identity unless another is named; Canopy's name for it. */
    public static final String KEY_FILE = "validator_key.json";

    /**
     * Who the node is.
     *
     * @param dataDir where it keeps its files
     * @param keyFile its identity; null for {@link #KEY_FILE} in the data folder, made when it is not there
     * @param keyType the kind of identity that is made
     * @param networkId unsigned
     * @param chainId unsigned
     */
    public record Identity(Path dataDir, @Nullable Path keyFile, KeyType keyType, long networkId, long chainId) {}

    /**
     * Whom the node meets, and where.
     *
     * @param listen null listens nowhere
     * @param externalAddress shown instead of the address we listen at: {@code HOST:PORT}, or {@code HOST} where the port is
     *     the one we listen at; empty for none
     * @param minimumPeers peers before the node counts as ready
     * @param known whom it knows from the start
     * @param discovery how it finds others
     */
    public record Network(
            @Nullable Endpoint listen,
            String externalAddress,
            int minimumPeers,
            KnownPeers known,
            DiscoverySettings discovery) {}

    /**
     * How the node treats connections.
     *
     * @param peers what peers may do and cost
     * @param gossip what gossip may cost, and from where on a committee gossips
     * @param tcp the sockets
     * @param capabilities what is offered to peers beyond what a Canopy node can
     */
    public record Limits(
            PeerSettings peers,
            GossipSettings gossip,
            int gossipThreshold,
            TcpSettings tcp,
            Capabilities capabilities) {}

    /**
     * What the node uses of the machine.
     *
     * @param eventLoops threads that own connections
     * @param applicationThread where the application lives
     * @param frameCipher whose cipher seals and opens frames
     * @param cryptoThreads threads for the signatures of handshakes
     * @param cryptoQueue how much of that work may wait
     * @param handshakeShare of all processors' time that it may take
     * @param store the folder in which documents are kept; null keeps them in memory while the node runs
     * @param stopDeadline how long stopping may take
     */
    public record Machine(
            int eventLoops,
            ApplicationThread applicationThread,
            FrameCipher frameCipher,
            int cryptoThreads,
            int cryptoQueue,
            double handshakeShare,
            @Nullable Path store,
            Duration stopDeadline) {}

    /**
     * The files of TLS, all of them PEM.
     *
     * @param certificate the node's own certificate first, then those that vouch for it; null to dial only, and show nothing
     * @param key the private key of that certificate (PKCS#8, not encrypted), possibly the same file; null as above
     * @param trust certificates of those it trusts
     * @param mutual whether whoever dials it has to show a certificate
     */
    public record Tls(@Nullable Path certificate, @Nullable Path key, Path trust, boolean mutual) {}

    /**
     * How operators see the node.
     *
     * @param metrics where Prometheus reads its metrics; null for nowhere
     * @param admin how it is administered; null for not at all
     */
    public record Operation(
            @Nullable Endpoint metrics, @Nullable Admin admin) {}

    /**
     * How a node is administered.
     *
     * @param listen where, on this machine only
     * @param tokenFile what whoever administers it has to know; made when it is not there
     * @param placeFile where commands find both
     */
    public record Admin(Endpoint listen, Path tokenFile, Path placeFile) {
        /** The file in the data folder that holds the token unless another is named. */
        public static final String TOKEN_FILE = "admin_token";

        /** The file in the data folder that says where a node that runs is administered. */
        public static final String PLACE_FILE = "admin.json";
    }

    /** Where a node's application lives. */
    public enum ApplicationThread {
        /** On a thread apart from all connections: it may take its time, and pays for it with two changes of thread. */
        OWN,
        /** On the first event loop: nothing changes threads for the peers of that loop, and whoever blocks, blocks them. */
        EVENT_LOOP
    }

    /**
     * A configuration from a text in the form of {@code reference.conf}, which holds what differs from there.
     *
     * @throws IllegalArgumentException with a line for each problem
     */
    public static NodeConfig parse(String hocon) {
        return switch (NodeConfigReader.readText(hocon)) {
            case ConfigReading.Read read -> read.config();
            case ConfigReading.Unreadable unreadable ->
                throw new IllegalArgumentException(String.join(
                        "\n",
                        unreadable.problems().stream()
                                .map(ConfigProblem::toString)
                                .toList()));
        };
    }
}
