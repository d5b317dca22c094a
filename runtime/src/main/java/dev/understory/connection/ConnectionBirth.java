package dev.understory.connection;

import dev.understory.crypto.Secret;
import dev.understory.identity.PublicKey;
import dev.understory.session.Direction;
import dev.understory.transport.Link;
import org.jspecify.annotations.Nullable;

/**
 * What one connection is made of.
 *
 * @param id unique within the node
 * @param direction who dialled
 * @param link the open link, not attached yet
 * @param expected the only identity that may answer, or null
 * @param goesFirst whether its handshake goes before those of strangers: we have dialled, or a must-connect or trusted peer
 *     lives where it comes from
 * @param ephemeralSeed 32 random bytes for the session's ephemeral key; taken when the session is made
 * @param gate what bounds the messages that wait before it
 */
public record ConnectionBirth(
        long id,
        Direction direction,
        Link link,
        @Nullable PublicKey expected,
        boolean goesFirst,
        Secret ephemeralSeed,
        SendGate gate) {}
