package dev.understory.node;

import dev.understory.transport.Endpoint;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.Behavior;

/** A service with what it has said of itself: it is asked once, so that a second answer can neither differ nor fail. */
record AskedService(Service service, String name, String metricsPrefix, List<Endpoint> ports) implements Service {
    AskedService {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(metricsPrefix, "metricsPrefix");
        ports = List.copyOf(ports);
    }

    static AskedService of(Service service) {
        return service instanceof AskedService asked
                ? asked
                : new AskedService(service, service.name(), service.metricsPrefix(), service.ports());
    }

    @Override
    public Behavior<Command> create(ServiceEnvironment environment) {
        return service.create(environment);
    }
}
