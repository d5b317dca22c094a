package dev.understory.scenario;

import dev.understory.scenario.NodeService.Echo;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import dev.understory.scenario.shape.YamlValue;
import dev.understory.store.DocumentName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The list {@code services} of a node group. */
public final class ServicesShape {
    /** Services also name documents, which are files: a letter, then letters, digits and hyphens in lower case. */
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,28}[a-z0-9])?");

    /** Names of what every node runs or measures already, and the beginning of those of whoever asks services. */
    private static final List<String> TAKEN = List.of("p2p", "application", "queue");

    private static final String ASKING = "workload-";

    /** What a service is called if nobody says. */
    public static final String ECHO = "echo";

    private static final Key<Echo, String> NAMED = Key.withDefault(
            "name", serviceName(), ECHO, Echo::name, "unique on the node; what the metrics of the service begin with");
    private static final Key<Echo, Integer> PORT = Key.required(
            "port", Shapes.count(1, 65_535), Echo::port, "where it listens; over TCP any free port stands for it");
    private static final Key<Echo, Boolean> TLS =
            Key.withDefault("tls", Shapes.flag(), false, Echo::tls, "true: over TLS 1.3, both ends with certificates");

    static final Shape<List<NodeService>> SHAPE = Shapes.<NodeService>list(
                    new UnionShape<NodeService>(
                            "a service",
                            "kind",
                            List.of(new Variant<>(
                                    "echo",
                                    Echo.class,
                                    new MapShape<>(
                                            "a service of kind echo",
                                            List.of(NAMED, PORT, TLS),
                                            ServicesShape::buildEcho)))),
                    0)
            .map(ServicesShape::together, services -> services);

    private ServicesShape() {}

    /** The name of a service. */
    public static Shape<String> serviceName() {
        return Shapes.textLike("a name of lower-case letters, digits and hyphens, 30 at most", NAME);
    }

    private static Echo buildEcho(Entries e) {
        String name = e.get(NAMED);
        if (TAKEN.contains(name) || name.startsWith(ASKING)) {
            e.problem(NAMED, "'" + name + "' is the name of something that a node runs or measures already");
        } else if (!DocumentName.isWord(name)) {
            e.problem(NAMED, "'" + name + "' cannot name documents: some systems have a device of that name");
        }
        if (e.get(PORT) == NodeService.PEER_PORT) {
            e.problem(PORT, NodeService.PEER_PORT + " is where every node listens for its peers");
        }
        return new Echo(name, e.get(PORT), e.get(TLS));
    }

    private static List<NodeService> together(List<NodeService> services, YamlValue source, Reading reading) {
        Set<String> names = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < services.size() && source instanceof YamlValue.Sequence list; i++) {
            NodeService service = services.get(i);
            if (!names.add(service.name())) {
                reading.problem(
                        list.items().get(i), "a service of this group is called '" + service.name() + "' already");
            }
            if (!ports.add(service.port())) {
                reading.problem(
                        list.items().get(i), "a service of this group listens on port " + service.port() + " already");
            }
        }
        return services;
    }
}
