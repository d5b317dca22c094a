package dev.understory.scenario;

import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Shapes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The whole file. The order of the table is the order of reading: later sections look at earlier ones. */
final class ScenarioShape {
    static final String SCHEMA_KEY = "schema";
    static final String VARS_KEY = "vars";

    private static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final Key<Scenario, String> SCHEMA = Key.withDefault(
            SCHEMA_KEY,
            Shapes.word("schema", List.of(Scenario.SCHEMA), word -> word),
            Scenario.SCHEMA,
            scenario -> Scenario.SCHEMA,
            "format of the file");
    private static final Key<Scenario, String> NAME = Key.optional(
            "name",
            Shapes.textLike("a name of letters, digits, dots and dashes", NAME_FORM),
            Scenario::name,
            "the file's name by default");
    private static final Key<Scenario, String> SUMMARY =
            Key.withDefault("summary", Shapes.text(), "", Scenario::summary, "what the scenario shows, in a sentence");
    private static final Key<Scenario, List<String>> LABELS = Key.withDefault(
            "labels", Shapes.list(Shapes.text(), 0), List.of(), Scenario::labels, "words to select scenarios by");
    private static final Key<Scenario, Map<String, String>> VARS = Key.withDefault(
            VARS_KEY,
            Shapes.mapOf(VARS_KEY, Shapes.textLike("the name of a variable", Variables.NAME), Shapes.anyScalar()),
            Collections.emptyMap(),
            scenario -> Collections.emptyMap(),
            "what may be changed from outside; $name stands for the value");
    private static final Key<Scenario, RunSettings> RUN =
            Key.section("run", RunSection.SHAPE, Scenario::run, "how long, from which seed");
    static final Key<Scenario, NetworkSettings> NETWORK = Key.section(
                    "network", NetworkSection.SHAPE, Scenario::network, "between the nodes")
            .sharing();
    static final Key<Scenario, List<NodeGroup>> NODES = Key.required(
                    "nodes", NodesSection.SHAPE, Scenario::nodes, "groups of nodes that are alike")
            .sharing();
    private static final Key<Scenario, List<OverlayLayer>> OVERLAY = Key.withDefault(
            "overlay", OverlaySection.SHAPE, OverlaySection.DEFAULT, Scenario::overlay, "who is connected to whom");
    static final Key<Scenario, List<Phase>> PHASES = Key.withDefault(
                    "phases",
                    PhasesSection.SHAPE,
                    List.of(),
                    Scenario::phases,
                    "named spans, each from the end of the one before it")
            .sharing();
    private static final Key<Scenario, List<Churn>> CHURN =
            Key.withDefault("churn", ChurnSection.SHAPE, List.of(), Scenario::churn, "nodes that come and go");

    private ScenarioShape() {}

    static MapShape<Scenario> shape(Language language) {
        Key<Scenario, List<Workload>> workloads = Key.withDefault(
                        "workloads",
                        WorkloadSection.shape("a workload", language.workloads()),
                        List.of(),
                        Scenario::workloads,
                        "what the network carries")
                .sharing();
        Key<Scenario, List<Workload>> attacks = Key.withDefault(
                        "attacks",
                        WorkloadSection.shape("an attack", language.attacks()),
                        List.of(),
                        Scenario::attacks,
                        "what attackers do")
                .sharing();
        Key<Scenario, List<Event>> events = Key.withDefault(
                "events", EventSection.shape(language.events()), List.of(), Scenario::events, "what happens when");
        Key<Scenario, Checks> checks = Key.section(
                "checks",
                new CheckSection(language.vocabulary(), workloads, attacks).shape(),
                Scenario::checks,
                "what must hold");
        return new MapShape<>(
                "a scenario",
                List.of(
                        SCHEMA, NAME, SUMMARY, LABELS, VARS, RUN, NETWORK, NODES, OVERLAY, PHASES, CHURN, workloads,
                        attacks, events, checks),
                e -> scenario(e, e.get(workloads), e.get(attacks), e.get(events), e.get(checks)));
    }

    private static Scenario scenario(
            Entries e, List<Workload> workloads, List<Workload> attacks, List<Event> events, Checks checks) {
        return new Scenario(
                e.maybe(NAME).orElse(nameOf(e.reading().file())),
                e.get(SUMMARY),
                e.get(LABELS),
                e.get(RUN),
                e.get(NETWORK),
                e.get(NODES),
                e.get(OVERLAY),
                e.get(CHURN),
                e.get(PHASES),
                workloads,
                attacks,
                events,
                checks);
    }

    private static String nameOf(String file) {
        String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return NAME_FORM.matcher(stem).matches() ? stem : "scenario";
    }
}
