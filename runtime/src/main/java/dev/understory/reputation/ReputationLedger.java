package dev.understory.reputation;

import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The scores of those who have offended, by identity and by subnet, so that neither a new connection nor a new key wipes
 * the slate. A score begins at zero, falls by an offence's cost, no lower than {@link #FLOOR}, and rises with time to zero
 * again. There is no credit: whoever could earn it cheaply could spend it on an attack.
 *
 * <p>Loopback addresses have no score: who comes from there comes through something on this machine, a proxy or a tunnel,
 * that many share.
 */
public final class ReputationLedger {
    /** Below this nothing falls, so that nobody is shut out for longer than its recovery takes. */
    public static final int FLOOR = -100;

    /** Points that began to come back at {@code since}. */
    private record Score(int points, long since) {}

    private final ReputationPolicy policy;
    private final Map<PublicKey, Score> identities = new LinkedHashMap<>();
    private final Map<NetworkAddress, Score> subnets = new LinkedHashMap<>();

    /** Nobody has offended yet. */
    public ReputationLedger(ReputationPolicy policy) {
        this.policy = policy;
    }

    /** Takes an offence's cost off an identity's score; returns what is left. */
    public int debit(PublicKey who, Offence offence, long nowNanos) {
        return debit(identities, who, offence, nowNanos);
    }

    /** The same for the subnet of the address that an offender came from. */
    public void debit(NetworkAddress from, Offence offence, long nowNanos) {
        if (!from.isLoopback()) {
            debit(subnets, from.subnet(), offence, nowNanos);
        }
    }

    /** The score of an identity: zero or less. */
    public int score(PublicKey who, long nowNanos) {
        return score(identities, who, nowNanos);
    }

    /** Whether that identity's offences exceed what is tolerated. */
    public boolean isDiscouraged(PublicKey who, long nowNanos) {
        return score(identities, who, nowNanos) < -policy.tolerance();
    }

    /** Whether the offences from that address's subnet exceed what is tolerated. */
    public boolean isDiscouraged(NetworkAddress address, long nowNanos) {
        return !subnets.isEmpty() && score(subnets, address.subnet(), nowNanos) < -policy.subnetTolerance();
    }

    /** Scores held, of identities and subnets; for tests of the limit. */
    int size() {
        return identities.size() + subnets.size();
    }

    private <K> int debit(Map<K, Score> scores, K who, Offence offence, long nowNanos) {
        Score before = current(scores, who, nowNanos);
        Score after = new Score(Math.max(FLOOR, before.points() - offence.cost()), before.since());
        scores.remove(who);
        if (scores.size() == policy.entries()) {
            scores.remove(scores.keySet().iterator().next());
        }
        scores.put(who, after);
        return after.points();
    }

    private <K> int score(Map<K, Score> scores, K who, long nowNanos) {
        Score score = current(scores, who, nowNanos);
        if (score.points() == 0) {
            scores.remove(who);
        }
        return score.points();
    }

    /** A score with the points that have come back since. */
    private <K> Score current(Map<K, Score> scores, K who, long nowNanos) {
        Score last = scores.get(who);
        long recovery = policy.recovery().toNanos();
        long recovered = last == null ? 0 : (nowNanos - last.since()) / recovery;
        return last == null || recovered >= -last.points()
                ? new Score(0, nowNanos)
                : new Score(last.points() + (int) recovered, last.since() + recovered * recovery);
    }
}
