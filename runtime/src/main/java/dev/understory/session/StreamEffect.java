package dev.understory.session;

import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.wire.Bytes;
import java.util.List;

/** What a {@link FlowControl} wants done, in order. */
public sealed interface StreamEffect {
    /** Give these messages to the consumer; the stream has the credit for them. */
    record Deliver(List<Bytes> messages) implements StreamEffect {}

    /** Drop and count these messages. */
    record Drop(List<Bytes> messages, DropReason reason) implements StreamEffect {}

    /** Tell the connection that the flow is another. */
    record Turn(StreamFlow flow) implements StreamEffect {}

    /** Lend that much to the connection, of which {@link CreditLease#lend} judges by {@code detours} whether it counts. */
    record Lend(long credit, int detours) implements StreamEffect {}

    /** Call {@link FlowControl#stalled} with {@code pause} once the stall time is over. */
    record AwaitCredit(int pause) implements StreamEffect {}

    /** Call {@link FlowControl#drainTimeOver} once the drain time is over. */
    record AwaitConsumer() implements StreamEffect {}

    /** The stream is over. The last effect. */
    record Stop() implements StreamEffect {}
}
