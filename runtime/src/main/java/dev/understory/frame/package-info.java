/**
 * The byte stream of a connection as encrypted frames, and back: of 1044 bytes each (wire.md, section 2), or as long as what is
 * in them (section 12.3). {@link dev.understory.frame.Sealer} and {@link dev.understory.frame.Opener} are what both have in
 * common.
 *
 * <p>{@link dev.understory.frame.FrameSealer} seals any number of bytes into frames, many per call, and pads the last with
 * zeros; {@link dev.understory.frame.FrameOpener} takes the frames in whatever pieces they arrive and keeps at most one
 * partial frame between calls. So do {@link dev.understory.frame.LargeFrameSealer}, which pads nothing, and
 * {@link dev.understory.frame.LargeFrameOpener}. A frame counter is never used twice: both stop before it would wrap. A frame that does not
 * open ends the connection, and nothing of it is seen. {@link dev.understory.frame.ShardBuffers} are the scratch arrays
 * that all connections of a thread share, so that an idle connection holds none. With a modelled cipher frames are sealed and
 * opened without a look at what is in them, and have the same bytes for whoever looks. The package knows bytes only, not
 * what they mean.
 */
@NullMarked
package dev.understory.frame;

import org.jspecify.annotations.NullMarked;
