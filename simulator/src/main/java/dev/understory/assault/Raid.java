package dev.understory.assault;

import dev.understory.attack.AddressRange;
import dev.understory.scenario.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who attacks whom, how often and from where: what all attacks have in common.
 *
 * @param from the attackers
 * @param to the victims, of which one is drawn for each link
 * @param perSecond how often each attacker dials
 * @param connections that each attacker has at most
 * @param hold after which it ends one; without, the victim does, or the end of the phase
 * @param identities that each attacker uses in turn
 * @param addresses that it uses in turn; without, its own
 * @param during the phases in which they attack; always when empty
 */
public record Raid(
        Selector from,
        Selector to,
        double perSecond,
        int connections,
        Optional<Duration> hold,
        int identities,
        Optional<AddressRange> addresses,
        List<String> during) {
    public Raid {
        during = List.copyOf(during);
    }
}
