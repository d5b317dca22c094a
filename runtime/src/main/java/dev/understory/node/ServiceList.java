package dev.understory.node;

import dev.understory.store.DocumentName;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether services can stand beside each other on one node. */
final class ServiceList {
    private static final List<String> EVERYWHERE = List.of("0.0.0.0", "::");

    private ServiceList() {}

    /** What speaks against it, a line each. */
    static List<String> problems(List<Service> services) {
        List<String> problems = new ArrayList<>();
        Map<String, Service> names = new LinkedHashMap<>();
        Map<Endpoint, Service> places = new LinkedHashMap<>();
        for (Service service : services) {
            if (names.putIfAbsent(service.name(), service) != null) {
                problems.add("two services of one node are called '" + service.name() + "'");
            }
            try {
                new DocumentName(service.name(), "any");
            } catch (IllegalArgumentException unfit) {
                problems.add("a service cannot be called so: " + unfit.getMessage());
            }
            for (Endpoint port : service.ports()) {
                places.forEach((taken, other) -> {
                    if (overlap(taken, port)) {
                        problems.add("'" + other.name() + "' and '" + service.name() + "' both listen on port "
                                + port.port());
                    }
                });
            }
            service.ports().forEach(port -> places.put(port, service));
        }
        return problems;
    }

    private static boolean overlap(Endpoint one, Endpoint other) {
        return one.port() == other.port()
                && one.port() != 0
                && (one.host().equals(other.host())
                        || EVERYWHERE.contains(one.host())
                        || EVERYWHERE.contains(other.host()));
    }
}
