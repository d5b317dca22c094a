package dev.understory.attack;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Nodes on simulated networks, one pair for each site. Attackers come from one address after the other, as nodes remember where somebody
 * misbehaved; between two of them a pair is left alone for a while. After each, everything that was there for it has to be gone.
 */
final class SimGround implements SoakGround {
    /** Longer than the heartbeat of every site: what goes on by a timer has gone on. */
    private static final int LONGEST_REST_SECONDS = 40;

    /**
     * Addresses come in turn, so few that the tables that nodes have of them fill early, and so many that none is remembered when it
     * comes again.
     */
    private static final int NETWORKS = 200;

    private static final int SUBNETS = 2;

    private final Map<Site, SimBed> beds = new EnumMap<>(Site.class);
    private final RandomStream random;
    private int played;

    SimGround(long seed) {
        random = CounterStream.of(seed, 0, "attack.soak.rests");
    }

    @Override
    public void prepare(Site site) {
        beds.computeIfAbsent(site, fresh -> new SimBed(fresh.settings() + SETTINGS));
    }

    @Override
    public long nanos() {
        return beds.values().stream().mapToLong(SimBed::now).sum();
    }

    @Override
    public Finding play(AttackCase attack) {
        SimBed bed = Objects.requireNonNull(beds.get(attack.site()));
        bed.attackFrom("10." + (20 + played % NETWORKS) + "." + played / NETWORKS % SUBNETS + ".1");
        played++;
        String before = bed.atRest();
        Finding found = Sieges.simulated(bed, attack);
        bed.forget();
        bed.pass(Duration.ofSeconds(1 + random.nextInt(LONGEST_REST_SECONDS)));
        bed.forget();
        String after = bed.atRest();
        return found.held() && !after.equals(before)
                ? found.broken("what is there afterwards is " + after + ", and was " + before)
                : found;
    }

    @Override
    public boolean stoodStill(Site site) {
        return false;
    }

    @Override
    public void close() {
        beds.values().forEach(SimBed::close);
    }
}
