package dev.understory.attack;

import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A row of {@code runtime/docs/attacks.md}, or one input of it.
 *
 * @param name the rows, if they have ids, and which input of them
 * @param site which node is attacked
 * @param from where the attacker comes from, as {@link Bed#attack} has it
 * @param dialled whether the node dials the attacker, in the belief that he is somebody else
 * @param script what the attacker does
 * @param goesOn whether the connection outlives that
 * @param counter the one counter that moves, as {@code EventCounters} names it; empty if nothing is wrong
 * @param delivered what of the attacker's reaches the application
 */
record AttackCase(
        String name,
        Site site,
        String from,
        boolean dialled,
        Script script,
        boolean goesOn,
        String counter,
        Map<Topic, List<Bytes>> delivered) {
    /** The row of those whose names have no id. */
    static final String WITHOUT_ID = "work";

    /** Where attackers come from, if it does not matter. */
    static final String SOMEWHERE = "10.66.0.1";

    private static final Pattern ID = Pattern.compile("[A-Z]\\d+");

    /** The connection ends for that reason. */
    static AttackCase ends(String name, Script script, String counter) {
        return new AttackCase(
                name, Site.ORDINARY, SOMEWHERE, false, script, false, counter, new EnumMap<>(Topic.class));
    }

    /** The connection goes on: nothing is held against the peer. */
    static AttackCase isServed(String name, Script script) {
        return new AttackCase(name, Site.ORDINARY, SOMEWHERE, false, script, true, "", new EnumMap<>(Topic.class));
    }

    /** The connection goes on, and what was ignored is counted. */
    static AttackCase isIgnored(String name, Script script, String counter) {
        return new AttackCase(name, Site.ORDINARY, SOMEWHERE, false, script, true, counter, new EnumMap<>(Topic.class));
    }

    /** The same against another node. */
    AttackCase at(Site other) {
        return new AttackCase(name, other, from, dialled, script, goesOn, counter, delivered);
    }

    /** The same by one who comes from there. */
    AttackCase from(String where) {
        return new AttackCase(name, site, where, dialled, script, goesOn, counter, delivered);
    }

    /** The same by one whom the node dials. */
    AttackCase byOneWhoIsDialled() {
        return new AttackCase(name, site, from, true, script, goesOn, counter, delivered);
    }

    /** The same by another script. */
    AttackCase by(String otherName, Script other) {
        return new AttackCase(otherName, site, from, dialled, other, goesOn, counter, delivered);
    }

    /** And that message reaches the application, after those named before. */
    AttackCase delivering(Topic topic, byte[] message) {
        Map<Topic, List<Bytes>> more = new EnumMap<>(Topic.class);
        delivered.forEach((each, messages) -> more.put(each, new ArrayList<>(messages)));
        more.computeIfAbsent(topic, each -> new ArrayList<>()).add(Bytes.wrap(message));
        return new AttackCase(name, site, from, dialled, script, goesOn, counter, more);
    }

    /** The ids of its rows; {@link #WITHOUT_ID} if its rows have none. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (String word : name.split(" ", -1)) {
            if (!ID.matcher(word).matches()) {
                break;
            }
            rows.add(word);
        }
        return rows.isEmpty() ? List.of(WITHOUT_ID) : rows;
    }

    @Override
    public String toString() {
        return name;
    }
}
