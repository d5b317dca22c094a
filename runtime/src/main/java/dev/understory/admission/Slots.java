package dev.understory.admission;

import dev.understory.limits.AdmissionPolicy;
import dev.understory.session.Direction;

/** The places for ordinary peers, in each direction, and who has them. Belongs to {@link AdmissionTable}. */
final class Slots {
    private AdmissionPolicy policy;
    private int inbound;
    private int outbound;

    Slots(AdmissionPolicy policy) {
        this.policy = policy;
    }

    /** Other numbers of places hold from now on; who has one keeps it. */
    void use(AdmissionPolicy changed) {
        policy = changed;
    }

    /** Places that are taken beyond those that there are. */
    int excess(Direction direction) {
        return direction == Direction.INBOUND ? inbound - policy.maxInbound() : outbound - policy.maxOutbound();
    }

    int inbound() {
        return inbound;
    }

    int outbound() {
        return outbound;
    }

    boolean areFull(Direction direction) {
        return direction == Direction.INBOUND ? inbound >= policy.maxInbound() : outbound >= policy.maxOutbound();
    }

    /** Gives a connection one of its direction, if there is one. */
    boolean tryTake(ConnectionEntry entry) {
        boolean free = !areFull(entry.direction);
        if (free) {
            entry.slot = true;
            count(entry.direction, 1);
        }
        return free;
    }

    /** Takes it back, if there is one to take. */
    void release(ConnectionEntry entry) {
        if (entry.slot) {
            entry.slot = false;
            count(entry.direction, -1);
        }
    }

    private void count(Direction direction, int change) {
        if (direction == Direction.INBOUND) {
            inbound += change;
        } else {
            outbound += change;
        }
    }
}
