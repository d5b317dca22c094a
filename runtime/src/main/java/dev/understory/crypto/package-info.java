/**
 * All cryptography, and the only package that sees BouncyCastle, blst or the JCA. The entry is
 * {@link dev.understory.crypto.CryptoSuite}, of which {@link dev.understory.crypto.CryptoSuites} has two: the real one and
 * the modelled one of simulations that do not want to pay for arithmetic.
 *
 * <p>What comes from the network is decoded to a value or a rejection; nothing a peer sends makes these classes throw.
 * Everything is deterministic: seeds come in from outside, and {@link dev.understory.crypto.Entropy} is the port to where
 * they come from. Signatures of a handshake are work for a {@link dev.understory.crypto.SignatureService}, because they
 * take too long for the thread of a connection. The package knows no records, no frames and no peers.
 */
@NullMarked
package dev.understory.crypto;

import org.jspecify.annotations.NullMarked;
