/**
 * Protobuf messages and the records that carry them; the only package that sees protobuf.
 *
 * <p>{@link dev.understory.wire.RecordReader} cuts a byte stream into records,
 * {@link dev.understory.wire.HandshakeMessages} reads and writes the three messages of the handshake, and
 * {@link dev.understory.wire.PeerBookMessages} those of the peer exchange.
 * {@link dev.understory.wire.Bytes} is the immutable run of bytes that all layers pass on; in a simulation it may be
 * {@linkplain dev.understory.wire.LazyBytes lazy}, so that nobody copies a payload on its way. Everything read here is hostile:
 * it becomes a value or a rejection, never an exception, and nothing is allocated on the word of a length that was only
 * claimed. The package knows nothing of keys, time or connections.
 */
@NullMarked
package dev.understory.wire;

import org.jspecify.annotations.NullMarked;
