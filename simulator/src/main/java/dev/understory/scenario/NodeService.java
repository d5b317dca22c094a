package dev.understory.scenario;

/** What a node runs beside the peer-to-peer protocol. */
public sealed interface NodeService {
    /** The port of the peer-to-peer protocol, which is every node's first service. */
    int PEER_PORT = 9001;

    /** Unique on the node. */
    String name();

    /** Where it listens on the simulated network; over TCP any free port stands for it. */
    int port();

    /** Whether its links are secured by TLS, both ends showing certificates of the run's own authority. */
    boolean tls();

    /** Sends back what comes. */
    record Echo(String name, int port, boolean tls) implements NodeService {}
}
