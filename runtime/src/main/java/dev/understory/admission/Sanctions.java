package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.LookupEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done about peers that are not wanted: debits of reputation (and what is earned, the other way), bans, and the end of the connections that these make
 * unwanted. Who is unwanted is the {@link Gatekeeper}'s to say. A machine.
 *
 * <pre>
 * disconnect     -> Close for each connection of the identity
 * debit, report  -> Emit(PeerDebited); of a report, Close if the peer is unwanted by now
 * credit         -> Emit(PeerCredited)
 * ban            -> what {@link FollowedNames#review} wants, Close for each connection that is banned
 * lookedUp       -> what {@link FollowedNames#lookedUp} wants, then Close for each connection that is banned by now
 * unban          -> what {@link FollowedNames#review} wants
 * </pre>
 */
final class Sanctions {
    private final AdmissionTable table;
    private final Gatekeeper gatekeeper;
    private final FollowedNames names;
    private final OpenLinks links;
    private final List<PeerSetEffect> effects;

    /** Over those connections, by that judge. */
    Sanctions(
            AdmissionTable table,
            Gatekeeper gatekeeper,
            FollowedNames names,
            OpenLinks links,
            List<PeerSetEffect> effects) {
        this.table = table;
        this.gatekeeper = gatekeeper;
        this.names = names;
        this.links = links;
        this.effects = effects;
    }

    /** Whoever has that identity is connected no longer. */
    void disconnect(PublicKey key) {
        for (ConnectionEntry entry : table.all()) {
            if (entry.key != null && entry.key.equals(key)) {
                links.close(entry.id, CloseReason.LOCAL);
            }
        }
    }

    /** An application has found that a peer did that. */
    void report(PublicKey key, Offence offence) {
        ConnectionEntry entry = table.currentOf(key);
        debit(key, entry == null ? null : entry.address, offence);
        if (entry != null && table.isAdmitted(key) && gatekeeper.refusal(key) != null) {
            links.close(entry.id, CloseReason.DISCOURAGED);
        }
    }

    /** An application has found that a peer did that well. */
    void credit(PublicKey key, Credit credit) {
        int score = gatekeeper.credit(key, credit);
        effects.add(new PeerSetEffect.Emit(new ConnectionEvent.PeerCredited(key, credit, score)));
    }

    /** A peer did that, while it was connected from {@code from} or since. */
    void debit(PublicKey key, @Nullable NetworkAddress from, Offence offence) {
        int left = gatekeeper.debit(key, from, offence);
        effects.add(new PeerSetEffect.Emit(new ConnectionEvent.PeerDebited(key, offence, left)));
    }

    /** An operator's ban; {@code duration} null means without end. */
    void ban(BanSubject subject, @Nullable Duration duration, long nowNanos) {
        if (!gatekeeper.ban(subject, duration) && subject instanceof BanSubject.Name(String host)) {
            String detail = "the host name " + host + " is not banned: " + BannedNames.MOST + " others are";
            effects.add(new PeerSetEffect.Emit(new ConnectionEvent.NameUnresolved(host, detail)));
        }
        names.review(nowNanos);
        closeBanned();
    }

    /** Lifts a ban. */
    void unban(BanSubject subject, long nowNanos) {
        gatekeeper.unban(subject);
        names.review(nowNanos);
    }

    /** A name was looked up; whoever lives where it leads by now is banned with it. */
    void lookedUp(LookupEvent event, boolean forDial, long nowNanos) {
        if (names.lookedUp(event, forDial, nowNanos)) {
            closeBanned();
        }
    }

    /** Whoever is banned is connected no longer. */
    private void closeBanned() {
        for (ConnectionEntry entry : table.all()) {
            if (gatekeeper.isBanned(entry)) {
                links.close(entry.id, CloseReason.BANNED);
            }
        }
    }
}
