package dev.understory.assault;

import dev.understory.attack.AddressRange;
import dev.understory.attack.Attack;
import dev.understory.limits.AddressGroup;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How scenarios write a {@link Raid}: the keys that every kind of attack has. */
final class RaidKeys {
    static final Key<Assault, Selector> FROM = Key.required(
            "from", Selectors.SET, attack -> attack.raid().from(), "who attacks: nodes of the role `attacker`");
    private static final Key<Assault, Selector> TO = Key.withDefault(
            "to",
            Selectors.SET,
            Selector.EVERYONE,
            attack -> attack.raid().to(),
            "the victims, one of which is drawn for each connection");
    private static final Key<Assault, Double> RATE = Key.withDefault(
            "rate",
            Quantities.inBaseUnits(Dimension.RATE, 1e-3, 1e4),
            1.0,
            attack -> attack.raid().perSecond(),
            "how often each attacker dials, as long as it has fewer `connections`");
    private static final Key<Assault, Integer> CONNECTIONS = Key.withDefault(
            "connections",
            Shapes.count(1, Attack.MOST_CONNECTIONS),
            1,
            attack -> attack.raid().connections(),
            "that each attacker has at most, those that it is dialling included; up to 1,024");
    private static final Key<Assault, Duration> HOLD = Key.optional(
            "hold",
            Quantities.duration(),
            attack -> attack.raid().hold().orElse(null),
            "after this time an attacker resets a connection itself; without, it stays until the victim ends it or the"
                    + " phase is over");
    private static final Key<Assault, Integer> IDENTITIES = Key.withDefault(
            "identities",
            Shapes.count(1, Attack.MOST_FACES),
            1,
            attack -> attack.raid().identities(),
            "that each attacker uses, one after the other");

    private static final Key<AddressRange, AddressGroup> NETWORK = Key.required(
            "network",
            network(),
            AddressRange::network,
            "the addresses lie in it: `203.0.113.0/24`, `2001:db8:42::/48`");
    private static final Key<AddressRange, Integer> COUNT = Key.required(
            "count",
            Shapes.count(1, Attack.MOST_FACES),
            AddressRange::count,
            "how many each attacker draws from it, and uses one after the other");
    private static final Key<Assault, AddressRange> ADDRESSES = Key.optional(
            "addresses",
            new MapShape<>("addresses", List.of(NETWORK, COUNT), e -> new AddressRange(e.get(NETWORK), e.get(COUNT))),
            attack -> attack.raid().addresses().orElse(null),
            "`{network: \"2001:db8:42::/48\", count: 1000}`: each attacker dials from that many addresses of that"
                    + " network, one after the other, instead of its own");

    /** In the order of reading. */
    static final List<Key<Assault, ?>> ALL = List.of(FROM, TO, RATE, CONNECTIONS, HOLD, IDENTITIES, ADDRESSES);

    private RaidKeys() {}

    /** A kind's own keys with those of all. */
    static <W extends Assault> List<Key<? super W, ?>> with(List<Key<? super W, ?>> own) {
        List<Key<? super W, ?>> all = new ArrayList<>(List.of(WorkloadKind.NAME));
        all.addAll(ALL);
        all.addAll(own);
        all.add(WorkloadKind.DURING);
        return all;
    }

    static Raid read(Entries e) {
        return new Raid(
                e.get(FROM),
                e.get(TO),
                e.get(RATE),
                e.get(CONNECTIONS),
                e.maybe(HOLD),
                e.get(IDENTITIES),
                e.maybe(ADDRESSES),
                e.get(WorkloadKind.DURING));
    }

    static Raid example(Draw draw) {
        return new Raid(
                draw.once(),
                draw.once(),
                draw.number(1000) / 8.0,
                draw.number(Attack.MOST_CONNECTIONS),
                draw.maybeTime(),
                draw.number(100),
                draw.chance()
                        ? Optional.of(new AddressRange(exampleNetwork(draw), draw.number(100)))
                        : Optional.empty(),
                draw.phases());
    }

    static AddressGroup exampleNetwork(Draw draw) {
        return AddressGroup.parse(draw.oneOf(new String[] {"203.0.113.0/24", "2001:db8:42::/48", "198.51.100.7"}));
    }

    static Shape<AddressGroup> network() {
        return Shapes.text()
                .map(
                        (text, source, reading) -> {
                            try {
                                return AddressGroup.parse(text);
                            } catch (IllegalArgumentException malformed) {
                                reading.problem(source, String.valueOf(malformed.getMessage()));
                                return AddressGroup.parse("0.0.0.0");
                            }
                        },
                        AddressGroup::toString);
    }
}
