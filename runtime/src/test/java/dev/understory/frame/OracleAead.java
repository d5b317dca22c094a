package dev.understory.frame;

import dev.understory.crypto.Aead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The JDK's own ChaCha20-Poly1305, slow and independent of ours. */
public final class OracleAead implements Aead {
    private final SecretKeySpec key;

    /** With a key of 32 bytes. */
    public OracleAead(byte[] key) {
        this.key = new SecretKeySpec(key, "ChaCha20");
    }

    @Override
    public void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, counter).doFinal(in, inOffset, length);
            System.arraycopy(sealed, 0, out, outOffset, sealed.length);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            byte[] opened = cipher(Cipher.DECRYPT_MODE, counter).doFinal(in, inOffset, length);
            System.arraycopy(opened, 0, out, outOffset, opened.length);
            return true;
        } catch (AEADBadTagException e) {
            // What an implementation leaves behind when the tag is wrong is not specified; let it be visible.
            java.util.Arrays.fill(out, outOffset, outOffset + length - TAG_LENGTH, (byte) 0x55);
            return false;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Cipher cipher(int mode, long counter) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(4, counter)
                .array();
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, key, new IvParameterSpec(nonce));
        return cipher;
    }
}
