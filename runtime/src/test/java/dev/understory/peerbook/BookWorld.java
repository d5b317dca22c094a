package dev.understory.peerbook;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.limits.Routability;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Keys, addresses and random streams for tests of the book. */
final class BookWorld {
    static final long SECOND = Duration.ofSeconds(1).toNanos();
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;
    static final PublicKey SELF = key(-1);
    static final BookSettings PUBLIC = BookSettings.of(1, 2, SELF, Routability.PUBLIC);
    static final BookSettings PRIVATE = BookSettings.of(1, 2, SELF, Routability.PRIVATE);

    private BookWorld() {}

    /** The seed of a property test: given, or always the same; printed so that a failure can be repeated. */
    static long seed(String test) {
        long seed = Long.getLong("understory.test.seed", 20_261_130);
        System.out.println(test + ": seed " + seed);
        return seed;
    }

    static PublicKey key(int number) {
        return PublicKey.of(
                KeyType.ED25519, ByteBuffer.allocate(32).putInt(28, number).array());
    }

    static NetworkAddress host(String text) {
        return NetworkAddress.of(text);
    }

    /** A public address: the number of its /16, from 0 to 999, and of the host in it. */
    static NetworkAddress host(int network, int number) {
        int first = 11 + network / 250;
        return NetworkAddress.ofBytes(
                new byte[] {(byte) first, (byte) (network % 250), (byte) (number >>> 8), (byte) number});
    }

    static BookAddress address(int key, String host) {
        return new BookAddress(key(key), host(host), 9001);
    }

    static BookAddress address(int key, NetworkAddress host) {
        return new BookAddress(key(key), host, 9001);
    }

    static boolean any(BookAddress address) {
        return true;
    }
}
