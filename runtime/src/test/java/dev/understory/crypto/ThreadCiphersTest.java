package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the cipher objects of a thread keep of the keys that they were used with. */
final class ThreadCiphersTest {
    private static final byte[] NONCE = new byte[JdkCipher.NONCE_LENGTH];
    private static final byte[] DATA = {1, 2, 3};

    static Stream<Arguments> ciphers() {
        return Stream.of(
                Arguments.of(Named.of("AES-256-GCM", (Supplier<ThreadCiphers>) ThreadCiphers::aesGcm), FrameKey.AES),
                Arguments.of(
                        Named.of("ChaCha20-Poly1305", (Supplier<ThreadCiphers>) ThreadCiphers::chaCha20Poly1305),
                        FrameKey.CHACHA20));
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void aForgottenKeyIsInNoCipherAnyMore(Supplier<ThreadCiphers> kind, String keys) throws Exception {
        ThreadCiphers ciphers = kind.get();
        FrameKey key = key(7, keys);
        Cipher sealing = ciphers.toSeal(key, NONCE);
        byte[] sealed = sealing.doFinal(DATA);
        Cipher opening = ciphers.toOpen(key, NONCE);
        assertThat(opening.doFinal(sealed)).isEqualTo(DATA);
        ciphers.forget(key);

        // Both are ready for a frame, and it is one of the key of zeros.
        byte[] withZeros = sealing.doFinal(DATA);
        assertThat(withZeros).isEqualTo(sealedWithZeros(kind, keys));
        assertThat(opening.doFinal(withZeros)).isEqualTo(DATA);
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void theKeyOfAnotherConnectionStaysReady(Supplier<ThreadCiphers> kind, String keys) throws Exception {
        ThreadCiphers ciphers = kind.get();
        FrameKey ours = key(7, keys);
        FrameKey others = key(8, keys);
        byte[] sealed = ciphers.toSeal(ours, NONCE).doFinal(DATA);
        ciphers.toSeal(others, NONCE).doFinal(DATA);
        Cipher opening = ciphers.toOpen(ours, NONCE);
        ciphers.forget(others);
        assertThat(opening.doFinal(sealed)).isEqualTo(DATA);
    }

    @Test
    void theKeyStreamsCipherForgetsTheKeyToo() throws Exception {
        ChaCha20Poly1305.Workspace work = new ChaCha20Poly1305.Workspace();
        ChaCha20Poly1305 whose = new ChaCha20Poly1305(key(7, FrameKey.CHACHA20).getEncoded());
        work.generate(whose, 0, 1);
        work.forget(whose);
        byte[] stream = work.cipher.update(new byte[64]);

        ChaCha20Poly1305 zeros = new ChaCha20Poly1305(new byte[JdkCipher.KEY_LENGTH]);
        work.generate(zeros, 0, 1);
        assertThat(stream).isEqualTo(Arrays.copyOf(work.stream, 64));
    }

    private static byte[] sealedWithZeros(Supplier<ThreadCiphers> kind, String keys) throws GeneralSecurityException {
        byte[] nonce = new byte[JdkCipher.NONCE_LENGTH];
        Arrays.fill(nonce, (byte) -1);
        return kind.get().toSeal(key(0, keys), nonce).doFinal(DATA);
    }

    private static FrameKey key(int value, String keys) {
        byte[] key = new byte[JdkCipher.KEY_LENGTH];
        Arrays.fill(key, (byte) value);
        return new FrameKey(key, keys);
    }
}
