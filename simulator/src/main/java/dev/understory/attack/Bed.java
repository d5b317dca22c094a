package dev.understory.attack;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Where attacks happen: a whole node, an honest peer that is connected to it, and a network on which attackers reach it. */
interface Bed extends AutoCloseable {
    /**
     * Settings of the node and of its friend. Limits are low, so that what one attack leaves behind the next one shows. Messages
     * of peer exchange have no rate: what interleaves on all topics (M11) is more of them than a peer is given in ten seconds.
     */
    String SETTINGS = """
            understory.p2p {
              handshake { step-timeout = 20 s, timeout = 30 s }
              connection {
                ping-interval = 10 s, liveness-timeout = 60 s
                peer-share = 64 KiB, peer-memory = 2 MiB, all-peers-memory = 4 MiB, early-size = 64 KiB
                stall-grace = 5 s, calm-grace = 3 s, waste-rate = 64 KiB, waste-burst = 2 MiB
              }
              message-rates { PEERS_RESPONSE = 0, PEERS_REQUEST = 0 }
              topics {
                CONSENSUS.max-message-size = 1 MiB, BLOCK.max-message-size = 1 MiB, TX.max-message-size = 1 MiB
                BLOCK_REQUEST.max-message-size = 1 MiB
                PEERS_RESPONSE.max-message-size = 1 MiB, PEERS_REQUEST.max-message-size = 1 MiB
              }
            }
            """;

    /** Attackers take turns in so many identities, so that tables of nodes that remember them fill early in a long run. */
    int FACES = 500;

    /** The number of the first of them. */
    int FIRST_FACE = 1000;

    /** The friend watches the round trip closely. */
    String WATCHFUL = """
            understory.p2p.connection.ping-interval = 50 ms
            """;

    Witness victim();

    Witness friend();

    PublicKey victimId();

    PublicKey friendId();

    /** Bytes of unfinished messages that one peer of the node may hold. */
    long memoryOfAPeer();

    /**
     * An attacker opens a link to the node, from an address in 10/8 (on loopback the same in 127/8), the same after ::ffff:, or of the form
     * 2001:db8:A:B00::1 (on loopback 127.66.A.B, so that a /48 is a /24 there and a /32 is a /16).
     */
    Attacker attack(String from, Script script);

    /** The attacker of that number does so, who may have been there before. */
    Attacker attack(String from, int number, Script script);

    /** The node dials an attacker in the belief that he is {@code believed}. */
    Attacker lure(PublicKey believed, Script script);

    /** An attacker ends his stream in good order. */
    void leave(Attacker attacker);

    /** An attacker's stream is reset, if he has one. */
    void dismiss(Attacker attacker);

    /** The attacker reads nothing from now on. */
    void deafen(Attacker attacker);

    /** The node sends an admitted attacker a message. */
    void victimSends(Attacker to, Topic topic, byte[] payload);

    /** Lets that much time pass. */
    void pass(Duration duration);

    /** One more honest peer dials the node, and is admitted; where it listens. */
    PeerAddress newcomer();

    /** Where the friend listens. */
    PeerAddress friendAddress();

    /** These are the node's must-connect peers from now on. */
    void mustConnect(List<PeerAddress> peers);

    /** From now on somebody else consumes that topic, and never deals with anything. */
    void freeze(Topic topic);

    /** The friend sends the node a message. */
    void friendSends(Topic topic, byte[] payload);

    /** Lets things happen until that holds; false if it never does. */
    boolean await(BooleanSupplier until);

    /** Whether all addresses are this machine's own, which have no subnet that could answer for them. */
    boolean isLoopback();

    @Override
    void close();
}
