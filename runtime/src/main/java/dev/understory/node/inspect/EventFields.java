package dev.understory.node.inspect;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.identity.PublicKey;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.ServiceEvent;
import dev.understory.reputation.BanSubject;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A node's event as a name and fields, for logs and programs: {@code peer-closed} with {@code connectionId}, {@code peer}, {@code
 * remote}, {@code reason} and so on. Made of the event's own components, so that an event that is new has its fields at once.
 */
public final class EventFields {
    private EventFields() {}

    /** What happened, in words joined by hyphens. */
    public static String name(NodeEvent event) {
        String simple = inner(event).getClass().getSimpleName();
        return simple.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Whether it tells of a change of state; what comes with every second or message is left to counters. */
    public static boolean isChange(NodeEvent event) {
        return switch (inner(event)) {
            case ConnectionEvent.RoundTrip trip -> false;
            case ConnectionEvent.PeerCredited credited -> false;
            // Of those that dial us the next event says what became of them.
            case ConnectionEvent.Opened opened -> opened.direction() == Direction.OUTBOUND;
            case DiscoveryEvent.BookChanged changed -> false;
            case DiscoveryEvent.Asked asked -> false;
            case DiscoveryEvent.Answered answered -> false;
            case DiscoveryEvent.RequestIgnored ignored -> false;
            default -> true;
        };
    }

    /** Its fields, in the order of the event's components: numbers, flags, texts and lists of them. */
    public static Map<String, Object> of(NodeEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (event instanceof NodeEvent.Service service) {
            fields.put("service", service.service());
        }
        add(inner(event), fields);
        return fields;
    }

    private static Object inner(NodeEvent event) {
        return switch (event) {
            case NodeEvent.Connection(ConnectionEvent inner) -> inner;
            case NodeEvent.Discovery search -> search.event();
            case NodeEvent.Storage storage -> storage.event();
            case NodeEvent.Service service ->
                switch (service.event()) {
                    case ServiceEvent.Listener listener -> listener.event();
                    case ServiceEvent.Tls tls -> tls.event();
                };
            default -> event;
        };
    }

    private static void add(Object event, Map<String, Object> fields) {
        RecordComponent[] components = event.getClass().getRecordComponents();
        for (RecordComponent component : components == null ? new RecordComponent[0] : components) {
            try {
                component.getAccessor().setAccessible(true);
                put(component.getName(), component.getAccessor().invoke(event), fields);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("a component of an event cannot be read", impossible);
            }
        }
    }

    private static void put(String name, Object value, Map<String, Object> fields) {
        switch (value) {
            case null -> {
                // Nothing to tell.
            }
            case PeerInfo peer -> {
                fields.put("peer", peer.id().hex());
                fields.put("direction", peer.direction().name().toLowerCase(Locale.ROOT));
                fields.put("remote", peer.remote().toString());
            }
            case PublicKey key -> fields.put(name, key.hex());
            case BanSubject subject -> fields.put(name, subject.text());
            case Duration duration -> fields.put(name + "Seconds", duration.toMillis() / 1000.0);
            case Number number -> fields.put(name, number);
            case Boolean flag -> fields.put(name, flag);
            case List<?> list ->
                fields.put(name, list.stream().map(String::valueOf).toList());
            default -> fields.put(name, value.toString());
        }
    }
}
