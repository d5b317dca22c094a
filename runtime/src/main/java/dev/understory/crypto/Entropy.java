package dev.understory.crypto;

/**
 * Where a node's randomness comes from: one named stream per purpose ({@code ephemeral-keys}, {@code dial-backoff}...).
 * Production draws from the operating system; a simulation derives every stream from the scenario's seed and the node.
 */
@FunctionalInterface
public interface Entropy {
    /** The stream of that name. Asking twice for a name gives two streams, which in a simulation repeat each other. */
    RandomStream stream(String name);
}
