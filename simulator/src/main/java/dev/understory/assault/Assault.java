package dev.understory.assault;

import dev.understory.attack.Attack;
import dev.understory.attack.Conduct;
import dev.understory.scenario.Loading;
import dev.understory.scenario.NodeGroup.Role;
import dev.understory.scenario.Whom;
import dev.understory.scenario.Workload;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** An attack of a scenario. A kind adds what attackers do on each link. */
interface Assault extends Workload {
    /** Who attacks whom, how often and from where. */
    Raid raid();

    /** What they do on each link. */
    Conduct conduct();

    @Override
    default List<String> during() {
        return raid().during();
    }

    @Override
    default List<Whom> whom() {
        return List.of(Whom.any(RaidKeys.FROM.name(), raid().from()), Whom.any("to", raid().to()));
    }

    @Override
    default Optional<String> impossibleOverTcp() {
        return raid().addresses().isPresent()
                ? Optional.of(
                        "over --network tcp attackers have no addresses but this machine's; leave out 'addresses', or"
                                + " use the simulated network")
                : Optional.empty();
    }

    @Override
    default void plan(Loading run) {
        BitSet from = run.choose(raid().from());
        if (from.stream().anyMatch(node -> run.group(node).role() != Role.ATTACKER)) {
            run.problem(RaidKeys.FROM.name(), "only nodes of the role 'attacker' attack, and not all of these are");
        }
        Attack.Settings settings = new Attack.Settings(
                name(),
                from,
                run.choose(raid().to()),
                run.spans(during()),
                raid().perSecond(),
                raid().connections(),
                raid().hold().map(Duration::toNanos),
                raid().identities(),
                raid().addresses());
        run.attack(number -> new Attack(number, settings, conduct(), run.meters(), run.serviceMeters()));
    }
}
