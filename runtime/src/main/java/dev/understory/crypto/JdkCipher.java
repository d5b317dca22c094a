package dev.understory.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;

/** {@link Aead} by a cipher of the JDK's; its objects are shared by all connections of a thread ({@link ThreadCiphers}). */
abstract class JdkCipher implements Aead {
    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 12;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] nonce = new byte[NONCE_LENGTH];
    private final ThreadLocal<ThreadCiphers> ciphers;
    private FrameKey key;

    /** With the key for the first frame. */
    JdkCipher(FrameKey key, ThreadLocal<ThreadCiphers> ciphers) {
        int length = key.bytes().length;
        if (length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes, not " + length);
        }
        this.key = key;
        this.ciphers = ciphers;
    }

    /** The key for the frame with that counter, which comes after all that the current one was for. */
    FrameKey keyFor(long counter, FrameKey current) {
        return current;
    }

    @Override
    public final void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            prepare(counter).toSeal(key, nonce).doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK's cipher did not seal a frame", impossible);
        }
    }

    @Override
    public final boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            prepare(counter).toOpen(key, nonce).doFinal(in, inOffset, length, out, outOffset);
            return true;
        } catch (AEADBadTagException wrongTag) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK's cipher did not open a frame", impossible);
        }
    }

    @Override
    public final void wipe() {
        key.destroy();
        ciphers.get().forget(key);
    }

    private ThreadCiphers prepare(long counter) {
        LONG.set(nonce, NONCE_LENGTH - Long.BYTES, counter);
        key = keyFor(counter, key);
        return ciphers.get();
    }
}
