package dev.understory.engine;

import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.actor.LocalActorRef;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.internal.adapter.ActorAdapter;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.dispatch.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the delivery of a message to an actor will read: its cell, its mailbox and its behaviour. In a network that
 * is larger than the caches most of the time of an event is spent waiting for this memory, piece after piece; reading it
 * for several actors before any of them runs lets the processor wait for all at once. Changes nothing.
 */
public final class ActorMemory {
    private ActorMemory() {}

    /** The actor's cell, to be kept beside the reference; null if the reference is not of a local actor. */
    public static @Nullable ActorCell cellOf(ActorRef<?> actor) {
        return Adapter.toClassic(actor) instanceof LocalActorRef local ? local.underlying() : null;
    }

    /** See {@link EventTarget#touch}. */
    public static long touch(@Nullable ActorCell cell) {
        if (cell == null) {
            return 0;
        }
        Mailbox mailbox = cell.mailbox();
        long read = mailbox.currentStatus() + (long) mailbox.messageQueue().numberOfMessages();
        if (cell.actor() instanceof ActorAdapter<?> adapter
                && adapter.currentBehavior() instanceof ExtensibleBehavior<?>) {
            read++;
        }
        return read;
    }
}
