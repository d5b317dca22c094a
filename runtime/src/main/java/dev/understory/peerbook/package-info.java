/**
 * What a node remembers of peers it could dial. {@link dev.understory.peerbook.PeerBook} is a machine: it is told of
 * addresses and of what came of dials, and says whom to dial, whom to test and whom to tell others of. Its construction is
 * that of Bitcoin Core's address manager.
 *
 * <p>No source of addresses has more than its share of the places, only a dial of ours proves an address, and nobody who
 * answers is replaced. Everything has a limit ({@link dev.understory.peerbook.BookSettings}), and places follow from a hash
 * under a key that only the book has. {@link dev.understory.peerbook.DialBackoff} says how long to wait before an address is
 * dialled again. Time and randomness come in from outside, so that a simulation repeats them. The package opens no
 * connections, writes no files and knows no actors.
 */
@NullMarked
package dev.understory.peerbook;

import org.jspecify.annotations.NullMarked;
