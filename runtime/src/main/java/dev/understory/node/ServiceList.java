package dev.understory.node;

import dev.understory.application.Registration;
import dev.understory.mux.Topic;
import dev.understory.store.DocumentName;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The services beside the peer-to-peer protocol, and whether they and applications can live beside each other on one node.
 *
 * @param services each as it has answered what it was asked, which nobody asks again
 * @param problems what speaks against running them, a line each
 */
public record ServiceList(List<Service> services, List<String> problems) {
    private static final List<String> EVERYWHERE = List.of("0.0.0.0", "::");

    /** Names of applications and services are names of documents, so that no two are the same; a topic belongs to one application. */
    public static ServiceList of(NodeSettings settings, List<Registration> applications, List<Service> beside) {
        List<Service> services = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(List.of(PeerService.NAME));
        Map<Topic, String> topics = new EnumMap<>(Topic.class);
        for (Registration application : applications) {
            name("application", application.name(), names, problems);
            for (Topic topic : application.topics()) {
                String other = topics.putIfAbsent(topic, application.name());
                if (topic == Topic.HEARTBEAT) {
                    problems.add(
                            "the application '" + application.name() + "' wants HEARTBEAT, which is the node's own");
                } else if (other != null) {
                    problems.add(
                            "the applications '" + other + "' and '" + application.name() + "' both want " + topic);
                }
            }
        }
        Map<Endpoint, String> places = new LinkedHashMap<>();
        if (settings.listen() != null) {
            places.put(settings.listen(), PeerService.NAME);
        }
        for (Service service : beside) {
            try {
                AskedService asked = AskedService.of(service);
                services.add(asked);
                service(asked.name(), asked.ports(), names, places, problems);
            } catch (RuntimeException | AssertionError defect) {
                problems.add("a service (" + service.getClass().getName()
                        + ") cannot say its name, the prefix of its metrics or its ports: " + defect);
            }
        }
        return new ServiceList(List.copyOf(services), List.copyOf(problems));
    }

    private static void service(
            String name, List<Endpoint> ports, Set<String> names, Map<Endpoint, String> places, List<String> problems) {
        name("service", name, names, problems);
        for (Endpoint port : ports) {
            places.forEach((taken, other) -> {
                if (overlap(taken, port)) {
                    problems.add("'" + other + "' and '" + name + "' both listen on port " + port.port());
                }
            });
        }
        ports.forEach(port -> places.put(port, name));
    }

    private static void name(String what, String name, Set<String> names, List<String> problems) {
        if (!names.add(name)) {
            problems.add("two of one node are called '" + name + "'");
        }
        try {
            new DocumentName(name, "any");
        } catch (IllegalArgumentException unfit) {
            problems.add("no " + what + " can be called so: " + unfit.getMessage());
        }
    }

    private static boolean overlap(Endpoint one, Endpoint other) {
        return one.port() == other.port()
                && one.port() != 0
                && (one.host().equals(other.host())
                        || EVERYWHERE.contains(one.host())
                        || EVERYWHERE.contains(other.host()));
    }
}
