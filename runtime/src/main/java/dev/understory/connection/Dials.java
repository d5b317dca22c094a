package dev.understory.connection;

import dev.understory.transport.Endpoint;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** The dials that are under way, and the addresses that turned out to be our own. Belongs to {@link PeerSetActor}. */
final class Dials {
    /** Own addresses that are remembered; the oldest goes first. */
    private static final int MAX_SELF = 64;

    private final ActorRef<DialerActor.Command> dialer;
    private final Map<Long, PendingDial> pending = new HashMap<>();
    private final Set<Endpoint> self = new LinkedHashSet<>();

    Dials(ActorContext<PeerSetActor.Command> context, PeerPorts ports, DialSettings settings) {
        this.dialer = context.spawn(
                DialerActor.create(ports.transport(), settings, ports.events(), context.getSelf()), "dialer");
    }

    void start(PendingDial dial) {
        pending.put(dial.id, dial);
        dialer.tell(new DialerActor.Dial(dial.id, dial.remote));
    }

    @Nullable PendingDial find(long id) {
        return pending.get(id);
    }

    @Nullable PendingDial remove(long id) {
        return pending.remove(id);
    }

    /** That address is our own. */
    void isSelf(Endpoint remote) {
        self.add(remote);
        if (self.size() > MAX_SELF) {
            self.remove(self.iterator().next());
        }
    }

    boolean isKnownSelf(Endpoint remote) {
        return self.contains(remote);
    }

    void quiesce() {
        dialer.tell(new DialerActor.Quiesce());
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }
}
