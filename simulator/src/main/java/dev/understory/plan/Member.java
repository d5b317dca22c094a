package dev.understory.plan;

import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.scenario.NodeGroup;

/**
 * One node of a run as it was planned: a line of the {@link Roster}, which nothing that happens in the run changes. What it
 * runs on in virtual time is a {@code SimNode}, and what the simulated network knows of that machine is a {@code Host}.
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
    /** Whether it is no attacker. */
    public boolean isHonest() {
        return group.role() != NodeGroup.Role.ATTACKER;
    }

    /** What it is known by. */
    public PublicKey id() {
        return key.publicKey();
    }
}
