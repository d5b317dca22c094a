package dev.understory.frame;

import dev.understory.crypto.Aead;
import dev.understory.wire.Bytes;
import dev.understory.wire.SpareArrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens the incoming frames of a connection, counters 0, 1, 2..., wherever the stream was split. Not thread-safe.
 *
 * <p>The data of consecutive frames is written back to back, without a copy: each frame is opened so that its data lies
 * where the data before it ended, and the four bytes that its length overwrote are put back. Between calls at most one
 * partial frame is kept, and no memory if there is none. After any verdict but {@link Opener.Verdict#OPENED} the opener is at its
 * end.
 *
 * <p>Of frames that a modelled cipher has sealed and nobody has looked at, nothing is read or copied: it is enough that key
 * and counter are right. Whatever else comes is opened byte by byte.
 */
public final class FrameOpener implements Opener {
    private static final byte[] NOTHING = new byte[0];

    private final Aead aead;
    private long counter;
    private byte[] partial = NOTHING;
    /** The partial frame, if it is one of a {@link SealedRun}; the array is empty then. */
    private @Nullable Bytes partialRun;

    private int partialSize;
    private int consumed;
    private int produced;
    private @Nullable Bytes opened;

    /** Starts at counter 0. */
    public FrameOpener(Aead aead) {
        this(aead, 0);
    }

    /** Starts at another counter, unsigned: only tests of the counters' end have a reason to. */
    public FrameOpener(Aead aead, long firstCounter) {
        this.aead = aead;
        this.counter = firstCounter;
    }

    @Override
    public void wipe() {
        aead.wipe();
    }

    /**
     * Opens what lies in {@code in[from, to)}, until that is used up or fewer than 1024 bytes are left after {@code at} in
     * {@code plain}. {@link #consumed()} and {@link #produced()} say how far it came. The output before a frame that fails
     * is good.
     *
     * @param at where data goes; the four bytes before it are overwritten for a time, and there must be room for a frame
     */
    public Verdict open(byte[] in, int from, int to, byte[] plain, int at) {
        Objects.checkFromToIndex(from, to, in.length);
        Objects.checkFromIndexSize(at - Frames.HEADER, Frames.PLAIN, plain.length);
        opened = null;
        copyPartialRun();
        consumed = 0;
        produced = 0;
        Verdict verdict = Verdict.OPENED;
        int next = from;
        if (partialSize > 0) {
            next += complete(in, from, to);
            if (partialSize == Frames.SIZE) {
                verdict = openFrame(partial, 0, plain, at);
                forgetPartial();
            }
        }
        aead.expect(counter, Math.min((to - next) / Frames.SIZE, (plain.length - at - produced) / Frames.DATA));
        while (verdict == Verdict.OPENED && to - next >= Frames.SIZE && plain.length - at - produced >= Frames.DATA) {
            verdict = openFrame(in, next, plain, at + produced);
            next += Frames.SIZE;
        }
        if (verdict == Verdict.OPENED && to - next < Frames.SIZE) {
            next += complete(in, next, to);
        }
        consumed = next - from;
        return verdict;
    }

    @Override
    public Verdict open(Bytes in, int from, byte[] plain, int at) {
        if (openUnread(in, from, plain.length - at)) {
            return Verdict.OPENED;
        }
        int start = in.offset();
        return open(in.array(), start + from, start + in.size(), plain, at);
    }

    /**
     * Opens up to {@code room} bytes of data if that can be done without reading them; {@link #opened} has them then. Otherwise
     * answers false, and nothing is used.
     */
    public boolean openUnread(Bytes in, int from, int room) {
        return in.lazy() instanceof SealedRun run && openRun(run, in.slice(from, in.size() - from), room);
    }

    /** {@link #produced()} is its size. It is handed out once: an idle connection keeps nothing of it. */
    @Override
    public @Nullable Bytes opened() {
        Bytes taken = opened;
        opened = null;
        return taken;
    }

    @Override
    public int consumed() {
        return consumed;
    }

    @Override
    public int produced() {
        return produced;
    }

    /** How many bytes more make the next frame whole: 1 to 1044. */
    public int missing() {
        return Frames.SIZE - partialSize;
    }

    @Override
    public int partial() {
        return partialSize;
    }

    /** Nothing that is worth counting: one frame at most. */
    @Override
    public int held() {
        return 0;
    }

    @Override
    public void use(SpareArrays arrays) {}

    @Override
    public long frames() {
        return counter;
    }

    @Override
    public long work() {
        return counter * Frames.SIZE;
    }

    /** Opens frames of a run, up to {@code room} bytes of data; false if these are not what has to come next. */
    private boolean openRun(SealedRun run, Bytes in, int room) {
        Bytes begun = partialRun;
        Bytes all = begun == null ? in : begun.joined(in);
        if (in.size() == 0
                || all == null
                || (begun == null && partialSize > 0)
                || !run.opens(aead, counter, all.offset())) {
            return false;
        }
        int frames = Math.min(all.size() / Frames.SIZE, room / Frames.DATA);
        Bytes data = run.data(all.offset(), frames);
        int used = frames * Frames.SIZE;
        int rest = all.size() - used;
        consumed = (rest < Frames.SIZE ? all.size() : used) - partialSize;
        partialSize = rest < Frames.SIZE ? rest : 0;
        partialRun = partialSize == 0 ? null : all.slice(used, rest);
        counter += frames;
        produced = data.size();
        opened = data;
        return true;
    }

    private Verdict openFrame(byte[] in, int from, byte[] plain, int at) {
        if (counter == Frames.END_OF_COUNTERS) {
            return Verdict.EXHAUSTED;
        }
        int header = at - Frames.HEADER;
        byte before0 = plain[header];
        byte before1 = plain[header + 1];
        byte before2 = plain[header + 2];
        byte before3 = plain[header + 3];
        boolean good = aead.open(counter++, in, from, Frames.SIZE, plain, header);
        int size = plain[header] & 0xff
                | (plain[header + 1] & 0xff) << 8
                | (plain[header + 2] & 0xff) << 16
                | plain[header + 3] << 24;
        plain[header] = before0;
        plain[header + 1] = before1;
        plain[header + 2] = before2;
        plain[header + 3] = before3;
        if (!good) {
            return Verdict.BAD_TAG;
        }
        if (size < 0 || size > Frames.DATA) {
            return Verdict.BAD_LENGTH;
        }
        produced += size;
        return Verdict.OPENED;
    }

    /** Adds input to the partial frame, and returns how many bytes it took. */
    private int complete(byte[] in, int from, int to) {
        int size = Math.min(to - from, Frames.SIZE - partialSize);
        if (size > 0) {
            if (partial.length == 0) {
                partial = new byte[Frames.SIZE];
            }
            System.arraycopy(in, from, partial, partialSize, size);
            partialSize += size;
        }
        return size;
    }

    /** Makes the partial frame an array, because what completes it need not be of its run. */
    private void copyPartialRun() {
        Bytes begun = partialRun;
        if (begun != null) {
            partialRun = null;
            partialSize = 0;
            complete(begun.array(), begun.offset(), begun.offset() + begun.size());
        }
    }

    private void forgetPartial() {
        partial = NOTHING;
        partialSize = 0;
    }
}
