package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The scores of those who have offended, by identity and by the groups of addresses they came from, so that neither a new
 * connection nor a new key nor a new address wipes the slate. A score begins at zero, falls by an offence's cost, no lower
 * than {@link #FLOOR}, and rises with time to zero again.
 *
 * <p>What an identity does well earns it points above zero, up to {@link ReputationPolicy#mostEarned}, which fade with time.
 * They are a preference and no account: the first offence takes them all, and costs as much as it costs anybody; while points
 * are missing nothing is earned, so that only time brings them back. So whoever has earned everything is refused after
 * exactly as many offences as a stranger.
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
    /** What identities are short of, and what they have above zero: nobody has both. */
    private final FadingPoints<PublicKey> debts;

    private final FadingPoints<PublicKey> earned;
    private final ScoreHistory history;
    /** What groups are short of. */
    private final Map<GroupLevel, FadingPoints<AddressGroup>> groups = new EnumMap<>(GroupLevel.class);

    /** Nobody has offended yet. */
    public ReputationLedger(ReputationPolicy policy) {
        this.policy = policy;
        this.debts = new FadingPoints<>(policy.entries(), -FLOOR, policy.recovery());
        this.earned = new FadingPoints<>(policy.entries(), policy.mostEarned(), policy.fade());
        this.history = new ScoreHistory(policy.entries());
        for (GroupLevel level : GroupLevel.values()) {
            groups.put(level, new FadingPoints<>(policy.entries(), -FLOOR, policy.recovery()));
        }
    }

    /** Takes an offence's cost off an identity's score; returns what is left. */
    public int debit(PublicKey who, Offence offence, long nowNanos) {
        earned.clear(who);
        int left = -debts.add(who, offence.cost(), nowNanos);
        history.add(who, offence, left, nowNanos);
        return left;
    }

    /** Gives an identity what it has earned, unless points are missing; returns its score. */
    public int credit(PublicKey who, Credit credit, long nowNanos) {
        int missing = debts.of(who, nowNanos);
        int score = missing > 0 || policy.mostEarned() == 0 ? -missing : earned.add(who, credit.points(), nowNanos);
        history.add(who, credit, score, nowNanos);
        return score;
    }

    /** The same for the groups of the address that an offender came from. */
    public void debit(NetworkAddress from, Offence offence, long nowNanos) {
        if (from.isLoopback()) {
            return;
        }
        int charge = offence.cost();
        for (GroupLevel level : from.levels()) {
            AddressGroup group = from.group(level);
            int before = points(level).of(group, nowNanos);
            int after = points(level).add(group, charge, nowNanos);
            GroupLevel wider = from.wider(level);
            charge = wider == null ? 0 : Math.min(after, policy.share(wider)) - Math.min(before, policy.share(wider));
            if (charge == 0) {
                return;
            }
        }
    }

    /** The score of an identity: less than zero for what it did wrong, more for what it has earned. */
    public int score(PublicKey who, long nowNanos) {
        int missing = debts.of(who, nowNanos);
        return missing > 0 ? -missing : earned.of(who, nowNanos);
    }

    /** The score of the group of that level in which the address lies: zero or less. */
    public int score(NetworkAddress address, GroupLevel level, long nowNanos) {
        return -points(level).of(address.group(level), nowNanos);
    }

    /** Whether that identity's offences exceed what is tolerated. */
    public boolean isDiscouraged(PublicKey who, long nowNanos) {
        return score(who, nowNanos) < -policy.tolerance();
    }

    /** Whether the offences from that address, or from a group that it lies in, exceed what is tolerated. */
    public boolean isDiscouraged(NetworkAddress address, long nowNanos) {
        for (GroupLevel level : address.levels()) {
            FadingPoints<AddressGroup> points = points(level);
            if (points.size() > 0
                    && score(address, level, nowNanos)
                            < -policy.groupTolerance().at(level)) {
                return true;
            }
        }
        return false;
    }

    /** How that identity stands. */
    public Standing standing(PublicKey who, long nowNanos) {
        long until = debts.whenDownTo(policy.tolerance(), who, nowNanos);
        return new Standing(who, score(who, nowNanos), Duration.ofNanos(until - nowNanos), history.of(who));
    }

    /** The same of all whose last changes are remembered, whose last change is oldest first. */
    public List<Standing> standings(long nowNanos) {
        return history.identities().stream().map(who -> standing(who, nowNanos)).toList();
    }

    /** Of how many identities that is known. */
    public int remembered() {
        return history.identities().size();
    }

    /** All scores, as they are to be kept, with those bans. */
    public KeptStanding kept(List<KeptStanding.KeptBan> bans, long nowNanos) {
        List<KeptStanding.Points<AddressGroup>> ofGroups = new ArrayList<>();
        groups.values().forEach(points -> ofGroups.addAll(points.kept(nowNanos)));
        return new KeptStanding(bans, debts.kept(nowNanos), earned.kept(nowNanos), ofGroups);
    }

    /** Takes back the scores that were kept, and adds to them what has happened by now. */
    public void restore(KeptStanding kept, long nowNanos) {
        debts.restore(kept.debts(), nowNanos);
        earned.restore(kept.earned(), nowNanos);
        debts.all().stream().filter(who -> debts.of(who, nowNanos) > 0).forEach(earned::clear);
        for (GroupLevel level : GroupLevel.values()) {
            points(level)
                    .restore(
                            kept.groups().stream()
                                    .filter(points -> isOf(points.who(), level))
                                    .toList(),
                            nowNanos);
        }
    }

    private static boolean isOf(AddressGroup group, GroupLevel level) {
        return group.first().levels().contains(level)
                && group.first().group(level).equals(group);
    }

    /** Identities that are refused for their score now, and addresses and networks, each as a ban. */
    public List<Ban> discouraged(long nowNanos) {
        List<Ban> found = new ArrayList<>();
        for (PublicKey who : debts.all()) {
            long until = debts.whenDownTo(policy.tolerance(), who, nowNanos);
            addUnlessOver(new BanSubject.Identity(who), until, nowNanos, found);
        }
        groups.forEach((level, points) -> {
            for (AddressGroup group : points.all()) {
                long until = points.whenDownTo(policy.groupTolerance().at(level), group, nowNanos);
                addUnlessOver(BanSubject.ofAddresses(group), until, nowNanos, found);
            }
        });
        return found;
    }

    private static void addUnlessOver(BanSubject subject, long until, long nowNanos, List<Ban> found) {
        if (until > nowNanos) {
            found.add(new Ban(subject, BanReason.LOW_SCORE, null, Duration.ofNanos(until - nowNanos)));
        }
    }

    /** Scores held, of identities and groups; for tests of the limit. */
    int size() {
        return debts.size()
                + earned.size()
                + groups.values().stream().mapToInt(FadingPoints::size).sum();
    }

    private FadingPoints<AddressGroup> points(GroupLevel level) {
        FadingPoints<AddressGroup> points = groups.get(level);
        if (points == null) {
            throw new IllegalStateException("no points for " + level);
        }
        return points;
    }
}
