package dev.understory.attack;

import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A row of {@code runtime/docs/attacks.md}, or one input of it.
 *
 * @param name the row, and which input of it
 * @param role what the attacker is to the node
 * @param script what the attacker does
 * @param goesOn whether the connection outlives that
 * @param counter the one counter that moves, as {@code EventCounters} names it; empty if nothing is wrong
 * @param delivered what of the attacker's reaches the application
 */
record AttackCase(
        String name, Role role, Script script, boolean goesOn, String counter, Map<Topic, List<Bytes>> delivered) {
    /** Who dials whom. */
    enum Role {
        /** The attacker dials. */
        DIALS,
        /** The attacker dials, and the node's handshake deadlines are short. */
        DIALS_THE_IMPATIENT,
        /** The node dials the attacker in the belief that he is somebody else. */
        IS_DIALLED,
        /** The same, and the node's handshake deadlines are short. */
        IS_DIALLED_BY_THE_IMPATIENT
    }

    /** The connection ends for that reason. */
    static AttackCase ends(String name, Script script, String counter) {
        return new AttackCase(name, Role.DIALS, script, false, counter, new EnumMap<>(Topic.class));
    }

    /** The connection goes on: nothing is held against the peer. */
    static AttackCase isServed(String name, Script script) {
        return new AttackCase(name, Role.DIALS, script, true, "", new EnumMap<>(Topic.class));
    }

    /** The connection goes on, and what was ignored is counted. */
    static AttackCase isIgnored(String name, Script script, String counter) {
        return new AttackCase(name, Role.DIALS, script, true, counter, new EnumMap<>(Topic.class));
    }

    AttackCase as(Role changed) {
        return new AttackCase(name, changed, script, goesOn, counter, delivered);
    }

    /** Whether the node's handshake deadlines are short. */
    boolean impatient() {
        return role == Role.DIALS_THE_IMPATIENT || role == Role.IS_DIALLED_BY_THE_IMPATIENT;
    }

    /** Whether the node dials. */
    boolean dialled() {
        return role == Role.IS_DIALLED || role == Role.IS_DIALLED_BY_THE_IMPATIENT;
    }

    /** And that message reaches the application, after those named before. */
    AttackCase delivering(Topic topic, byte[] message) {
        Map<Topic, List<Bytes>> more = new EnumMap<>(Topic.class);
        delivered.forEach((each, messages) -> more.put(each, new ArrayList<>(messages)));
        more.computeIfAbsent(topic, each -> new ArrayList<>()).add(Bytes.wrap(message));
        return new AttackCase(name, role, script, goesOn, counter, more);
    }

    @Override
    public String toString() {
        return name;
    }
}
