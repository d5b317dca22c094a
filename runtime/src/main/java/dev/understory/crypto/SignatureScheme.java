package dev.understory.crypto;

import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.identity.SecretKey;

/** One kind of identity key: making, loading, decoding, signing, verifying (wire.md, section 1.6). Stateless. */
interface SignatureScheme {
    /** A new key from 32 random bytes. */
    NodeKey generate(byte[] seed32);

    /** The key of that secret. */
    KeyLoading load(SecretKey secret);

    /** A signature of the scheme's length. */
    byte[] sign(NodeKey key, byte[] message);

    /** The canonical form of a received key, whose length is one of the scheme's. */
    IdentityDecoding decode(byte[] raw);

    /** Whether the signature is by a key that {@link #decode} gave. */
    boolean verify(PublicKey key, byte[] message, byte[] signature);

    /** Whether both are. */
    default boolean verifyBoth(PublicKey key, byte[] message1, byte[] signature1, byte[] message2, byte[] signature2) {
        return verify(key, message1, signature1) && verify(key, message2, signature2);
    }
}
