package dev.understory.run.tcp;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import dev.understory.network.AccessClass;
import dev.understory.network.Regions;
import dev.understory.plan.Geography;
import dev.understory.plan.Member;
import dev.understory.plan.RunPlan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How long the paths between nodes are, and which are cut. Delays are those of the simulated network: the same map, the
 * same draws for the last miles. Safe for any thread.
 */
final class PathDelays {
    private final Geography geography;
    private final long seed;
    private final int[] region;
    private final long[] accessNanos;
    private final List<Cut> cuts = new CopyOnWriteArrayList<>();
    private final List<Detour> detours = new CopyOnWriteArrayList<>();

    /** A partition in force. */
    record Cut(List<BitSet> sides, boolean oneWay) {
        boolean blocks(int from, int to) {
            int a = side(from);
            int b = side(to);
            return a >= 0 && b >= 0 && a != b && (!oneWay || a < b);
        }

        private int side(int node) {
            for (int i = 0; i < sides.size(); i++) {
                if (sides.get(i).get(node)) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** Ways that are longer than usual. */
    record Detour(BitSet from, BitSet to, boolean oneWay, long nanos) {
        boolean isBetween(int a, int b) {
            return from.get(a) && to.get(b) || !oneWay && from.get(b) && to.get(a);
        }
    }

    PathDelays(RunPlan plan, Geography geography) {
        this.geography = geography;
        this.seed = plan.seed();
        this.region = new int[plan.roster().size()];
        this.accessNanos = new long[region.length];
        for (Member member : plan.roster().members()) {
            int node = member.index();
            AccessClass access = geography.access().get(member.access());
            region[node] = geography.model().regions().indexOf(member.region());
            accessNanos[node] = access == null
                    ? 0
                    : Math.max(0, Math.round(access.delay().sample(CounterStream.of(seed, node, "access-delay"))));
        }
    }

    /** The one-way delay without jitter, as it is now. */
    long baseNanos(int from, int to) {
        Regions regions = geography.model().regions();
        long path = regions.oneWayNanos(region[from], region[to]) + accessNanos[from] + accessNanos[to];
        long extra = 0;
        for (Detour detour : detours) {
            extra += detour.isBetween(from, to) ? detour.nanos() : 0;
        }
        return Math.max(geography.model().floorNanos(), path) + extra;
    }

    /** How long opening a link takes until the acceptor hears of it. */
    long connectNanos(int from, int to) {
        double trips = Math.max(0, 2 * geography.model().stream().connect().roundTrips() - 1);
        return Math.round(trips * baseNanos(from, to));
    }

    /** The jitter of one direction of one link. */
    RandomStream jitter(int from, int to, long link) {
        return CounterStream.of(seed, from, "tcp-jitter-" + to, link);
    }

    long jitterNanos(RandomStream random) {
        return Math.max(0, Math.round(geography.model().jitter().sample(random)));
    }

    boolean isCut(int from, int to) {
        for (Cut cut : cuts) {
            if (cut.blocks(from, to)) {
                return true;
            }
        }
        return false;
    }

    /** Makes the ways longer; the result ends it. */
    Runnable slow(BitSet from, BitSet to, boolean oneWay, long nanos) {
        Detour detour = new Detour((BitSet) from.clone(), (BitSet) to.clone(), oneWay, nanos);
        detours.add(detour);
        return () -> detours.remove(detour);
    }

    /** Cuts; the result heals. */
    Runnable cut(List<BitSet> sides, boolean oneWay) {
        List<BitSet> copies = new ArrayList<>();
        sides.forEach(side -> copies.add((BitSet) side.clone()));
        Cut cut = new Cut(copies, oneWay);
        cuts.add(cut);
        return () -> cuts.remove(cut);
    }
}
