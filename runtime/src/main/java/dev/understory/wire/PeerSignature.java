package dev.understory.wire;

/**
 * What a peer proves in step 2 of the handshake (wire.md, section 1.5).
 *
 * @param publicKey the identity key exactly as sent
 * @param signature over the challenge
 */
public record PeerSignature(Bytes publicKey, Bytes signature) {}
