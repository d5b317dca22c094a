package dev.understory.network;

import java.util.ArrayList;
import java.util.List;

/** The faults in force. Changes only between rounds, so that all shards see the same while they run. */
final class Faults {
    private final List<Fault> list = new ArrayList<>();
    private Fault[] active = new Fault[0];

    void add(Fault fault) {
        list.add(fault);
        active = list.toArray(Fault[]::new);
    }

    boolean remove(Fault fault) {
        boolean removed = list.remove(fault);
        active = list.toArray(Fault[]::new);
        return removed;
    }

    List<Fault> all() {
        return List.copyOf(list);
    }

    boolean blocks(int from, int to) {
        for (Fault fault : active) {
            if (fault.effect().blocks() && fault.isBetween(from, to)) {
                return true;
            }
        }
        return false;
    }

    long extraNanos(int from, int to) {
        long sum = 0;
        for (Fault fault : active) {
            if (fault.effect() == Fault.Effect.SLOW && fault.isBetween(from, to)) {
                sum += fault.extraNanos();
            }
        }
        return sum;
    }

    /** What one link carries from the one to the other at most; 0 if that is not limited here. */
    long bitsPerSecond(int from, int to) {
        long least = 0;
        for (Fault fault : active) {
            if (fault.effect() == Fault.Effect.NARROW && fault.isBetween(from, to)) {
                least = least == 0 ? fault.bitsPerSecond() : Math.min(least, fault.bitsPerSecond());
            }
        }
        return least;
    }

    double lossRate(int from, int to, double usual) {
        double passes = 1 - usual;
        for (Fault fault : active) {
            if (fault.effect() == Fault.Effect.LOSSY && fault.isBetween(from, to)) {
                passes *= 1 - fault.lossRate();
            }
        }
        return 1 - passes;
    }
}
