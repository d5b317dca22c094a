package dev.understory.plan;

import dev.understory.measure.Subject;
import dev.understory.service.ServiceMeters;
import dev.understory.service.ServiceWorkload;
import dev.understory.workload.SharedWorkload;
import dev.understory.workload.UserApplication;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The workloads of a scenario, ready to run.
 *
 * @param carried those that send messages to peers, by index, which is the first byte of their messages
 * @param asking those that ask services
 * @param serviceMeters what services of the nodes count and measure
 * @param subjects all that are measured, in the order of the scenario
 * @param user the user's own application, or null
 */
public record Workloads(
        List<SharedWorkload> carried,
        List<ServiceWorkload> asking,
        ServiceMeters serviceMeters,
        List<Subject> subjects,
        @Nullable User user) {
    public Workloads {
        carried = List.copyOf(carried);
        asking = List.copyOf(asking);
        subjects = List.copyOf(subjects);
    }

    /** The user's own application: where it runs, and what makes it for a node. */
    record User(BitSet on, Supplier<UserApplication> instances) {}

    /** The user's own application for a node, if it runs one. */
    List<UserApplication> user(int node) {
        return user != null && user.on().get(node) ? List.of(user.instances().get()) : List.of();
    }
}
