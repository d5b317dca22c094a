package dev.understory.crypto;

/** {@link Aead} by the JDK's own ChaCha20-Poly1305. */
final class JdkAead extends JdkCipher {
    private static final ThreadLocal<ThreadCiphers> CIPHERS = ThreadLocal.withInitial(ThreadCiphers::chaCha20Poly1305);

    JdkAead(byte[] key) {
        super(new FrameKey(key), CIPHERS);
    }
}
