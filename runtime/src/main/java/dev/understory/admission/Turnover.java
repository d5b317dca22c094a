package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whose work was of use, and lets go of peers that we dialled and that only stay. A machine.
 *
 * <p>Work is what the application has given a {@link dev.understory.reputation.Credit} for that is for work. Nobody is let go
 * of whom an operator has named: must-connect, trusted and kept peers are no ordinary ones.
 */
public final class Turnover {
    private final AdmissionTable table;
    private final PeerRoster roster;
    private final OpenLinks links;
    private final LongSupplier now;
    /** When anybody has last done such work; null if nobody has. */
    private @Nullable Long workedAt;

    Turnover(AdmissionTable table, PeerRoster roster, OpenLinks links, LongSupplier now) {
        this.table = table;
        this.roster = roster;
        this.links = links;
        this.now = now;
    }

    /** That of a peer set. */
    public static Turnover of(PeerSet set) {
        return set.turnover;
    }

    /** That peer has done work that was of use. */
    void worked(PublicKey key) {
        workedAt = now.getAsLong();
        ConnectionEntry entry = table.currentOf(key);
        if (entry != null && entry.link != null) {
            entry.link.workedAt = workedAt;
        }
    }

    /**
     * Who has only stayed.
     *
     * @param stay nobody is counted who has not been there for so long
     * @param idle nor who has done work within that time
     */
    public IdlePeers idle(Duration stay, Duration idle) {
        List<PublicKey> peers = new ArrayList<>();
        for (ConnectionEntry entry : table.view()) {
            if (entry.key != null && mayGo(entry) && isIdle(entry, stay, idle)) {
                peers.add(entry.key);
            }
        }
        return new IdlePeers(isWithin(idle, workedAt), peers);
    }

    /** Closes the connection to that peer, if it is one that we dialled of our own accord. */
    public void letGo(PublicKey key) {
        ConnectionEntry entry = table.currentOf(key);
        if (entry != null && mayGo(entry)) {
            links.close(entry.id, CloseReason.LOCAL);
        }
    }

    private boolean mayGo(ConnectionEntry entry) {
        if (entry.direction != Direction.OUTBOUND
                || entry.state != ConnectionEntry.State.ADMITTED
                || !entry.slot
                || entry.key == null) {
            return false;
        }
        PeerEntry peer = roster.find(entry.key);
        return peer == null || peer.kept() == null;
    }

    private boolean isIdle(ConnectionEntry entry, Duration stay, Duration idle) {
        OpenLink link = entry.link;
        return link != null && now.getAsLong() - link.openedAt >= stay.toNanos() && !isWithin(idle, link.workedAt);
    }

    private boolean isWithin(Duration time, @Nullable Long when) {
        return when != null && now.getAsLong() - when < time.toNanos();
    }
}
