package dev.understory.scenario;

import dev.understory.timeline.FaultPort;
import dev.understory.timeline.NodeLives;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Where events happen: all of a run that an event can act on. */
public interface Stage {
    /** The time, in nanoseconds since the start of the run. */
    long now();

    /** The nodes that a selector means now; drawn anew where it says so. */
    BitSet choose(Selector who);

    /** Starts and stops nodes. */
    NodeLives lives();

    /** Damages the network and the machines. */
    FaultPort faults();

    /** Something is wrong from now on. It ends by itself after its length, and with the duration of the run at the latest. */
    void begin(Wrong wrong);

    /** Ends what is wrong with the network and fits; whether anything did. */
    boolean end(Predicate<Wrong> which);

    /** Ends what is wrong with one node and fits; whether anything did. */
    boolean endOf(int node, Predicate<Wrong> which);

    /**
     * Something that is wrong for a while.
     *
     * @param kind the word for the kind of event that began it
     * @param name what another event may call it; empty if none does
     * @param node whom it is about, if it is about one node and not the network
     * @param text what it is, for people
     * @param length after which it ends by itself
     * @param lift ends it; whether it has affected anybody by then
     */
    record Wrong(
            String kind, String name, OptionalInt node, String text, Optional<Duration> length, BooleanSupplier lift) {
        /** Something that is wrong with one node and does affect it. */
        public static Wrong ofNode(String kind, int node, String text, Optional<Duration> length, Runnable lift) {
            return new Wrong(kind, "", OptionalInt.of(node), text, length, () -> {
                lift.run();
                return true;
            });
        }

        /** Something that is wrong with the network. */
        public static Wrong ofNetwork(
                String kind, String name, String text, Optional<Duration> length, BooleanSupplier lift) {
            return new Wrong(kind, name, OptionalInt.empty(), text, length, lift);
        }
    }
}
