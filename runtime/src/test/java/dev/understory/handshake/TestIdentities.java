package dev.understory.handshake;

import dev.understory.crypto.CryptoSuite;
import dev.understory.identity.KeyType;
import dev.understory.wire.Capabilities;

/** Identities and seeds by number. */
final class TestIdentities {
    private TestIdentities() {}

    static LocalIdentity identity(CryptoSuite suite, KeyType type, int number) {
        return identity(suite, type, number, 1, 1);
    }

    static LocalIdentity identity(CryptoSuite suite, KeyType type, int number, long network, long chain) {
        return LocalIdentity.create(suite, suite.nodeKey(type, seed(number)), network, chain);
    }

    /** One that offers something. */
    static LocalIdentity offering(CryptoSuite suite, int number, Capabilities capabilities) {
        return LocalIdentity.create(suite, suite.nodeKey(KeyType.ED25519, seed(number)), 1, 1, capabilities);
    }

    static byte[] seed(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        seed[1] = (byte) (number >>> 8);
        seed[31] = 1;
        return seed;
    }
}
