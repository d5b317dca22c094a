package dev.understory.network;

import dev.understory.engine.SimNode;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** Something that is wrong on the way from some machines to others, until it is healed. Immutable. */
public final class Fault {
    private final Effect effect;
    private final String description;
    private final List<BitSet> sides;
    private final boolean directed;
    private final boolean oneWay;
    private final long extraNanos;
    private final double lossRate;
    private final long bitsPerSecond;

    private Fault(
            Effect effect,
            String description,
            List<BitSet> sides,
            boolean directed,
            boolean oneWay,
            long extraNanos,
            double lossRate,
            long bitsPerSecond) {
        this.effect = effect;
        this.description = description;
        this.sides = sides;
        this.directed = directed;
        this.oneWay = oneWay;
        this.extraNanos = extraNanos;
        this.lossRate = lossRate;
        this.bitsPerSecond = bitsPerSecond;
    }

    /** A fault between every two machines of different sides; one way means from an earlier side to a later one. */
    static Fault between(
            Effect effect, String description, Collection<? extends Collection<SimNode>> sides, boolean oneWay) {
        if (sides.size() < 2) {
            throw new IllegalArgumentException("a fault lies between at least two sides: " + description);
        }
        List<BitSet> sets = sides.stream().map(Fault::set).toList();
        return new Fault(effect, description, sets, false, oneWay, 0, 0, 0);
    }

    /** A fault on the way from the one to the other machines, who may be the same. */
    static Fault onTheWay(
            Effect effect,
            String description,
            Collection<SimNode> from,
            Collection<SimNode> to,
            boolean oneWay,
            long extraNanos,
            double lossRate) {
        return new Fault(effect, description, List.of(set(from), set(to)), true, oneWay, extraNanos, lossRate, 0);
    }

    /** A way from the one to the other machines on which each link carries so much at most. */
    static Fault narrow(Collection<SimNode> from, Collection<SimNode> to, boolean oneWay, long bitsPerSecond) {
        String text = "narrow, " + bitsPerSecond + " bit/s";
        return new Fault(Effect.NARROW, text, List.of(set(from), set(to)), true, oneWay, 0, 0, bitsPerSecond);
    }

    /** What is wrong. */
    public Effect effect() {
        return effect;
    }

    long extraNanos() {
        return extraNanos;
    }

    double lossRate() {
        return lossRate;
    }

    long bitsPerSecond() {
        return bitsPerSecond;
    }

    /** Whether it lies on the way from one machine to the other. A machine on several sides counts for the first. */
    boolean isBetween(int from, int to) {
        if (directed) {
            return sides.get(0).get(from) && sides.get(1).get(to)
                    || !oneWay && sides.get(0).get(to) && sides.get(1).get(from);
        }
        int a = sideOf(from);
        int b = sideOf(to);
        return a >= 0 && b >= 0 && a != b && (!oneWay || a < b);
    }

    private int sideOf(int node) {
        for (int i = 0; i < sides.size(); i++) {
            if (sides.get(i).get(node)) {
                return i;
            }
        }
        return -1;
    }

    private static BitSet set(Collection<SimNode> nodes) {
        BitSet set = new BitSet();
        nodes.forEach(node -> set.set(node.index()));
        return set;
    }

    @Override
    public String toString() {
        return description;
    }

    /** The kinds of fault. */
    public enum Effect {
        /** Nothing gets through; senders try again ever more rarely, and find out late that it is over. */
        PARTITION(true),
        /** Nothing gets through, and all goes on at once when it is over. */
        HOLD(true),
        /** Everything takes longer. */
        SLOW(false),
        /** More is lost. */
        LOSSY(false),
        /** Each link carries less. */
        NARROW(false);

        private final boolean blocks;

        Effect(boolean blocks) {
            this.blocks = blocks;
        }

        boolean blocks() {
            return blocks;
        }
    }
}
