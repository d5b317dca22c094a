package dev.understory.workload;

import dev.understory.application.Application;
import dev.understory.mux.Topic;
import java.util.Set;

/**
 * A user's own application on a node.
 *
 * @param name of the workload that it is
 * @param topics what it receives and may send
 * @param mayStop whether it may end before its node
 * @param application what the user wrote
 */
public record UserApplication(String name, Set<Topic> topics, boolean mayStop, Application application) {}
