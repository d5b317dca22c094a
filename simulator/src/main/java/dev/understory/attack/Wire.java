package dev.understory.attack;

import java.time.Duration;

/** A stream of bytes to or from the node under attack, in the hands of an attacker. */
interface Wire {
    /** Writes bytes as they are; ignored once the stream is over. */
    void write(byte[] bytes);

    /** Whether the stream takes more without a queue that grows; who goes on and on writes only then. */
    default boolean isWritable() {
        return true;
    }

    /** Bytes that were written so far, for whoever asks what an attack costs. */
    default long written() {
        return 0;
    }

    /** A signature was computed, for whoever adds up what an attack costs. */
    default void signed() {}

    /** Ends this direction of the stream in good order. */
    void finish();

    /** Resets the stream. */
    void reset();

    /** Does something later, unless the stream is over by then. */
    void later(Duration delay, Runnable act);
}
