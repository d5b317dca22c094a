package dev.understory.peer;

import dev.understory.admission.AdmissionTable;
import dev.understory.admission.BannedNames;
import dev.understory.admission.ConnectionEntry;
import dev.understory.admission.Gatekeeper;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import java.time.Duration;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is done about peers that are not wanted: debits of reputation, bans, and the end of the connections that these make
 * unwanted. Who is unwanted is the {@link Gatekeeper}'s to say. Belongs to {@link PeerSet}.
 */
final class Sanctions {
    private final AdmissionTable table;
    private final Gatekeeper gatekeeper;
    private final FollowedNames names;
    private final ConnectionEvents events;
    private final ObjLongConsumer<CloseReason> close;

    /** {@code close} ends the connection of an id for a reason. */
    Sanctions(
            AdmissionTable table,
            Gatekeeper gatekeeper,
            FollowedNames names,
            ConnectionEvents events,
            ObjLongConsumer<CloseReason> close) {
        this.table = table;
        this.gatekeeper = gatekeeper;
        this.names = names;
        this.events = events;
        this.close = close;
    }

    void disconnect(PublicKey key) {
        for (ConnectionEntry entry : table.all()) {
            if (entry.key() != null && entry.key().equals(key)) {
                close.accept(CloseReason.LOCAL, entry.id());
            }
        }
    }

    /** An application has found that a peer did that. */
    void report(PublicKey key, Offence offence) {
        ConnectionEntry entry = table.currentOf(key);
        debit(key, entry == null ? null : entry.address(), offence);
        if (entry != null && table.isAdmitted(key) && gatekeeper.refusal(key) != null) {
            close.accept(CloseReason.DISCOURAGED, entry.id());
        }
    }

    void debit(PublicKey key, @Nullable NetworkAddress from, Offence offence) {
        events.emit(new ConnectionEvent.PeerDebited(key, offence, gatekeeper.debit(key, from, offence)));
    }

    /** An operator's ban; {@code duration} null means without end. */
    void ban(BanSubject subject, @Nullable Duration duration) {
        if (!gatekeeper.ban(subject, duration) && subject instanceof BanSubject.Name(String host)) {
            String detail = "the host name " + host + " is not banned: " + BannedNames.MOST + " others are";
            events.emit(new ConnectionEvent.NameUnresolved(host, detail));
        }
        names.review();
        closeBanned();
    }

    void unban(BanSubject subject) {
        gatekeeper.unban(subject);
        names.review();
    }

    /** Whoever is banned is connected no longer. */
    void closeBanned() {
        for (ConnectionEntry entry : table.all()) {
            if (gatekeeper.isBanned(entry)) {
                close.accept(CloseReason.BANNED, entry.id());
            }
        }
    }
}
