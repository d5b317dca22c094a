package dev.understory.attack;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Plays the catalogue against whole nodes: over TCP one input after the other against the same two, simulated each in a world of its own. */
public final class Sieges {
    /** Simulated, an honest peer's pings take no longer than so many times what they took before. */
    private static final int MOST_TIMES_AS_LONG = 2;

    private Sieges() {}

    /** The ids of all rows that have inputs in the catalogue, in its order. */
    public static List<String> rows() {
        return Catalogue.all().stream()
                .flatMap(attack -> attack.rows().stream())
                .distinct()
                .toList();
    }

    /** Plays the inputs of those rows over TCP; tells of each when it is over. */
    public static List<Finding> overTcp(Predicate<List<String>> rows, Consumer<Finding> told) {
        Map<Site, TcpBed> beds = new EnumMap<>(Site.class);
        try {
            return play(
                    rows,
                    Finding.TCP,
                    told,
                    attack -> Siege.play(
                            beds.computeIfAbsent(attack.site(), site -> new TcpBed(site.settings())),
                            attack,
                            Finding.TCP));
        } finally {
            beds.values().forEach(TcpBed::close);
        }
    }

    /** Plays the inputs of those rows on the simulated network; tells of each when it is over. */
    public static List<Finding> simulated(Predicate<List<String>> rows, Consumer<Finding> told) {
        return play(rows, Finding.SIMULATED, told, attack -> {
            try (SimBed bed = new SimBed(attack.site().settings())) {
                return simulated(bed, attack);
            }
        });
    }

    /** Plays one of them on a simulated network of its own, where nothing but the attack can make anything slower. */
    static Finding simulated(SimBed bed, AttackCase attack) {
        Finding found = Siege.play(bed, attack, Finding.SIMULATED);
        long calm = Finding.p99(found.calm());
        long attacked = Finding.p99(found.attacked());
        return found.held() && attacked > MOST_TIMES_AS_LONG * calm
                ? found.broken("the friend's pings took " + attacked + " ns instead of " + calm)
                : found;
    }

    private interface Player {
        Finding play(AttackCase attack);
    }

    /** Where there is nothing to play it against, it has not held, and the others are played. */
    private static Finding played(Player player, String network, AttackCase attack) {
        try {
            return player.play(attack);
        } catch (BedFailure failure) {
            return Finding.unplayed(attack, network, String.valueOf(failure.getMessage()));
        }
    }

    private static List<Finding> play(
            Predicate<List<String>> rows, String network, Consumer<Finding> told, Player player) {
        List<Finding> findings = new ArrayList<>();
        for (AttackCase attack : Catalogue.all()) {
            if (rows.test(attack.rows())) {
                Finding found = played(player, network, attack);
                findings.add(found);
                told.accept(found);
            }
        }
        return findings;
    }
}
