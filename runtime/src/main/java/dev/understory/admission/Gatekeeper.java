package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.AutoBanPolicy;
import dev.understory.reputation.Ban;
import dev.understory.reputation.BanList;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.BanTerm;
import dev.understory.reputation.Credit;
import dev.understory.reputation.FailedHandshakes;
import dev.understory.reputation.KeptStanding;
import dev.understory.reputation.Offence;
import dev.understory.reputation.ReputationLedger;
import dev.understory.reputation.ReputationPolicy;
import dev.understory.reputation.Standing;
import dev.understory.session.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is not wanted: the banned, and the discouraged, whose identity or subnet has offended too much. Must-connect and
 * trusted peers have scores like everybody and lose nothing by them; and nobody is kept out for his reputation while there
 * are not enough others. A machine.
 */
final class Gatekeeper {
    private final BanList bans = new BanList();
    private final FailedHandshakes failures;
    private final BannedNames names = new BannedNames();
    private final ReputationLedger ledger;
    private final int lastPeers;
    private final AdmissionTable table;
    private final PeerRoster roster;
    private final LongSupplier now;

    Gatekeeper(
            ReputationPolicy policy, AutoBanPolicy autoBan, AdmissionTable table, PeerRoster roster, LongSupplier now) {
        this.ledger = new ReputationLedger(policy);
        this.failures = new FailedHandshakes(autoBan);
        this.lastPeers = policy.lastPeers();
        this.table = table;
        this.roster = roster;
        this.now = now;
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

    /** A ban; {@code duration} null means without end. False if there is no room for it, or a person's is there already. */
    boolean ban(BanSubject subject, @Nullable Duration duration, BanReason reason) {
        long at = now.getAsLong();
        return ban(subject, BanTerm.of(reason, 0, duration == null ? BanList.FOREVER : nanos(duration), at), at);
    }

    private boolean ban(BanSubject subject, BanTerm term, long at) {
        return subject instanceof BanSubject.Name name ? names.ban(name.host(), term, at) : bans.ban(subject, term, at);
    }

    /** However long somebody has asked for. */
    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(BanList.FOREVER)) >= 0 ? BanList.FOREVER : duration.toNanos();
    }

    /** Why the configuration cannot ban all of those, or null. */
    @Nullable
    String problemWith(List<BanSubject> configured) {
        Set<BanSubject> all = new LinkedHashSet<>(configured);
        bans().stream().filter(ban -> ban.reason() == BanReason.OPERATOR).forEach(ban -> all.add(ban.subject()));
        long named = all.stream().filter(BanSubject.Name.class::isInstance).count();
        if (named > BannedNames.MOST) {
            return named + " host names would be banned, those banned while the node ran included, and "
                    + BannedNames.MOST + " can be";
        }
        return all.size() - named > BanList.MOST_LASTING
                ? all.size() + " bans are more than " + BanList.MOST_LASTING
                : null;
    }

    /** The configuration bans those, and none of those that only it has banned before; returns for how many there is no room. */
    int configure(List<BanSubject> configured) {
        Set<BanSubject> wanted = new LinkedHashSet<>(configured);
        for (Ban ban : bans()) {
            if (ban.reason() == BanReason.CONFIGURED && !wanted.contains(ban.subject())) {
                unban(ban.subject());
            }
        }
        int refused = 0;
        for (BanSubject subject : wanted) {
            refused += ban(subject, null, BanReason.CONFIGURED) ? 0 : 1;
        }
        return refused;
    }

    /** Lifts a ban; returns whether there was one. */
    boolean unban(BanSubject subject) {
        return subject instanceof BanSubject.Name name ? names.unban(name.host()) : bans.unban(subject);
    }

    /** All bans in force, those for low scores too. */
    List<Ban> bans() {
        long at = now.getAsLong();
        List<Ban> all = new ArrayList<>(bans.inForce(at));
        all.addAll(names.bans(at));
        all.addAll(ledger.discouraged(at));
        return all;
    }

    /**
     * A handshake from there has failed at the proof of an identity. Returns what is banned for it, or null. Nobody is where a
     * must-connect or trusted peer may come from, or where an admitted one is.
     */
    @Nullable
    BanSubject failedAuthentication(NetworkAddress from) {
        long at = now.getAsLong();
        boolean isSpared = roster.isExpected(from) || isInhabited(failures.subject(from));
        BanSubject subject = !isSpared && failures.failed(from, at) ? failures.subject(from) : null;
        boolean isNew = subject != null && ban(subject, failures.policy().ban(), BanReason.FAILED_AUTHENTICATION);
        return isNew ? subject : null;
    }

    private boolean isInhabited(BanSubject there) {
        for (ConnectionEntry entry : table.view()) {
            if (entry.state == ConnectionEntry.State.ADMITTED
                    && !failures.policy().sharedFor().isZero()
                    && failures.subject(entry.address).equals(there)) {
                return true;
            }
        }
        return false;
    }

    /** Somebody is admitted whose address that is, or was until now, whoever of us has dialled. */
    void admitted(NetworkAddress from) {
        failures.admitted(from, now.getAsLong());
    }

    /** How long an automatic ban lasts. */
    Duration autoBan() {
        return failures.policy().ban();
    }

    /** What is to be kept over a restart. */
    KeptStanding kept() {
        long at = now.getAsLong();
        List<KeptStanding.KeptBan> kept = new ArrayList<>();
        for (List<Ban> each : List.of(bans.inForce(at), names.bans(at))) {
            for (Ban ban : each) {
                if (ban.reason() != BanReason.CONFIGURED && ban.age() != null) {
                    long left =
                            ban.left() == null ? BanList.FOREVER : ban.left().toNanos();
                    kept.add(new KeptStanding.KeptBan(
                            ban.subject(), ban.reason(), ban.age().toNanos(), left));
                }
            }
        }
        return ledger.kept(kept, at);
    }

    /** Takes back what was kept, beside what was decided meanwhile; returns for how many bans by people there is no room. */
    int restore(KeptStanding kept) {
        long at = now.getAsLong();
        int refused = 0;
        for (KeptStanding.KeptBan old : kept.bans()) {
            BanTerm term = BanTerm.of(old.reason(), old.age(), old.left(), at);
            refused += ban(old.subject(), term, at) || !old.reason().isLasting() ? 0 : 1;
        }
        ledger.restore(kept, at);
        return refused;
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
        return bans.isBanned(address, roster.isExpected(address), at) || names.isBanned(address, at);
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

    /** How many those are. */
    int remembered() {
        return ledger.remembered();
    }

    int score(PublicKey key) {
        return ledger.score(key, now.getAsLong());
    }

    /** Who of several is dialled first: {@link PeerSetEffect.Dial}. */
    int rank(@Nullable PeerEntry peer) {
        if (peer == null || peer.key == null) {
            return 0;
        }
        return peer.mustConnect != null ? PeerSetEffect.Dial.URGENT : Math.max(0, score(peer.key));
    }

    private int admittedBeside(PublicKey key) {
        return table.admitted() - (table.isAdmitted(key) ? 1 : 0);
    }
}
