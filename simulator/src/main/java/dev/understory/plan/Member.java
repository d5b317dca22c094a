package dev.understory.plan;

import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.scenario.NodeGroup;

/**
 * One node of a run as it was planned.
 *
 * @param index its number in the run
 * @param name group and index in the group: {@code validator-7}
 * @param region where it is
 * @param access the name of its access class
 * @param key its identity
 * @param startNanos when it starts for the first time
 */
public record Member(
        int index, String name, NodeGroup group, String region, String access, NodeKey key, long startNanos) {
    /** What it is known by. */
    public PublicKey id() {
        return key.publicKey();
    }
}
