package dev.understory.attack;

import dev.understory.frame.Frames;
import java.util.List;
import java.util.function.Consumer;

/** What an attacker does, step by step; each step is due once the node has written so many bytes. */
record Script(List<Step> steps) {
    /** The node's ephemeral key: it speaks first, as the protocol has it. */
    static final int KEY = 38;

    /** And its signature and meta records, a frame each. */
    static final int RECORDS = KEY + 2 * Frames.SIZE;

    /** And its first ping, which means that the peer is admitted. */
    static final int ADMITTED = RECORDS + Frames.SIZE;

    /** And of two ends that offer a hybrid key agreement: its record of that, in two frames. */
    static final int EXCHANGED = RECORDS + 2 * Frames.SIZE;

    record Step(int heard, Consumer<Attacker> act) {}

    /** Does that instead of shaking hands. */
    static Script atOnce(Consumer<Attacker> act) {
        return new Script(List.of(new Step(0, act)));
    }

    /** Does that instead of anything else once the node's ephemeral key is there. */
    static Script afterTheKey(Consumer<Attacker> act) {
        return new Script(List.of(new Step(KEY, act)));
    }

    /** Sends its ephemeral key, and then that instead of its signature and meta. */
    static Script insteadOfProof(Consumer<Attacker> act) {
        return new Script(List.of(new Step(0, Attacker::key), new Step(KEY, act)));
    }

    /** Sends its ephemeral key, and that once both of the node's records are there. */
    static Script afterTheProof(Consumer<Attacker> act) {
        return new Script(List.of(new Step(0, Attacker::key), new Step(RECORDS, act)));
    }

    /** What is done last. */
    Consumer<Attacker> last() {
        return steps.getLast().act();
    }

    /** Shakes hands as it should, and does that once it is admitted. */
    static Script admitted(Consumer<Attacker> act) {
        return new Script(List.of(new Step(0, Attacker::key), new Step(KEY, Attacker::prove), new Step(ADMITTED, act)));
    }
}
