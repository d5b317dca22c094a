package dev.understory.plan;

import dev.understory.attack.Attack;
import dev.understory.measure.Subject;
import dev.understory.service.ServiceMeters;
import dev.understory.service.ServiceWorkload;
import dev.understory.workload.SharedWorkload;
import dev.understory.workload.UserApplication;
import java.util.List;

/**
 * The workloads of a scenario, ready to run.
 *
 * @param carried those that send messages to peers, by index, which is the first byte of their messages
 * @param asking those that ask services
 * @param attacks those that attackers make
 * @param serviceMeters what services of the nodes count and measure
 * @param subjects all that are measured, in the order of the scenario
 * @param own the user's own applications
 */
public record Workloads(
        List<SharedWorkload> carried,
        List<ServiceWorkload> asking,
        List<Attack> attacks,
        ServiceMeters serviceMeters,
        List<Subject> subjects,
        List<UserApplication> own) {
    public Workloads {
        carried = List.copyOf(carried);
        asking = List.copyOf(asking);
        attacks = List.copyOf(attacks);
        subjects = List.copyOf(subjects);
        own = List.copyOf(own);
    }
}
