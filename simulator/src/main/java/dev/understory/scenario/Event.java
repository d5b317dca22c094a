package dev.understory.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that happens to the nodes or to the network at a given time. */
public sealed interface Event {
    Schedule schedule();

    /**
     * When an event happens.
     *
     * @param at the first time, from the start of the run
     * @param every time between repetitions; zero for an event that happens once
     * @param times how often it happens, at least once
     * @param mayMiss whether it is no matter if it never affects anybody
     */
    record Schedule(Duration at, Duration every, int times, boolean mayMiss) {
        /** The moment of repetition {@code index}, from 0. */
        public Duration moment(int index) {
            return at.plus(every.multipliedBy(index));
        }
    }

    /**
     * Nodes on different sides cannot reach each other; nodes on no side reach everybody. Links stay open and carry
     * nothing, as they do when a cable is cut.
     *
     * @param name what a {@link Heal} calls it
     * @param sides at least two; a node belongs to the first side that chooses it
     * @param duration after which it heals by itself
     */
    record Partition(Schedule schedule, String name, List<Selector> sides, Way way, Optional<Duration> duration)
            implements Event {
        public Partition {
            sides = List.copyOf(sides);
        }
    }

    /** In which directions a partition cuts. */
    enum Way {
        /** Nothing passes between the sides. */
        BOTH,
        /** Nothing passes from an earlier side to a later one; the other direction works. */
        A_TO_B
    }

    /** Ends one partition. */
    record Heal(Schedule schedule, String partition) implements Event {}

    /** Ends every partition. */
    record HealAll(Schedule schedule) implements Event {}

    /**
     * The processes of nodes die at once and say nothing more; their machines stay, and reset the connections, so that peers
     * know within the time of the way.
     *
     * @param disk what becomes of what they had stored
     * @param restartAfter after which they start again by themselves
     */
    record Crash(Schedule schedule, Selector who, Disk disk, Optional<Duration> restartAfter) implements Event {}

    /**
     * The machines of nodes are gone, as when power is lost or a cable pulled: their connections fall silent, and peers find
     * out by their own time-outs. When the machines are back they reset what still comes for the old connections.
     *
     * @param disk what becomes of what they had stored
     * @param restartAfter after which they start again by themselves
     */
    record PowerLoss(Schedule schedule, Selector who, Disk disk, Optional<Duration> restartAfter) implements Event {}

    /** What is left of a node's storage. */
    enum Disk {
        /** All that was on it; of a power loss what was not there yet is gone, if the group's disk says so. */
        KEEP,
        /** Nothing but the node's key. */
        LOSE
    }

    /** Those of the chosen nodes that are down start again. */
    record Restart(Schedule schedule, Selector who) implements Event {}
}
