/**
 * The machine of one connection, between the bytes of a link and the messages of its owner: handshake, frames, topics and
 * liveness, composed in {@link dev.understory.session.Session}, which is where to begin. Bytes and the time go in; records
 * to write, messages and {@linkplain dev.understory.session.SessionListener what happened} come out.
 * {@link dev.understory.session.FlowControl} decides what becomes of received messages whose consumer is slow, {@link
 * dev.understory.session.StreamTable} which topics have a stream, {@link dev.understory.session.BatchQueue} in which order batches
 * are sent, {@link dev.understory.session.BeforeAdmission} what is read and said before a peer is admitted, {@link
 * dev.understory.session.Drain} how a connection ends.
 *
 * <p>Whatever a peer does ends its own connection at worst, for a {@link dev.understory.session.CloseReason}. The package
 * knows no actor, no socket and no other connection, and not what messages mean.
 */
@NullMarked
package dev.understory.session;

import org.jspecify.annotations.NullMarked;
