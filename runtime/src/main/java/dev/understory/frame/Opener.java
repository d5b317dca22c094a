package dev.understory.frame;

import dev.understory.wire.Bytes;
import dev.understory.wire.SpareArrays;
import org.jspecify.annotations.Nullable;

/** Opens the incoming frames of a connection, of one form, wherever the stream was split. Not thread-safe. */
public sealed interface Opener permits FrameOpener, LargeFrameOpener {
    /** What became of the input. */
    enum Verdict {
        /** Every whole frame that fitted the output is opened. */
        OPENED,
        /** A frame was not sealed by the peer with this key and counter. */
        BAD_TAG,
        /** A frame claims a length that none has. */
        BAD_LENGTH,
        /** The frame counter is used up. */
        EXHAUSTED
    }

    /**
     * Opens what lies in {@code in} from {@code from} on, until that is used up or the next frame has no room after
     * {@code at} in {@code plain}. {@link #consumed()} and {@link #produced()} say how far it came. The output before a
     * frame that fails is good. If {@link #opened} has something then, the data is that, and nothing was written.
     *
     * @param at where data goes; the four bytes before it may be overwritten for a time
     */
    Verdict open(Bytes in, int from, byte[] plain, int at);

    /** What the last call opened without reading it, if it did; handed out once. */
    @Nullable
    Bytes opened();

    /** Input bytes that the last call used. */
    int consumed();

    /** Data bytes that the last call opened, written or not. */
    int produced();

    /** Bytes of the next frame that have come. */
    int partial();

    /** Bytes of memory that are held for them. */
    int held();

    /** Where memory for them comes from, and goes to, from now on. */
    void use(SpareArrays arrays);

    /** Frames that were opened or tried. */
    long frames();

    /** What these cost: their bytes, but for each half of those of an ordinary frame at least. */
    long work();

    /** Zeroes the key: nothing is opened after that. */
    void wipe();
}
