package dev.understory.transport;

import dev.understory.wire.Bytes;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/**
 * One open, ordered stream of bytes to a remote. All methods but {@link #id}, {@link #remote}, {@link #local}, {@link
 * #peer}, {@link #dispatcher} and {@link #refuse} are called only on the link's dispatcher.
 */
public interface Link {
    /** Unique within the node's transport, in the order in which links were opened. */
    long id();

    /** The address of the other end: the one that answered a dial, or the one seen on an accepted link. */
    Endpoint remote();

    /** This end. */
    Endpoint local();

    /** What the remote has proven to be before this link was handed out; null on links that ask for no proof. */
    default @Nullable LinkPeer peer() {
        return null;
    }

    /** Where the actors of this link must live: the shard that owns it. */
    DispatcherSelector dispatcher();

    /**
     * Makes {@code owner} the one who hears of this link and starts reading. Called once. {@code wrap} turns an event
     * into a message of the owner's protocol.
     */
    <M> void attach(ActorRef<M> owner, Function<LinkEvent, M> wrap);

    /**
     * An array of at least {@code size} bytes, with whatever in it, to put together what is written next. The link may lend
     * the same one again after each {@link #write}. Using it is no duty: any other bytes can be written too.
     */
    default byte[] writeBuffer(int size) {
        return new byte[size];
    }

    /**
     * Writes bytes after all written before. Never blocks and never refuses while the link is open; the caller stops
     * when {@link #isWritable()} turns false and waits for {@link LinkEvent.Writable}. Ignored on a closed link.
     */
    void write(Bytes bytes);

    /** False while more bytes wait in this link than its high-water mark allows. */
    boolean isWritable();

    /** Returns the credit of {@code size} received bytes; a link reads on only while little is outstanding. */
    void consumed(int size);

    /** Nobody holds these received bytes any more: their array may be used for others. Leaving it out costs only memory. */
    default void recycle(Bytes received) {}

    /** Stops reading: the remote's writes back up. */
    void suspendReading();

    /** Reads again after {@link #suspendReading()}. */
    void resumeReading();

    /** Writes what is waiting, then ends the stream. {@link LinkEvent.Closed} follows. */
    void close();

    /** Drops what is waiting and resets the stream. {@link LinkEvent.Closed} follows. */
    void abort();

    /**
     * Ends a link that was never attached, on any thread, without a message to anybody. In good order where that costs
     * little, so that the remote can tell a refusal from a broken line; otherwise by a reset.
     */
    void refuse();
}
