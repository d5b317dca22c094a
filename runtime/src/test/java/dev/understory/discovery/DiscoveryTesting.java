package dev.understory.discovery;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.TestRandom;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.Routability;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.BookSettings;
import dev.understory.peerbook.DialBackoff;
import dev.understory.peerbook.PeerBook;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import dev.understory.wire.BookPeer;
import dev.understory.wire.Bytes;
import dev.understory.wire.PeerBookMessages;
import dev.understory.wire.PeerMeta;
import java.time.Duration;

/** Keys, addresses and random streams for tests of discovery. */
final class DiscoveryTesting {
    static final long SECOND = Duration.ofSeconds(1).toNanos();
    static final long MINUTE = 60 * SECOND;
    static final CryptoSuite SUITE = CryptoSuites.modelled();
    static final PublicKey SELF = key(0);
    static final PeerExchange.Self PUBLIC = self(Routability.PUBLIC);
    static final PeerExchange.Self PRIVATE = self(Routability.PRIVATE);

    private DiscoveryTesting() {}

    private static PeerExchange.Self self(Routability routability) {
        return new PeerExchange.Self(SELF, 1, 2, SUITE, routability);
    }

    static PublicKey key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        seed[1] = (byte) (number >> 8);
        return SUITE.nodeKey(KeyType.ED25519, seed).publicKey();
    }

    static PeerBook book(Routability routability) {
        return PeerBook.empty(BookSettings.of(1, 2, SELF, routability), TestRandom.stream(11));
    }

    static DialBackoff backoff() {
        return new DialBackoff(Duration.ofSeconds(10), Duration.ofMinutes(30), 2, 0, TestRandom.stream(7));
    }

    static NetworkAddress host(String text) {
        return NetworkAddress.of(text);
    }

    /** The address of that node: everybody lives in a network of his own. */
    static BookAddress at(int number) {
        return at(number, "11." + number + ".0.1");
    }

    static BookAddress at(int number, String host) {
        return new BookAddress(key(number), host(host), 9002);
    }

    static PeerInfo peer(int number, Direction direction) {
        Endpoint remote = new Endpoint("11." + number + ".0.1", direction == Direction.OUTBOUND ? 9002 : 50_000);
        return new PeerInfo(key(number), direction, remote, false, false, 0);
    }

    static BookPeer entry(int number, String address) {
        return new BookPeer(Bytes.wrap(key(number).bytes()), address, new PeerMeta(1, 2, Bytes.EMPTY), 0);
    }

    static Bytes response(BookPeer... entries) {
        return PeerBookMessages.response(java.util.List.of(entries));
    }
}
