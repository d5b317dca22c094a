package dev.understory.connection;

import dev.understory.wire.Bytes;
import java.util.List;

/** The receiving side of one topic of one connection. */
public final class StreamActor {
    /** What a stream hears. */
    public sealed interface Command {}

    /** A consumer is done with messages of that cost. */
    public record Credit(long bytes) implements Command {}

    private StreamActor() {}

    /** What a message counts for in the window: its payload and a constant for the object around it. */
    public static long cost(List<Bytes> messages) {
        throw new UnsupportedOperationException();
    }
}
