package dev.understory.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.crypto.Aead;
import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.Opener.Verdict;
import dev.understory.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames that nobody has looked at, beside the same frames byte by byte. */
final class SealedRunTest {
    private static final int ROOM = 8 * Frames.DATA;

    /** Two openers of the same stream, one of which sees bytes only. */
    private static final class Pair {
        private final FrameOpener lazy = new FrameOpener(aead(1));
        private final FrameOpener bytes = new FrameOpener(aead(1));
        private final ByteArrayOutputStream opened = new ByteArrayOutputStream();

        /** Both take the piece; returns what both say of it. */
        Verdict take(Bytes piece) {
            byte[] plain = new byte[Frames.HEADER + ROOM];
            byte[] flat = new byte[Frames.HEADER + ROOM];
            Verdict verdict = Verdict.OPENED;
            byte[] copy = piece.toArray();
            for (int at = 0; at < copy.length && verdict == Verdict.OPENED; at += bytes.consumed()) {
                verdict = bytes.open(copy, at, copy.length, flat, Frames.HEADER);
                assertThat(lazy.open(piece, at, plain, Frames.HEADER)).isEqualTo(verdict);
                Bytes data = lazy.opened();
                Bytes got = data != null ? data : Bytes.wrap(plain, Frames.HEADER, lazy.produced());
                assertThat(got).isEqualTo(Bytes.wrap(flat, Frames.HEADER, bytes.produced()));
                assertThat(lazy.produced()).isEqualTo(bytes.produced());
                assertThat(lazy.consumed()).isEqualTo(bytes.consumed());
                assertThat(lazy.partial()).isEqualTo(bytes.partial());
                assertThat(lazy.missing()).isEqualTo(bytes.missing());
                assertThat(lazy.frames()).isEqualTo(bytes.frames());
                opened.writeBytes(got.toArray());
            }
            return verdict;
        }
    }

    @Test
    void aRunHasTheBytesThatItsFramesHave() {
        for (int length : new int[] {0, 1, 1_023, 1_024, 1_025, 65_536, 70_000}) {
            byte[] data = random(new Random(length), length);
            FrameSealer lazy = new FrameSealer(aead(1));
            FrameSealer bytes = new FrameSealer(aead(1));
            for (int i = 0; i < 3; i++) {
                assertThat(lazy.seal(Bytes.wrap(data)).toArray()).isEqualTo(FrameTest.seal(bytes, data));
            }
        }
    }

    @Test
    void whatCannotBeOpenedUnreadIsLeftToBeRead() {
        Bytes data = Bytes.wrap(random(new Random(2), 100));
        Bytes sealed = new FrameSealer(aead(1)).seal(data);
        FrameOpener opener = new FrameOpener(aead(1));
        assertThat(opener.openUnread(Bytes.wrap(sealed.toArray()), 0, ROOM)).isFalse();
        assertThat(opener.frames()).isZero();
        assertThat(opener.partial()).isZero();
        assertThat(opener.openUnread(sealed, 0, ROOM)).isTrue();
        assertThat(opener.opened()).isEqualTo(data);
    }

    @Test
    void whatIsOpenedIsWhatWasSealed() {
        Bytes data = Bytes.wrap(random(new Random(1), 5_000));
        Bytes sealed = new FrameSealer(aead(1)).seal(data);
        FrameOpener opener = new FrameOpener(aead(1));
        assertThat(opener.open(sealed, 0, new byte[Frames.HEADER + ROOM], Frames.HEADER))
                .isEqualTo(Verdict.OPENED);
        Bytes opened = opener.opened();
        assertThat(opened).isNotNull();
        assertThat(opened.isSame(data)).isTrue();
        assertThat(opener.opened()).as("an idle connection keeps nothing").isNull();
        assertThat(opener.consumed()).isEqualTo(sealed.size());
    }

