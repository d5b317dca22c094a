package dev.understory.connection;

import dev.understory.identity.PublicKey;
import dev.understory.transport.Link;
import dev.understory.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What one connection is made of.
 *
 * @param id unique within the node
 * @param link the open link, not attached yet
 * @param expected the only identity that may answer, or null
 * @param ephemeralSeed 32 random bytes for the session's ephemeral key
 * @param gate what bounds the messages that wait before it
 */
record ConnectionBirth(long id, Link link, @Nullable PublicKey expected, Bytes ephemeralSeed, SendGate gate) {}
