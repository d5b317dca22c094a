package dev.understory.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** {@link Aead} by the JDK's own ChaCha20-Poly1305. */
final class JdkAead extends JdkCipher {
    private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(() -> cipher("ChaCha20-Poly1305"));

    private final FrameKey key;

    JdkAead(byte[] key) {
        checkLength(key);
        this.key = new FrameKey(key);
    }

    @Override
    Cipher prepared(int mode, long counter, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = CIPHER.get();
        cipher.init(mode, key, new IvParameterSpec(nonce));
        return cipher;
    }

    @Override
    public void wipe() {
        key.destroy();
    }
}
