package dev.understory.workload;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The validators of a BFT workload with their voting power, and what stands for their cryptography: seeded lots for their
 * verifiable random functions, seeded numbers for their signatures. Everybody computes the same and so can check; that
 * nobody signs for another is a convention. Members are numbered by their place in the committee.
 */
public final class Committee {
    private final int[] nodes;
    private final int[] memberOf;
    private final long[] powers;
    private final long totalPower;
    private final long seed;

    /**
     * A committee.
     *
     * @param nodes the numbers of its nodes, rising
     * @param powers the voting power of each, positive
     * @param seed what the lots are drawn from
     */
    public Committee(int[] nodes, long[] powers, long seed) {
        if (nodes.length == 0 || nodes.length != powers.length) {
            throw new IllegalArgumentException("a committee has members, each with its power");
        }
        this.nodes = nodes.clone();
        this.powers = powers.clone();
        this.totalPower = Arrays.stream(powers).sum();
        this.seed = seed;
        this.memberOf = new int[nodes[nodes.length - 1] + 1];
        Arrays.fill(memberOf, -1);
        for (int member = 0; member < nodes.length; member++) {
            memberOf[nodes[member]] = member;
        }
    }

    /** How many members there are. */
    public int size() {
        return nodes.length;
    }

    /** The node of a member. */
    public int node(int member) {
        return nodes[member];
    }

    /** The member that a node is; -1 for a node outside the committee. */
    public int member(int node) {
        return node >= 0 && node < memberOf.length ? memberOf[node] : -1;
    }

    /** The power of some members. */
    public long power(BitSet members) {
        long sum = 0;
        for (int member = members.nextSetBit(0); member >= 0; member = members.nextSetBit(member + 1)) {
            sum += powers[member];
        }
        return sum;
    }

    /** The power of one member. */
    long power(int member) {
        return powers[member];
    }

    /** The least power that is more than two thirds of all. */
    public long quorum() {
        return 2 * totalPower / 3 + 1;
    }

    /**
     * The least power that is a third of all: half of what decides (wire.md, section 8.2), as powers of many digits
     * round it.
     */
    public long third() {
        return (totalPower + 2) / 3;
    }

    /** A member's signature of a vote. Only that member may ask for it in order to send it. */
    long signature(int member, NestBftVote vote) {
        return mix(mix(seed + 0xA24B_AED4_963E_E407L * (member + 1)) ^ vote.digest());
    }

    /**
     * Whether a certificate is for that very vote, has more than two thirds of the power behind it, and bears the
     * signatures of those it names. No certificate at all is none.
     */
    boolean certifies(@Nullable NestBftCertificate certificate, NestBftVote vote) {
        if (certificate == null || !certificate.vote().equals(vote)) {
            return false;
        }
        BitSet signers = certificate.signers();
        if (signers.length() > size() || power(signers) < quorum()) {
            return false;
        }
        long signature = 0;
        for (int member = signers.nextSetBit(0); member >= 0; member = signers.nextSetBit(member + 1)) {
            signature ^= signature(member, vote);
        }
        return signature == certificate.signature();
    }

    /**
     * How many candidates an election has: a tenth of the committee, at least one, at most ten (wire.md, section 8.1).
     */
    public int candidates() {
        return Math.clamp(size() / 10, 1, 10);
    }

    /** The lot of a member in an election: the lowest of the candidates' lots wins. */
    long lot(long height, int round, int member) {
        long mixed = mix(seed ^ mix(height * 0x9E37_79B9_7F4A_7C15L + round));
        return mix(mixed + member * 0xD1B5_4A32_D192_ED03L) >>> 1;
    }

    /** The candidates of an election: power makes it more likely to be one. */
    BitSet candidates(long height, int round) {
        double[] weights = new double[size()];
        for (int member = 0; member < weights.length; member++) {
            weights[member] = weighted(height, round, member);
        }
        double[] sorted = weights.clone();
        Arrays.sort(sorted);
        BitSet chosen = new BitSet();
        for (int member = 0; member < weights.length; member++) {
            chosen.set(member, weights[member] <= sorted[candidates() - 1]);
        }
        return chosen;
    }

    /** Who leads if no candidate was heard of: a member by chance, in proportion to its power. */
    int fallbackLeader(long height, int round) {
        long point = Long.remainderUnsigned(mix(seed + mix(height) + 31L * round), totalPower);
        int member = 0;
        while (point >= powers[member]) {
            point -= powers[member];
            member++;
        }
        return member;
    }

    /** The highest round that members with a third of the power or more claim; -1 if there is none. */
    int highestClaimed(int[] claims) {
        NavigableMap<Integer, Long> powerByRound = new TreeMap<>();
        for (int member = 0; member < size(); member++) {
            powerByRound.merge(claims[member], powers[member], Long::sum);
        }
        long power = 0;
        for (Map.Entry<Integer, Long> claim : powerByRound.descendingMap().entrySet()) {
            power += claim.getValue();
            if (power >= third()) {
                return claim.getKey();
            }
        }
        return -1;
    }

    private double weighted(long height, int round, int member) {
        double uniform = (lot(height, round, member) + 1) * 0x1.0p-63;
        return -StrictMath.log(uniform) / powers[member];
    }

    /** A bijection that scatters its input (the finisher of SplitMix64). */
    static long mix(long value) {
        long z = value + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
