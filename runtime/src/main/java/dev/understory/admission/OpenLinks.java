package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections whose links are open: how they begin, and how they are told to end. A machine.
 *
 * <pre>
 * open      -> Open, Emit(Opened)
 * refuse    -> Emit(PeerRefused), Close
 * dismiss   -> Close
 * crowdOut  -> Emit(HandshakeFailed), Close         (nothing if it was refused already)
 * close     -> Close
 * </pre>
 */
final class OpenLinks {
    private final AdmissionTable table;
    private final LongSupplier now;
    private final List<PeerSetEffect> effects;

    OpenLinks(AdmissionTable table, LongSupplier now, List<PeerSetEffect> effects) {
        this.table = table;
        this.now = now;
        this.effects = effects;
    }

    /** A connection that has its place in the table has its link. */
    void open(ConnectionEntry entry, Endpoint remote, Endpoint local) {
        PendingDial dial = entry.dial;
        entry.link = new OpenLink(remote, local, now.getAsLong());
        boolean goesFirst = entry.direction == Direction.OUTBOUND || entry.expected;
        effects.add(new PeerSetEffect.Open(entry.id, entry.direction, dial == null ? null : dial.expected, goesFirst));
        emit(new ConnectionEvent.Opened(entry.id, entry.direction, dial == null ? remote : dial.remote));
    }

    /** The peer of a connection, which is known, is not wanted or not now. */
    void refuse(ConnectionEntry entry, PublicKey key, CloseReason reason) {
        OpenLink link = entry.link;
        if (link != null) {
            link.refused = reason;
            emit(new ConnectionEvent.PeerRefused(entry.id, entry.direction, link.remote, key, reason));
            tellToClose(entry.id, link, reason, Duration.ZERO);
        }
    }

    /** A connection whose peer is known has served its purpose. */
    void dismiss(long id, OpenLink link) {
        link.refused = CloseReason.LOCAL;
        tellToClose(id, link, CloseReason.LOCAL, Duration.ZERO);
    }

    /** The slowest of too many handshakes ends for one from elsewhere; one that was refused already is on its way out. */
    void crowdOut(long id, NetworkAddress newcomer) {
        ConnectionEntry slowest = table.find(id);
        OpenLink link = slowest == null ? null : slowest.link;
        if (slowest != null && link != null && link.refused == null) {
            CloseReason reason = CloseReason.CROWDED_OUT;
            link.refused = reason;
            String detail = "made room for " + newcomer;
            emit(new ConnectionEvent.HandshakeFailed(id, slowest.direction, link.remote, reason, detail));
            tellToClose(id, link, reason, Duration.ZERO);
        }
    }

    /** Ends a connection, if it is open. */
    void close(long id, CloseReason reason) {
        close(table.find(id), reason, Duration.ZERO);
    }

    /** As above; what is queued may still be written for {@code grace}. */
    void close(@Nullable ConnectionEntry entry, CloseReason reason, Duration grace) {
        if (entry != null && entry.link != null) {
            table.closing(entry.id);
            table.withdraw(entry.id);
            tellToClose(entry.id, entry.link, reason, grace);
        }
    }

    /** A link from our own identity has come from {@code other}: if we have opened one from there, it leads to ourselves. */
    void unmask(Endpoint other) {
        for (ConnectionEntry entry : table.view()) {
            if (entry.link != null && entry.direction == Direction.OUTBOUND && entry.link.local.equals(other)) {
                entry.link.ourselves = true;
            }
        }
    }

    void tellToClose(long id, OpenLink link, CloseReason reason, Duration grace) {
        link.toldToClose = true;
        effects.add(new PeerSetEffect.Close(id, reason, grace));
    }

    private void emit(ConnectionEvent event) {
        effects.add(new PeerSetEffect.Emit(event));
    }
}
