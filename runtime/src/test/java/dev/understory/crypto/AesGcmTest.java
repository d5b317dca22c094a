package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/** AES-256-GCM with our nonces and keys that are replaced (wire.md, section 12.4). */
final class AesGcmTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final long LAST_OF_FIRST_KEY = (1L << AesGcm.FRAMES_PER_KEY_LOG) - 1;

    /** Test cases 13 and 14 of the GCM specification (McGrew and Viega, 2005): 256 zero bits of key, nonce 0. */
    @Test
    void sealsWhatTheSpecificationSays() {
        byte[] out = new byte[32];
        new AesGcm(new byte[32]).seal(0, new byte[0], 0, 0, out, 0);
        assertThat(HEX.formatHex(out, 0, 16)).isEqualTo("530f8afbc74536b9a963b4f1c4cb738b");
        // In between another, because the JDK does not seal twice in a row with the same key and nonce.
        new AesGcm(new byte[32]).seal(1, new byte[0], 0, 0, out, 0);
        new AesGcm(new byte[32]).seal(0, new byte[16], 0, 16, out, 0);
        assertThat(HEX.formatHex(out)).isEqualTo("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    }

    @Test
    void sealsAndOpensWhatAnotherImplementationDoes() throws Exception {
        Random random = new Random(41);
        for (int i = 0; i < 300; i++) {
            byte[] key = bytes(random, 32);
            byte[] data = bytes(random, random.nextInt(i % 10 == 0 ? 16_385 : 300));
            long counter = random.nextLong(LAST_OF_FIRST_KEY);
            byte[] sealed = new byte[data.length + 16];
            new AesGcm(key).seal(counter, data, 0, data.length, sealed, 0);
            assertThat(sealed).isEqualTo(bouncyCastle(key, counter, data));
            byte[] opened = new byte[data.length];
            assertThat(new AesGcm(key).open(counter, sealed, 0, sealed.length, opened, 0))
                    .isTrue();
            assertThat(opened).isEqualTo(data);
        }
    }

    @Test
    void aKeyIsReplacedWhenItHasSealedAllItMayAndCountersGoOn() throws Exception {
        byte[] key = bytes(new Random(42), 32);
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(key, "HmacSHA256"));
        hmac.update("understory next key".getBytes(StandardCharsets.US_ASCII));
        byte[] next = hmac.doFinal(new byte[] {1});
        AesGcm sealer = new AesGcm(key);
        AesGcm opener = new AesGcm(key);
        byte[] data = {1, 2, 3};
        for (long counter = LAST_OF_FIRST_KEY; counter < LAST_OF_FIRST_KEY + 3; counter++) {
            byte[] sealed = new byte[19];
            sealer.seal(counter, data, 0, 3, sealed, 0);
            assertThat(sealed).isEqualTo(bouncyCastle(counter == LAST_OF_FIRST_KEY ? key : next, counter, data));
            assertThat(opener.open(counter, sealed, 0, 19, new byte[3], 0)).isTrue();
        }
    }

    @Test
    void nothingIsOpenedThatIsAnotherFramesOrNotWhatWasSealed() {
        AesGcm cipher = new AesGcm(bytes(new Random(43), 32));
        byte[] sealed = new byte[100 + 16];
        cipher.seal(7, new byte[100], 0, 100, sealed, 0);
        assertThat(cipher.open(8, sealed, 0, 116, new byte[100], 0)).isFalse();
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] ^= 1;
            assertThat(cipher.open(7, sealed, 0, 116, new byte[100], 0)).isFalse();
            sealed[i] ^= 1;
        }
        assertThat(cipher.open(7, sealed, 0, 115, new byte[99], 0)).isFalse();
        assertThat(cipher.open(7, sealed, 0, 116, new byte[100], 0)).isTrue();
    }

    @Test
    void aWipedKeySealsAndOpensNothing() {
        AesGcm cipher = new AesGcm(bytes(new Random(44), 32));
        byte[] sealed = new byte[17];
        cipher.seal(0, new byte[1], 0, 1, sealed, 0);
        cipher.wipe();
        assertThatThrownBy(() -> cipher.seal(1, new byte[1], 0, 1, sealed, 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.open(0, sealed, 0, 17, new byte[1], 0))
                .isInstanceOf(IllegalStateException.class);
    }

    private static byte[] bouncyCastle(byte[] key, long counter, byte[] data) throws Exception {
        byte[] nonce = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putLong(counter)
                .array();
        var gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
        gcm.init(true, new AEADParameters(new KeyParameter(key), 128, nonce));
        byte[] sealed = new byte[data.length + 16];
        gcm.doFinal(sealed, gcm.processBytes(data, 0, data.length, sealed, 0));
        return sealed;
    }

    private static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
