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

    /** An application of this node before a life begins. */
    private record Part(String name, Set<Topic> topics, Function<Site, Application> in) {}

    /** Workloads that share topics, by their index. */
    private record Group(EnumSet<Topic> topics, SortedMap<Integer, SharedWorkload> workloads) {
        String name() {
            return workloads.values().iterator().next().name();
        }
    }

    /** What applications are called, the same on every node: names that documents can have, and that no service has. */
    private static final class Names {
        private final Set<String> taken;
        private final boolean isAlone;

        Names(Collection<String> services, int applications) {
            this.taken = new HashSet<>(services);
            this.isAlone = applications == 1;
        }

        /** That of the workload, where it can be. */
        String of(String workload) {
            String name = isAlone ? Registration.ALONE : workload;
            for (int i = 1; !DocumentName.isWord(name) || !taken.add(name); i++) {
                name = Registration.ALONE + "-" + i;
            }
            return name;
        }
    }

    private NodeApplications(int index, Recorder recorder, Directory directory) {
        this.index = index;
        this.recorder = recorder;
        this.directory = directory;
    }

    /**
     * The applications of all nodes of a run, by their numbers.
     *
     * @param recorders where each is measured
     * @param workloads in the order of the scenario; every node takes part
     * @param own the user's, which share no topic with others
     * @param services what services of the run are called: no application gets such a name
     */
    public static List<NodeApplications> ofRun(
            List<Recorder> recorders,
            Directory directory,
            List<SharedWorkload> workloads,
            List<UserApplication> own,
            Collection<String> services) {
        List<NodeApplications> nodes = new ArrayList<>(recorders.size());
        for (int node = 0; node < recorders.size(); node++) {
            nodes.add(new NodeApplications(node, recorders.get(node), directory));
        }
        List<Group> groups = groups(workloads);
        Names names = new Names(services, groups.size() + own.size());
        for (Group group : groups) {
            Part part =
                    new Part(names.of(group.name()), group.topics(), site -> new WorkloadHost(site, group.workloads()));
            nodes.forEach(node -> node.parts.add(part));
        }
        for (UserApplication user : own) {
            String name = names.of(user.name());
            user.on().stream().forEach(node -> {
                Application instance = user.instances().get();
                nodes.get(node)
                        .parts
                        .add(new Part(
                                name, user.topics(), site -> new WatchedApplication(instance, user.mayStop(), site)));
            });
        }
        return List.copyOf(nodes);
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
}
