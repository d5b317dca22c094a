package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.law.Law;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measured laws of how long nodes stay, by the name that a scenario can write for them. */
final class ChurnLaws {
    private static final double SECOND = 1e9;

    private ChurnLaws() {}

    /**
     * All of them: {@code ipfs-2022} (half gone after 2 h, 80 % after 8 h), {@code kad} (Stutzbach and Rejaie 2006) and
     * {@code bittorrent-debian}.
     */
    static Map<String, Distribution> byName() {
        Map<String, Distribution> laws = new LinkedHashMap<>();
        laws.put("ipfs-2022", Distribution.of(new Law.Weibull(0.61, 3.66 * 3600 * SECOND)));
        laws.put("kad", Distribution.of(new Law.Weibull(0.68, 14_900 * SECOND)));
        laws.put("bittorrent-debian", Distribution.of(new Law.Weibull(0.38, 42.4 * 60 * SECOND)));
        return Collections.unmodifiableMap(laws);
    }
}
