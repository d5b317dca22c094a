package dev.understory.workload;

import dev.understory.application.Application;
import dev.understory.mux.Topic;
import java.util.BitSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A user's own application.
 *
 * @param name of the workload that it is
 * @param topics what it receives and may send
 * @param on the nodes it runs on
 * @param mayStop whether it may end before its node
 * @param instances makes what the user wrote, one for each node
 */
public record UserApplication(
        String name, Set<Topic> topics, BitSet on, boolean mayStop, Supplier<Application> instances) {}
