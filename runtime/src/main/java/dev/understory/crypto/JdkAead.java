package dev.understory.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** {@link Aead} by the JDK's own ChaCha20-Poly1305; the cipher object is shared by all connections of a thread. */
final class JdkAead implements Aead {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final ThreadLocal<Cipher> CIPHER = ThreadLocal.withInitial(JdkAead::cipher);

    private final FrameKey key;
    private final byte[] nonce = new byte[NONCE_LENGTH];

    JdkAead(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a ChaCha20 key has 32 bytes, not " + key.length);
        }
        this.key = new FrameKey(key);
    }

    @Override
    public void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            prepared(Cipher.ENCRYPT_MODE, counter).doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK's ChaCha20-Poly1305 did not seal a frame", impossible);
        }
    }

    @Override
    public boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            prepared(Cipher.DECRYPT_MODE, counter).doFinal(in, inOffset, length, out, outOffset);
            return true;
        } catch (AEADBadTagException wrongTag) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK's ChaCha20-Poly1305 did not open a frame", impossible);
        }
    }

    @Override
    public void wipe() {
        key.destroy();
    }

    private Cipher prepared(int mode, long counter) throws GeneralSecurityException {
        LONG.set(nonce, NONCE_LENGTH - Long.BYTES, counter);
        Cipher cipher = CIPHER.get();
        cipher.init(mode, key, new IvParameterSpec(nonce));
        return cipher;
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every JDK since 11 has ChaCha20-Poly1305", absent);
        }
    }
}
