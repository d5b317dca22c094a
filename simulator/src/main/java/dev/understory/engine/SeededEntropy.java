package dev.understory.engine;

import dev.understory.crypto.Entropy;
import dev.understory.crypto.RandomStream;

/**
 * A simulated machine's randomness: every stream follows from the run's seed, the node, its life (a restarted machine
 * draws other numbers than before) and the name.
 *
 * @param seed the run's root seed
 * @param owner the node's index
 * @param life how often the node was started before
 */
public record SeededEntropy(long seed, long owner, long life) implements Entropy {
    @Override
    public RandomStream stream(String name) {
        return CounterStream.of(seed, owner, name, life);
    }
}
