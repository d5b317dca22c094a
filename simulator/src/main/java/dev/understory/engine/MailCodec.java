package dev.understory.engine;

import org.jspecify.annotations.Nullable;

/** Turns the arguments of events that cross from one machine to another into bytes and back. */
public interface MailCodec {
    /**
     * The argument as bytes.
     *
     * @throws IllegalArgumentException if nothing of that type may cross
     */
    byte[] encode(@Nullable Object argument);

    /**
     * The argument that was encoded.
     *
     * @throws IllegalArgumentException if no argument is encoded like that
     */
    @Nullable
    Object decode(byte[] bytes);
}
