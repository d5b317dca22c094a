package dev.understory.node;

import dev.understory.store.DocumentName;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether services can stand beside each other on one node. */
public final class ServiceList {
    private static final List<String> EVERYWHERE = List.of("0.0.0.0", "::");

    private ServiceList() {}

    /** What speaks against running these beside the peer-to-peer protocol, a line each. */
    public static List<String> problems(NodeSettings settings, List<Service> beside) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(List.of(PeerService.NAME));
        Map<Endpoint, String> places = new LinkedHashMap<>();
        if (settings.listen() != null) {
            places.put(settings.listen(), PeerService.NAME);
        }
        for (Service service : beside) {
            if (!names.add(service.name())) {
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
                        problems.add("'" + other + "' and '" + service.name() + "' both listen on port " + port.port());
                    }
                });
            }
            service.ports().forEach(port -> places.put(port, service.name()));
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
