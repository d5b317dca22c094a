package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import java.util.EnumMap;
import java.util.Map;

/**
 * The scores of those who have offended, by identity and by the groups of addresses they came from, so that neither a new
 * connection nor a new key nor a new address wipes the slate. A score begins at zero, falls by an offence's cost, no lower
 * than {@link #FLOOR}, and rises with time to zero again. There is no credit: whoever could earn it cheaply could spend it on
 * an attack.
 *
 * <p>An offence is charged to the address first. A wider group is charged what its narrower one has lost by it, but bears no
 * more of any one of them than a quarter of what it tolerates itself ({@link ReputationPolicy#share}). So it takes offenders
 * from five addresses to discourage a subnet, and from five subnets to discourage a network; one bad host never does.
 *
 * <p>Loopback addresses have no score: who comes from there comes through something on this machine, a proxy or a tunnel,
 * that many share.
 */
public final class ReputationLedger {
    /** Below this nothing falls, so that nobody is shut out for longer than its recovery takes. */
    public static final int FLOOR = -100;

    private final ReputationPolicy policy;
    private final Scores<PublicKey> identities;
    private final Map<GroupLevel, Scores<AddressGroup>> groups = new EnumMap<>(GroupLevel.class);

    /** Nobody has offended yet. */
    public ReputationLedger(ReputationPolicy policy) {
        this.policy = policy;
        this.identities = new Scores<>(policy.entries(), policy.recovery());
        for (GroupLevel level : GroupLevel.values()) {
            groups.put(level, new Scores<>(policy.entries(), policy.recovery()));
        }
    }

    /** Takes an offence's cost off an identity's score; returns what is left. */
    public int debit(PublicKey who, Offence offence, long nowNanos) {
        return identities.debit(who, offence.cost(), nowNanos);
    }

    /** The same for the groups of the address that an offender came from. */
    public void debit(NetworkAddress from, Offence offence, long nowNanos) {
        if (from.isLoopback()) {
            return;
        }
        int charge = offence.cost();
        for (GroupLevel level : from.levels()) {
            AddressGroup group = from.group(level);
            int before = scores(level).score(group, nowNanos);
            int after = scores(level).debit(group, charge, nowNanos);
            GroupLevel wider = from.wider(level);
            charge = wider == null ? 0 : Math.min(-after, policy.share(wider)) - Math.min(-before, policy.share(wider));
            if (charge == 0) {
                return;
            }
        }
    }

    /** The score of an identity: zero or less. */
    public int score(PublicKey who, long nowNanos) {
        return identities.score(who, nowNanos);
    }

    /** The score of the group of that level in which the address lies: zero or less. */
    public int score(NetworkAddress address, GroupLevel level, long nowNanos) {
        return scores(level).score(address.group(level), nowNanos);
    }

    /** Whether that identity's offences exceed what is tolerated. */
    public boolean isDiscouraged(PublicKey who, long nowNanos) {
        return score(who, nowNanos) < -policy.tolerance();
    }

    /** Whether the offences from that address, or from a group that it lies in, exceed what is tolerated. */
    public boolean isDiscouraged(NetworkAddress address, long nowNanos) {
        for (GroupLevel level : address.levels()) {
            Scores<AddressGroup> scores = scores(level);
            if (scores.size() > 0
                    && score(address, level, nowNanos)
                            < -policy.groupTolerance().at(level)) {
                return true;
            }
        }
        return false;
    }

    /** Scores held, of identities and groups; for tests of the limit. */
    int size() {
        return identities.size()
                + groups.values().stream().mapToInt(Scores::size).sum();
    }

    private Scores<AddressGroup> scores(GroupLevel level) {
        Scores<AddressGroup> scores = groups.get(level);
        if (scores == null) {
            throw new IllegalStateException("no scores for " + level);
        }
        return scores;
    }
}
