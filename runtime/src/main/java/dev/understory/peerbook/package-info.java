/**
 * What a node remembers of peers it could dial.
 *
 * <p>{@link dev.understory.peerbook.DialBackoff} says how long to wait before an address is dialled again. Randomness comes
 * in through the constructor, so that a simulation repeats it. The package opens no connections and knows no actors.
 */
@NullMarked
package dev.understory.peerbook;

import org.jspecify.annotations.NullMarked;
