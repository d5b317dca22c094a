package dev.understory.dissemination;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Peers, messages and random numbers for tests of this package. */
final class Fixtures {
    private Fixtures() {}

    static PublicKey peer(int number) {
        byte[] key = new byte[32];
        new SplittableRandom(number).nextBytes(key);
        return PublicKey.of(KeyType.ED25519, key);
    }

    static Bytes message(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
