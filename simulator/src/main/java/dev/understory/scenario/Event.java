package dev.understory.scenario;

import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something that happens to the nodes or to the network at given times. Each kind is a class of its own, which says all there
 * is to know of it: the keys and the documentation are in its {@link EventKind}, what it does is in {@link #happen}.
 */
public interface Event {
    /** What scenarios call it, and its keys. */
    EventKind<?> kind();

    /** When it happens. */
    Schedule schedule();

    /**
     * It happens now.
     *
     * @return whether it is known to have changed anything; what begins something {@linkplain Stage#begin that lasts} may leave
     *     the answer to its end
     */
    boolean happen(Stage stage);

    /** Whom it is about. */
    default List<Whom> whom() {
        return List.of();
    }

    /** Whether it may start nodes that are down. */
    default boolean startsNodes() {
        return false;
    }

    /** Why it cannot happen where all nodes run on this machine and talk over its loopback; empty if it can. */
    default Optional<String> impossibleOverTcp() {
        return Optional.empty();
    }

    /**
     * Looks at it beside all events of its scenario, once they are read.
     *
     * @param moment where the file says when it happens
     */
    default void review(List<Event> all, Position moment, Reading reading) {}

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

        /** The moment of the last repetition. */
        public Duration last() {
            return moment(times - 1);
        }
    }
}
