package dev.understory.network;

import java.util.ArrayList;
import java.util.List;

/** The faults in force. Changes only between windows, so that all shards see the same while they run. */
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
            if (fault.effect() != Fault.Effect.SLOW
                    && fault.effect() != Fault.Effect.LOSSY
                    && fault.isBetween(from, to)) {
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
