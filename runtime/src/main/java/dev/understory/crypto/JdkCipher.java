package dev.understory.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/** {@link Aead} by a cipher of the JDK's; its object is shared by all connections of a thread. */
abstract class JdkCipher implements Aead {
    static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] nonce = new byte[NONCE_LENGTH];

    static void checkLength(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes, not " + key.length);
        }
    }

    static Cipher cipher(String name) {
        try {
            return Cipher.getInstance(name);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every JDK since 11 has " + name, absent);
        }
    }

    /** The thread's cipher, ready for one frame. */
    abstract Cipher prepared(int mode, long counter, byte[] nonce) throws GeneralSecurityException;

    @Override
    public final void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            prepared(Cipher.ENCRYPT_MODE, counter).doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK's cipher did not seal a frame", impossible);
        }
    }

    @Override
    public final boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            prepared(Cipher.DECRYPT_MODE, counter).doFinal(in, inOffset, length, out, outOffset);
            return true;
        } catch (AEADBadTagException wrongTag) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the JDK's cipher did not open a frame", impossible);
        }
    }

    private Cipher prepared(int mode, long counter) throws GeneralSecurityException {
        LONG.set(nonce, NONCE_LENGTH - Long.BYTES, counter);
        return prepared(mode, counter, nonce);
    }
}
