package dev.understory.assault;

import dev.understory.attack.Conduct;
import dev.understory.attack.Poison;
import dev.understory.attack.Tale;
import dev.understory.limits.AddressGroup;
import dev.understory.scenario.Draw;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import java.util.List;

/** Lies about peers. */
public record PexPoison(String name, Raid raid, Poison poison) implements Assault {
    private static final AddressGroup ANYWHERE = AddressGroup.parse("100.64.0.0/10");

    private static final Key<PexPoison, List<Tale>> TELLS = Key.withDefault(
            "tells",
            Shapes.oneOrMore(Shapes.constant("tale", Tale.class)),
            List.of(Tale.NOBODY, Tale.ATTACKERS),
            attack -> attack.poison().tales(),
            "what an entry of an answer is, one or a list of which one is drawn for each: `nobody`: a made-up key at a made-up"
                    + " address; `attackers`: a node of the attackers, as it is; `victims`: a victim's key at a made-up address;"
                    + " `self`: the teller's own key at a made-up address");
    private static final Key<PexPoison, AddressGroup> NETWORK = Key.withDefault(
            "network",
            RaidKeys.network(),
            ANYWHERE,
            attack -> attack.poison().network(),
            "where made-up addresses lie, each drawn anew: a /24 is one group of addresses, a /8 has 65,536 of them");
    private static final Key<PexPoison, Integer> ENTRIES = Key.withDefault(
            "entries",
            Shapes.count(1, Poison.MOST_ENTRIES),
            1,
            attack -> attack.poison().entries(),
            "of each answer; a node takes no more than it has asked for");
    private static final Key<PexPoison, Double> REQUESTS = Key.withDefault(
            "requests",
            Quantities.inBaseUnits(Dimension.RATE, 0, 1e4),
            0.0,
            attack -> attack.poison().requests(),
            "how often they ask on each connection");
    private static final Key<PexPoison, Double> UNASKED = Key.withDefault(
            "unasked",
            Quantities.inBaseUnits(Dimension.RATE, 0, 1e4),
            0.0,
            attack -> attack.poison().unasked(),
            "how often they answer on each connection though nobody has asked");

    /** How scenarios write it. */
    public static final WorkloadKind<PexPoison> KIND = WorkloadKind.sharing(
            "pex-poison",
            PexPoison.class,
            RaidKeys.with(List.of(TELLS, NETWORK, ENTRIES, REQUESTS, UNASKED)),
            RaidKeys.ALL,
            e -> new PexPoison(
                    e.get(WorkloadKind.NAME),
                    RaidKeys.read(e),
                    new Poison(e.get(TELLS), e.get(NETWORK), e.get(ENTRIES), e.get(REQUESTS), e.get(UNASKED))),
            """
            lies about peers: admitted peers that answer whoever asks for addresses, ping once a second, and relay nothing. Who
            dials them back finds their nodes, which take everybody.""",
            PexPoison::example);

    private static PexPoison example(Draw draw) {
        return new PexPoison(
                draw.name(),
                RaidKeys.example(draw),
                new Poison(
                        List.of(draw.oneOf(Tale.values()), Tale.SELF),
                        RaidKeys.exampleNetwork(draw),
                        draw.number(Poison.MOST_ENTRIES),
                        draw.number(1000) / 8.0,
                        draw.number(1000) / 8.0));
    }

    @Override
    public WorkloadKind<PexPoison> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return Conduct.poison(poison);
    }
}
