package dev.understory.scenario;

import dev.understory.scenario.Selector.Pick;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How nodes are chosen, everywhere in the language. */
public final class Selectors {
    private static final Key<Selector, List<String>> GROUP = Key.withDefault(
            "group", Shapes.oneOrMore(Shapes.reference(Names.GROUP)), List.of(), Selector::groups, "of these groups");
    private static final Key<Selector, List<NodeGroup.Role>> ROLE = Key.withDefault(
            "role",
            Shapes.oneOrMore(Shapes.constant("role", NodeGroup.Role.class)),
            List.of(),
            Selector::roles,
            "with one of these roles");
    private static final Key<Selector, List<String>> REGION = Key.withDefault(
            "region",
            Shapes.oneOrMore(Shapes.reference(Names.REGION)),
            List.of(),
            Selector::regions,
            "in these regions");
    private static final Key<Selector, List<String>> ACCESS = Key.withDefault(
            "access",
            Shapes.oneOrMore(Shapes.reference(Names.ACCESS)),
            List.of(),
            Selector::access,
            "behind these access classes");
    private static final Key<Selector, Boolean> HONEST =
            Key.withDefault("honest", Shapes.flag(), false, Selector::honestOnly, "true leaves attackers out");
    private static final Key<Selector, Pick> PICK =
            Key.optional("pick", picks(), s -> s.pick() instanceof Pick.Fraction ? null : s.pick(), """
                    all; any: one, drawn anew each time; one or a number: that many, drawn once per run""".strip());
    private static final Key<Selector, BigDecimal> FRACTION = Key.optional(
            "fraction",
            Quantities.share(),
            s -> s.pick() instanceof Pick.Fraction fraction ? fraction.share() : null,
            "this share of them, rounded up, drawn once per run");

    /** Chooses a set of nodes once per run; all that fit unless it says otherwise. */
    public static final Shape<Selector> SET = selector("selector", new Pick.All(), false);

    /** Chooses nodes each time something happens; all that fit unless it says otherwise. */
    public static final Shape<Selector> EACH_TIME = selector("selector-each-time", new Pick.All(), true);

    /** Chooses one node for each message, anew each time, unless it says otherwise. */
    public static final Shape<Selector> SOURCE = selector("selector-of-source", new Pick.Any(), true);

    /** Any node, anew each time. */
    public static final Selector ANY_NODE =
            new Selector(List.of(), List.of(), List.of(), List.of(), false, new Pick.Any());

    private Selectors() {}

    private static Shape<Selector> selector(String name, Pick fallback, boolean anyAllowed) {
        return Shapes.defined(
                name,
                new MapShape<>(
                        "a selector",
                        List.of(GROUP, ROLE, REGION, ACCESS, HONEST, PICK, FRACTION),
                        entries -> build(entries, fallback, anyAllowed)));
    }

    private static Selector build(Entries entries, Pick fallback, boolean anyAllowed) {
        @Nullable Pick pick = entries.find(PICK);
        @Nullable BigDecimal fraction = entries.find(FRACTION);
        if (pick != null && fraction != null) {
            entries.problem(FRACTION, "'pick' and 'fraction' exclude each other");
        }
        if (pick instanceof Pick.Any && !anyAllowed) {
            entries.problem(PICK, "'any' makes no sense here, where nodes are chosen once: write one or a number");
        }
        rolesThatNobodyHas(entries);
        Pick chosen = fraction != null ? new Pick.Fraction(fraction) : pick != null ? pick : fallback;
        return new Selector(
                entries.get(GROUP),
                entries.get(ROLE),
                entries.get(REGION),
                entries.get(ACCESS),
                entries.get(HONEST),
                chosen);
    }

    /** A role is a word of the language, so unlike the name of a group it may be known and still mean nobody. */
    private static void rolesThatNobodyHas(Entries entries) {
        List<NodeGroup> groups = entries.reading().shared(ScenarioShape.NODES);
        for (NodeGroup.Role role : entries.get(ROLE)) {
            if (groups != null && groups.stream().noneMatch(group -> group.role() == role)) {
                entries.problem(ROLE, "no group has the role '" + Shapes.dashed(role) + "'");
            }
        }
    }

    private static Shape<Pick> picks() {
        return new PickShape();
    }
}
