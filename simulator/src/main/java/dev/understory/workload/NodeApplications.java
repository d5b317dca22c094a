package dev.understory.workload;

import dev.understory.application.Application;
import dev.understory.application.Registration;
import dev.understory.measure.Recorder;
import dev.understory.mux.Topic;
import dev.understory.store.DocumentName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The applications of one node of a run, each registered for its topics: workloads, of which those that share topics are one
 * application, and the user's own.
 */
public final class NodeApplications {
    private final int index;
    private final Recorder recorder;
    private final Directory directory;
    private final List<Part> parts = new ArrayList<>();

    /** An application before a life begins. */
    private record Part(String name, Set<Topic> topics, Function<Site, Application> in) {}

    /** Workloads that share topics, by their index. */
    private record Group(EnumSet<Topic> topics, SortedMap<Integer, SharedWorkload> workloads) {
        String name() {
            return workloads.values().iterator().next().name();
        }
    }

    /**
     * The applications of a node.
     *
     * @param index the node's number in the run
     * @param workloads in the order of the scenario, the same on every node
     * @param own the user's, which share no topic with others
     * @param taken what services of the run are called: no application gets such a name
     */
    public NodeApplications(
            int index,
            Recorder recorder,
            Directory directory,
            List<SharedWorkload> workloads,
            List<UserApplication> own,
            Collection<String> taken) {
        this.index = index;
        this.recorder = recorder;
        this.directory = directory;
        Set<String> names = new HashSet<>(taken);
        List<Group> groups = groups(workloads);
        boolean isAlone = groups.size() + own.size() == 1;
        for (Group group : groups) {
            parts.add(new Part(
                    isAlone ? Registration.ALONE : name(group.name(), names),
                    group.topics(),
                    site -> new WorkloadHost(site, group.workloads())));
        }
        for (UserApplication user : own) {
            parts.add(new Part(
                    isAlone ? Registration.ALONE : name(user.name(), names),
                    user.topics(),
                    site -> new WatchedApplication(user, site)));
        }
    }

    /** What is registered in the life that is beginning now; the actors may start a little later, on other threads. */
    public List<Registration> inLife() {
        List<Registration> registrations = new ArrayList<>(parts.size());
        for (Part part : parts) {
            Site site = new Site(index, directory, recorder.inLife(), part.name());
            registrations.add(
                    new Registration(part.name(), part.topics(), part.in().apply(site)));
        }
        return registrations;
    }

    private static List<Group> groups(List<SharedWorkload> workloads) {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            SharedWorkload workload = workloads.get(i);
            Group group = new Group(EnumSet.copyOf(workload.topics()), new TreeMap<>());
            group.workloads().put(i, workload);
            Iterator<Group> before = groups.iterator();
            while (before.hasNext()) {
                Group other = before.next();
                if (!Collections.disjoint(other.topics(), workload.topics())) {
                    group.topics().addAll(other.topics());
                    group.workloads().putAll(other.workloads());
                    before.remove();
                }
            }
            groups.add(group);
        }
        groups.sort(Comparator.comparing(group -> group.workloads().firstKey()));
        return groups;
    }

    /** The workload's own, where documents can be called so and nobody else is. */
    private static String name(String workload, Set<String> taken) {
        String name = workload;
        for (int i = 1; !DocumentName.isWord(name) || !taken.add(name); i++) {
            name = Registration.ALONE + "-" + i;
        }
        return name;
    }
}
