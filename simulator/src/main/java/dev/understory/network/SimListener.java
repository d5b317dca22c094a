package dev.understory.network;

import dev.understory.engine.TraceKind;
import dev.understory.transport.ListenEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** A port of a machine on which it accepts links. */
final class SimListener implements ListenEvent.Listener {
    private static final long SILENCE_NANOS = 60_000_000_000L;

    private final Host host;
    private final int port;
    private final int life;
    private final ActorRef<ListenEvent> owner;
    /** Links that were accepted, or soon will be, and have no owner yet; at most the backlog. */
    private final List<SimLink> unattached = new ArrayList<>(0);

    private final StreamModel stream;
    private boolean open = true;

    SimListener(Host host, int port, ActorRef<ListenEvent> owner) {
        this.host = host;
        this.port = port;
        this.life = host.node().life();
        this.owner = owner;
        this.stream = host.network().model().stream();
    }

    /** A dial's first packet is here, perhaps not for the first time. */
    void arrive(Mail.Knock knock, Place dialer) {
        if (!host.isOpenTo(dialer)) {
            return;
        }
        Long known = host.acceptedFor(knock);
        if (known == null) {
            if (unattached.size() >= stream.connect().backlog()) {
                expireSilent();
            }
            if (unattached.size() >= stream.connect().backlog()) {
                return;
            }
            SimLink link = new SimLink(host, dialer, host.nextLinkId(), host.endpoint(port), knock.from(), this);
            known = link.id();
            unattached.add(link);
            host.acceptedFor(knock, known);
            if (!acceptsWithThirdPacket()) {
                accept(link);
            }
        }
        host.answer(knock, dialer, known);
    }

    boolean acceptsWithThirdPacket() {
        return stream.connect().roundTrips() >= 1.5;
    }

    /** The link is there for the owner; false if nobody listens any more. */
    boolean accept(SimLink link) {
        if (!open || life != host.node().life()) {
            return false;
        }
        host.accepted++;
        host.trace(TraceKind.ACCEPTED, link.id(), 0);
        owner.tell(new ListenEvent.Accepted(link));
        return true;
    }

    void attachedOrGone(SimLink link) {
        unattached.remove(link);
    }

    @Override
    public void close() {
        if (open && life == host.node().life()) {
            host.unbind(port, this);
        }
        open = false;
    }

    /** Makes room: drops links whose dialler has not sent its third packet for long. */
    private void expireSilent() {
        long before = host.node().trueTime() - SILENCE_NANOS;
        for (SimLink link : List.copyOf(unattached)) {
            if (link.since() < before && link.expire()) {
                unattached.remove(link);
            }
        }
    }
}
