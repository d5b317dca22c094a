package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanList;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.reputation.ReputationLedger;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.reputation.Standing;
import dev.understory.session.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is not wanted: the banned, and the discouraged, whose identity or subnet has offended too much. Must-connect and
 * trusted peers have scores like everybody and lose nothing by them; and nobody is kept out for his reputation while there
 * are not enough others. A machine.
 */
final class Gatekeeper {
    private final BanList bans = new BanList();
    private final BannedNames names = new BannedNames();
    private final ReputationLedger ledger;
    private final int lastPeers;
    private final AdmissionTable table;
    private final PeerRoster roster;
    private final LongSupplier now;

    Gatekeeper(
            List<BanSubject> banned,
            ReputationPolicy policy,
            AdmissionTable table,
            PeerRoster roster,
            LongSupplier now) {
        this.ledger = new ReputationLedger(policy);
        this.lastPeers = policy.lastPeers();
        this.table = table;
        this.roster = roster;
        this.now = now;
        banned.forEach(subject -> ban(subject, null));
    }

    /** Why a link from that address is not worth a handshake, or null. */
    @Nullable
    CloseReason refusal(NetworkAddress address) {
        long at = now.getAsLong();
        if (isBanned(address, at)) {
            return CloseReason.BANNED;
        }
        boolean discouraged = ledger.isDiscouraged(address, at) && !roster.isExpected(address);
        return discouraged && table.admitted() >= lastPeers ? CloseReason.DISCOURAGED : null;
    }

    /** Why that identity is not wanted, wherever it comes from, or null. */
    @Nullable
    CloseReason refusal(PublicKey key) {
        long at = now.getAsLong();
        if (bans.isBanned(key, at)) {
            return CloseReason.BANNED;
        }
        boolean discouraged = ledger.isDiscouraged(key, at) && roster.isOrdinary(key);
        return discouraged && admittedBeside(key) >= lastPeers ? CloseReason.DISCOURAGED : null;
    }

    /** Whether a host name itself is banned, whatever addresses it has. */
    boolean isBanned(String host) {
        return names.isBanned(host, now.getAsLong());
    }

    /** An operator's ban; {@code duration} null means without end. False if there is no room for it. */
    boolean ban(BanSubject subject, @Nullable Duration duration) {
        long until = duration == null ? BanList.FOREVER : now.getAsLong() + duration.toNanos();
        if (subject instanceof BanSubject.Name name) {
            return names.ban(name.host(), until);
        }
        bans.ban(subject, until);
        return true;
    }

    void unban(BanSubject subject) {
        if (subject instanceof BanSubject.Name name) {
            names.unban(name.host());
        } else {
            bans.unban(subject);
        }
    }

    /** The host names whose addresses are banned, to be followed. */
    List<String> bannedNames() {
        return names.inForce(now.getAsLong());
    }

    /** The banned names may have other addresses than before. */
    void update(NameWatch watch) {
        names.update(watch);
    }

    boolean isBanned(ConnectionEntry entry) {
        long at = now.getAsLong();
        return (entry.key != null && bans.isBanned(entry.key, at)) || isBanned(entry.address, at);
    }

    private boolean isBanned(NetworkAddress address, long at) {
        return bans.isBanned(address, at) || names.isBanned(address, at);
    }

    /** A peer did that, while it was connected from {@code from} or since; returns what is left of its score. */
    int debit(PublicKey who, @Nullable NetworkAddress from, Offence offence) {
        long at = now.getAsLong();
        if (from != null) {
            ledger.debit(from, offence, at);
        }
        return ledger.debit(who, offence, at);
    }

    /** A peer has earned that; returns its score. */
    int credit(PublicKey who, Credit credit) {
        return ledger.credit(who, credit, now.getAsLong());
    }

    /** How all stand whose last changes are remembered. */
    List<Standing> standings() {
        return ledger.standings(now.getAsLong());
    }

    int score(PublicKey key) {
        return ledger.score(key, now.getAsLong());
    }

    private int admittedBeside(PublicKey key) {
        return table.admitted() - (table.isAdmitted(key) ? 1 : 0);
    }
}