    @Test
    void runsCutAnywhereOpenAsTheirBytesDo() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            FrameSealer sealer = new FrameSealer(aead(1));
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            Pair pair = new Pair();
            for (int i = 0; i < 6; i++) {
                byte[] data = random(random, 1 + random.nextInt(20_000));
                sent.writeBytes(data);
                for (Bytes piece : cut(sealer.seal(Bytes.wrap(data)), random)) {
                    // Now and then somebody has looked at it, and hands it on as an array.
                    boolean looked = random.nextInt(8) == 0;
                    assertThat(pair.take(looked ? Bytes.wrap(piece.toArray()) : piece))
                            .isEqualTo(Verdict.OPENED);
                }
            }
            assertThat(pair.opened.toByteArray()).as("seed %s", seed).isEqualTo(sent.toByteArray());
        }
    }

    @Test
    void piecesThatAreLostRepeatedSwappedOrChangedFailAsTheirBytesDo() {
        int failed = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            FrameSealer sealer = new FrameSealer(aead(1));
            List<Bytes> pieces = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                pieces.addAll(cut(sealer.seal(Bytes.wrap(random(random, 1 + random.nextInt(10_000)))), random));
            }
            int at = random.nextInt(pieces.size());
            switch (random.nextInt(4)) {
                case 0 -> pieces.remove(at);
                case 1 -> pieces.add(at, pieces.get(at));
                case 2 -> pieces.add(random.nextInt(pieces.size()), pieces.remove(at));
                default -> pieces.set(at, changed(pieces.get(at), random));
            }
            Pair pair = new Pair();
            Verdict verdict = Verdict.OPENED;
            for (int i = 0; i < pieces.size() && verdict == Verdict.OPENED; i++) {
                verdict = pair.take(pieces.get(i));
            }
            failed += verdict == Verdict.OPENED ? 0 : 1;
        }
        assertThat(failed).isGreaterThan(100);
    }

    @Test
    void anotherKeyOrCounterDoesNotOpen() {
        Bytes data = Bytes.wrap(new byte[3_000]);
        byte[] plain = new byte[Frames.HEADER + ROOM];
        FrameSealer sealer = new FrameSealer(aead(1));
        Bytes first = sealer.seal(data);
        Bytes second = sealer.seal(data);
        assertThat(new FrameOpener(aead(2)).open(first, 0, plain, Frames.HEADER))
                .isEqualTo(Verdict.BAD_TAG);
        assertThat(new FrameOpener(aead(1)).open(second, 0, plain, Frames.HEADER))
                .isEqualTo(Verdict.BAD_TAG);
        FrameOpener opener = new FrameOpener(aead(1));
        assertThat(opener.open(first, 0, plain, Frames.HEADER)).isEqualTo(Verdict.OPENED);
        assertThat(opener.open(first, 0, plain, Frames.HEADER)).as("replayed").isEqualTo(Verdict.BAD_TAG);
        assertThat(opener.opened()).isNull();
        FrameOpener real = new FrameOpener(CryptoSuites.real().aead(new byte[32]));
        assertThat(real.open(first, 0, plain, Frames.HEADER)).isEqualTo(Verdict.BAD_TAG);
    }

    @Test
    void theCounterEndsWhereItDoesForBytes() {
        FrameSealer sealer = new FrameSealer(aead(1), -3L);
        assertThat(sealer.isModelled()).isTrue();
        Bytes last = sealer.seal(Bytes.wrap(new byte[2 * Frames.DATA]));
        assertThat(sealer.canSeal(1)).isFalse();
        assertThatThrownBy(() -> sealer.seal(Bytes.wrap(new byte[1]))).isInstanceOf(IllegalStateException.class);
        FrameOpener opener = new FrameOpener(aead(1), -3L);
        byte[] plain = new byte[Frames.HEADER + ROOM];
        assertThat(opener.open(last, 0, plain, Frames.HEADER)).isEqualTo(Verdict.OPENED);
        assertThat(opener.open(last, 0, plain, Frames.HEADER)).isEqualTo(Verdict.EXHAUSTED);
    }

    @Test
    void bothWaysOfOpeningMayTakeTurns() {
        byte[] data = random(new Random(5), 5_000);
        Bytes sealed = new FrameSealer(aead(1)).seal(Bytes.wrap(data));
        FrameOpener opener = new FrameOpener(aead(1));
        byte[] plain = new byte[Frames.HEADER + ROOM];
        assertThat(opener.open(sealed.slice(0, 1_500), 0, plain, Frames.HEADER)).isEqualTo(Verdict.OPENED);
        assertThat(opener.opened()).isNotNull();
        byte[] bytes = sealed.toArray();
        assertThat(opener.open(bytes, 1_500, bytes.length, plain, Frames.HEADER))
                .isEqualTo(Verdict.OPENED);
        assertThat(opener.opened()).isNull();
        assertThat(Bytes.wrap(plain, Frames.HEADER, opener.produced()))
                .isEqualTo(Bytes.wrap(data, Frames.DATA, data.length - Frames.DATA));
    }

    @Test
    void nothingMoreOfARunOpensToNothing() {
        Bytes sealed = new FrameSealer(aead(1)).seal(Bytes.wrap(new byte[1_500]));
        FrameOpener opener = new FrameOpener(aead(1));
        byte[] plain = new byte[Frames.HEADER + ROOM];
        opener.open(sealed, 0, plain, Frames.HEADER);
        assertThat(opener.open(sealed, sealed.size(), plain, Frames.HEADER)).isEqualTo(Verdict.OPENED);
        assertThat(opener.consumed()).isZero();
        assertThat(opener.produced()).isZero();
    }

    @Test
    void aRealCipherSealsBytes() {
        assertThat(new FrameSealer(CryptoSuites.real().aead(new byte[32])).isModelled())
                .isFalse();
    }

    private static List<Bytes> cut(Bytes run, Random random) {
        List<Bytes> pieces = new ArrayList<>();
        for (int at = 0; at < run.size(); ) {
            int size = Math.min(run.size() - at, 1 + random.nextInt(random.nextBoolean() ? 1_500 : 9_000));
            pieces.add(run.slice(at, size));
            at += size;
        }
        return pieces;
    }

    /** With a bit turned over, which the tag may see or not. */
    private static Bytes changed(Bytes piece, Random random) {
        byte[] bytes = piece.toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return Bytes.wrap(bytes);
    }

    private static Aead aead(int key) {
        byte[] key32 = new byte[32];
        key32[0] = (byte) key;
        return CryptoSuites.modelled().aead(key32);
    }

    private static byte[] random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
