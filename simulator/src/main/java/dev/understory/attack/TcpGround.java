package dev.understory.attack;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Nodes on loopback, one pair for each site. */
final class TcpGround implements SoakGround {
    /** In a row, before a soak is given up. */
    private static final int MOST_FAILURES = 5;

    private final Map<Site, TcpBed> beds = new EnumMap<>(Site.class);
    private final Map<Site, Long> playedBefore = new EnumMap<>(Site.class);
    private final Map<Site, Long> playedLast = new EnumMap<>(Site.class);
    private final Standstill standstill = new Standstill();
    private final long begin = System.nanoTime();

    @Override
    public void prepare(Site site) {
        beds.computeIfAbsent(site, fresh -> new TcpBed(fresh.settings() + SETTINGS));
        playedLast.putIfAbsent(site, System.nanoTime());
    }

    @Override
    public long nanos() {
        return System.nanoTime() - begin;
    }

    @Override
    public Finding play(AttackCase attack) {
        TcpBed bed = Objects.requireNonNull(beds.get(attack.site()));
        Finding found = Siege.play(bed, attack, Finding.TCP);
        bed.forget();
        playedBefore.put(attack.site(), Objects.requireNonNull(playedLast.put(attack.site(), System.nanoTime())));
        return found;
    }

    @Override
    public boolean stoodStill(Site site) {
        Long before = playedBefore.get(site);
        if (before == null || !standstill.since(before)) {
            return false;
        }
        replace(site, 0);
        return true;
    }

    /** Nodes that stop or start while this process gets no turn may miss the patience that there is with them. */
    private void replace(Site site, int failures) {
        long begun = System.nanoTime();
        try {
            TcpBed old = beds.remove(site);
            if (old != null) {
                old.close();
            }
            prepare(site);
        } catch (BedFailure failure) {
            if (failures == MOST_FAILURES || !standstill.since(begun)) {
                throw failure;
            }
            replace(site, failures + 1);
        }
    }

    @Override
    public void close() {
        standstill.close();
        beds.values().forEach(TcpBed::close);
    }
}
