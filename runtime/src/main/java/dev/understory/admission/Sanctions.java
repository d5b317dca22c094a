package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Credit;
import dev.understory.reputation.KeptStanding;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.LookupEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done about peers that are not wanted: debits of reputation (and what is earned, the other way), bans, and the end of
 * the connections that these make unwanted. Who is unwanted is the {@link Gatekeeper}'s to say. A machine.
 *
 * <pre>
 * disconnect     -> Close for each connection of the identity
 * debit, report  -> Emit(PeerDebited); of a report, Close if the peer is unwanted by now
 * credit         -> Emit(PeerCredited)
 * ban            -> Emit(Banned) or, without room, Emit(BansRefused or NameUnresolved), what {@link FollowedNames#review}
 *                   wants, Close for each connection that is banned
 * failed         -> Emit(Banned), Close for each connection that is banned; mostly nothing
 * restore, configure -> as a ban, without a word but for Emit(BansRefused)
 * lookedUp       -> what {@link FollowedNames#lookedUp} wants, then Close for each connection that is banned by now
 * unban          -> Emit(Unbanned), what {@link FollowedNames#review} wants
 * </pre>
 */
final class Sanctions {
    private final AdmissionTable table;
    private final Gatekeeper gatekeeper;
    private final FollowedNames names;
    private final OpenLinks links;
    private final Turnover turnover;
    private final List<PeerSetEffect> effects;

    /** Over those connections, by that judge; the configuration bans {@code configured}. */
    Sanctions(
            List<BanSubject> configured,
            AdmissionTable table,
            Gatekeeper gatekeeper,
            FollowedNames names,
            OpenLinks links,
            Turnover turnover,
            List<PeerSetEffect> effects) {
        this.table = table;
        this.gatekeeper = gatekeeper;
        this.names = names;
        this.links = links;
        this.turnover = turnover;
        this.effects = effects;
        refused(BanReason.CONFIGURED, gatekeeper.configure(configured));
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
        if (credit.isWork()) {
            turnover.worked(key);
        }
        emit(new ConnectionEvent.PeerCredited(key, credit, score));
    }

    /** A peer did that, while it was connected from {@code from} or since. */
    void debit(PublicKey key, @Nullable NetworkAddress from, Offence offence) {
        int left = gatekeeper.debit(key, from, offence);
        emit(new ConnectionEvent.PeerDebited(key, offence, left));
    }

    /** An operator's ban; {@code duration} null means without end. */
    BanAnswer ban(BanSubject subject, @Nullable Duration duration, long nowNanos) {
        if (duration != null && !duration.isPositive()) {
            return BanAnswer.NO_TIME;
        }
        boolean isInForce = gatekeeper.ban(subject, duration, BanReason.OPERATOR);
        if (isInForce) {
            emit(new ConnectionEvent.Banned(subject, BanReason.OPERATOR, duration));
        } else if (subject instanceof BanSubject.Name(String host)) {
            String detail = "the host name " + host + " is not banned: " + BannedNames.MOST + " others are";
            emit(new ConnectionEvent.NameUnresolved(host, detail));
        } else {
            refused(BanReason.OPERATOR, 1);
        }
        names.review(nowNanos);
        closeBanned();
        return isInForce ? BanAnswer.IN_FORCE : BanAnswer.FULL;
    }

    /** The configuration bans those, and no others any longer. */
    void configure(List<BanSubject> configured, long nowNanos) {
        refused(BanReason.CONFIGURED, gatekeeper.configure(configured));
        names.review(nowNanos);
        closeBanned();
    }

    /** Lifts a ban. */
    BanAnswer unban(BanSubject subject, long nowNanos) {
        boolean wasThere = gatekeeper.unban(subject);
        if (wasThere) {
            emit(new ConnectionEvent.Unbanned(subject));
        }
        names.review(nowNanos);
        return wasThere ? BanAnswer.LIFTED : BanAnswer.NOT_THERE;
    }

    /** A handshake that others have begun from there has failed for that reason. */
    void failed(NetworkAddress from, CloseReason reason) {
        BanSubject banned = reason.isFailedAuthentication() ? gatekeeper.failedAuthentication(from) : null;
        if (banned != null) {
            emit(new ConnectionEvent.Banned(banned, BanReason.FAILED_AUTHENTICATION, gatekeeper.autoBan()));
            closeBanned();
        }
    }

    /** What an earlier life of the node held against others holds again. */
    void restore(KeptStanding kept, long nowNanos) {
        refused(BanReason.OPERATOR, gatekeeper.restore(kept));
        names.review(nowNanos);
        closeBanned();
        for (ConnectionEntry entry : table.all()) {
            if (entry.key != null && table.isAdmitted(entry.key) && gatekeeper.refusal(entry.key) != null) {
                links.close(entry.id, CloseReason.DISCOURAGED);
            }
        }
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

    private void refused(BanReason reason, int bans) {
        if (bans > 0) {
            emit(new ConnectionEvent.BansRefused(reason, bans));
        }
    }

    private void emit(ConnectionEvent event) {
        effects.add(new PeerSetEffect.Emit(event));
    }
}
