package dev.understory.crypto;

import dev.understory.identity.NodeKey;

/** The outcome of turning secret key material into an identity. */
public sealed interface KeyLoading {
    /** The identity. */
    record Loaded(NodeKey key) implements KeyLoading {}

    /** The bytes are no key; the problem in words. */
    record Unusable(String problem) implements KeyLoading {}
}
