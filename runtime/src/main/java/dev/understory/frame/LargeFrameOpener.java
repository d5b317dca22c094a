package dev.understory.frame;

import dev.understory.crypto.Aead;
import dev.understory.wire.Bytes;
import dev.understory.wire.SpareArrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens incoming {@link LargeFrames}. A frame that lies whole in the input is opened from there; of one that does not, what
 * has come is kept, in memory that grows with bytes that really came and never with a length that was merely claimed. After
 * any verdict but {@link Opener.Verdict#OPENED} the opener is at its end.
 */
public final class LargeFrameOpener implements Opener {
    private static final byte[] NOTHING = new byte[0];
    /** The smallest array for a partial frame. */
    private static final int LEAST_KEPT = 1024;
    /** What the smallest frame costs. It may be all that a read brings, which has a price of its own. */
    private static final int LEAST_WORK = Frames.SIZE / 2;

    private final Aead aead;
    private SpareArrays spare = SpareArrays.NONE;
    private long counter;
    private long work;
    private byte[] partial = NOTHING;
    private int partialSize;
    private int consumed;
    private int produced;

    /** Starts at counter 0. */
    public LargeFrameOpener(Aead aead) {
        this(aead, 0);
    }

    /** Starts at another counter, unsigned: only tests of the counters' end have a reason to. */
    public LargeFrameOpener(Aead aead, long firstCounter) {
        this.aead = aead;
        this.counter = firstCounter;
    }

    /** There must be room for a frame after {@code at}. */
    @Override
    public Verdict open(Bytes input, int from, byte[] plain, int at) {
        Objects.checkFromIndexSize(at, LargeFrames.DATA, plain.length);
        byte[] in = input.array();
        int begin = input.offset() + from;
        int end = input.offset() + input.size();
        int next = begin;
        produced = 0;
        Verdict verdict = Verdict.OPENED;
        if (partialSize > 0) {
            next += complete(in, next, end);
            verdict = openPartial(plain, at);
        }
        while (verdict == Verdict.OPENED && partialSize == 0 && next < end) {
            int length = end - next < LargeFrames.HEADER ? 1 : length(in, next);
            if (!isLegal(length)) {
                verdict = Verdict.BAD_LENGTH;
            } else if (end - next < length + LargeFrames.OVERHEAD) {
                next += complete(in, next, end);
            } else if (plain.length - at - produced < length) {
                break;
            } else {
                verdict = openFrame(in, next, length, plain, at + produced);
                next += length + LargeFrames.OVERHEAD;
            }
        }
        consumed = next - begin;
        return verdict;
    }

    /** Never anything: all frames are read. */
    @Override
    public @Nullable Bytes opened() {
        return null;
    }

    @Override
    public int consumed() {
        return consumed;
    }

    @Override
    public int produced() {
        return produced;
    }

    @Override
    public int partial() {
        return partialSize;
    }

    @Override
    public int held() {
        return partial.length;
    }

    @Override
    public void use(SpareArrays arrays) {
        spare = arrays;
    }

    @Override
    public long frames() {
        return counter;
    }

    @Override
    public long work() {
        return work;
    }

    @Override
    public void wipe() {
        aead.wipe();
        forgetPartial();
    }

    private Verdict openPartial(byte[] plain, int at) {
        if (partialSize < LargeFrames.HEADER) {
            return Verdict.OPENED;
        }
        int length = length(partial, 0);
        if (!isLegal(length)) {
            return Verdict.BAD_LENGTH;
        }
        if (partialSize < length + LargeFrames.OVERHEAD) {
            return Verdict.OPENED;
        }
        Verdict verdict = openFrame(partial, 0, length, plain, at);
        forgetPartial();
        return verdict;
    }

    private Verdict openFrame(byte[] in, int from, int length, byte[] plain, int at) {
        if (counter == Frames.END_OF_COUNTERS) {
            return Verdict.EXHAUSTED;
        }
        work += Math.max(LEAST_WORK, length + LargeFrames.OVERHEAD);
        int sealed = length + Aead.TAG_LENGTH;
        if (!aead.open(counter++, in, from + LargeFrames.HEADER, sealed, plain, at)) {
            return Verdict.BAD_TAG;
        }
        produced += length;
        return Verdict.OPENED;
    }

    /** Adds input to the partial frame, its length first, and returns how many bytes it took. */
    private int complete(byte[] in, int from, int end) {
        int next = from;
        next += keep(in, next, Math.min(end - next, LargeFrames.HEADER - partialSize));
        int length = partialSize < LargeFrames.HEADER ? 0 : length(partial, 0);
        if (isLegal(length)) {
            next += keep(in, next, Math.min(end - next, length + LargeFrames.OVERHEAD - partialSize));
        }
        return next - from;
    }

    private int keep(byte[] in, int from, int size) {
        if (size <= 0) {
            return 0;
        }
        if (partialSize + size > partial.length) {
            int wanted = Math.max(partialSize + size, Math.min(2 * partialSize, LargeFrames.SIZE));
            byte[] larger = spare.take(SpareArrays.sizeFor(Math.max(wanted, LEAST_KEPT)));
            System.arraycopy(partial, 0, larger, 0, partialSize);
            spare.give(partial);
            partial = larger;
        }
        System.arraycopy(in, from, partial, partialSize, size);
        partialSize += size;
        return size;
    }

    private void forgetPartial() {
        spare.give(partial);
        partial = NOTHING;
        partialSize = 0;
    }

    private static boolean isLegal(int length) {
        return length > 0 && length <= LargeFrames.DATA;
    }

    private static int length(byte[] in, int at) {
        return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }
}
