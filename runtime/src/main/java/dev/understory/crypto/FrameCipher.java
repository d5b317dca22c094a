package dev.understory.crypto;

/** Whose ChaCha20-Poly1305 (RFC 8439) seals and opens frames; on the wire they are the same. */
public enum FrameCipher {
    /** The JDK's ChaCha20 with a Poly1305 of our own in one loop, for speed. */
    OWN {
        @Override
        Aead create(byte[] key32) {
            return new ChaCha20Poly1305(key32);
        }
    },
    /** The JDK's own, for those who take no arithmetic but a library's. */
    JDK {
        @Override
        Aead create(byte[] key32) {
            return new JdkAead(key32);
        }
    };

    /** A cipher for one direction of one connection; copies the key. */
    abstract Aead create(byte[] key32);
}
