package dev.understory.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.crypto.Aead;
import dev.understory.frame.Opener.Verdict;

final class FrameOpenerFuzzTest {
    /** Opens everything, so that the fuzzer reaches what lies behind the tag. */
    private static final class NoCipher implements Aead {
        @Override
        public void seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            System.arraycopy(in, inOffset, out, outOffset, length);
        }

        @Override
        public boolean open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            System.arraycopy(in, inOffset, out, outOffset, length - TAG_LENGTH);
            return in[inOffset + length - 1] != 1;
        }
    }

    @FuzzTest
    void staysWithinItsBuffersWhateverComes(FuzzedDataProvider data) {
        FrameOpener opener = new FrameOpener(new NoCipher());
        byte[] plain = new byte[4 + 2 * Frames.DATA];
        while (data.remainingBytes() > 0) {
            byte[] in = data.consumeBytes(data.consumeInt(1, 5_000));
            for (int at = 0; at < in.length; at += opener.consumed()) {
                Verdict verdict = opener.open(in, at, in.length, plain, 4);
                assertThat(opener.produced()).isBetween(0, 2 * Frames.DATA);
                if (verdict != Verdict.OPENED) {
                    return;
                }
                assertThat(opener.consumed()).isPositive();
            }
        }
    }
}
