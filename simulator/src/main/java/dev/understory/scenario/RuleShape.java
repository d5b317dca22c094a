package dev.understory.scenario;

import dev.understory.scenario.rule.Rule;
import dev.understory.scenario.rule.RuleParser;
import dev.understory.scenario.rule.RuleSubjects;
import dev.understory.scenario.rule.RuleText;
import dev.understory.scenario.rule.Vocabulary;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.SchemaDefinitions;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.YamlValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule; problems point into its text. */
record RuleShape(Vocabulary vocabulary, Key<Scenario, List<Workload>> workloads) implements Shape<RuleText> {
    private static final Shape<String> TEXT = Shapes.text();

    @Override
    public @Nullable RuleText read(YamlValue value, Reading reading) {
        String text = TEXT.read(value, reading);
        if (text == null || !(value instanceof YamlValue.Scalar scalar)) {
            return null;
        }
        RuleParser.Names names = new RuleParser.Names() {
            @Override
            public void group(String name, int offset) {
                reading.refer(Names.GROUP, name, place(scalar, offset));
            }

            @Override
            public void configKey(String key, int offset) {
                reading.refer(Names.CONFIG_KEY, key, place(scalar, offset));
                if (ConfigKeys.ofProductionNode().contains(key)
                        && ConfigKeys.number(Collections.emptyMap(), key).isEmpty()) {
                    reading.problem(place(scalar, offset), "'" + key + "' is no number: a rule cannot compare it");
                }
            }
        };
        return switch (RuleParser.parse(text, vocabulary, names)) {
            case RuleParser.Accepted accepted -> {
                whatNothingChanges(accepted.rule().rule(), reading)
                        .ifPresent(complaint -> reading.problem(place(scalar, 0), complaint));
                yield accepted.rule();
            }
            case RuleParser.Refused refused -> {
                reading.problem(place(scalar, refused.offset()), refused.message());
                yield null;
            }
        };
    }

    /** Such a rule would never be judged, or always by the same number. */
    private Optional<String> whatNothingChanges(Rule rule, Reading reading) {
        List<Workload> there = reading.shared(workloads);
        if (there == null) {
            return Optional.empty();
        }
        RuleSubjects subjects = RuleSubjects.of(rule);
        Map<String, String> needed = new LinkedHashMap<>();
        subjects.named().forEach(named -> needed.put(named.word(), named.workload()));
        subjects.states()
                .forEach(state -> state.workload().ifPresent(kind -> needed.put("the state " + state.word(), kind)));
        return needed.entrySet().stream()
                .filter(each -> there.stream().noneMatch(workload -> workload.isOf(each.getValue())))
                .map(each -> each.getKey() + " needs a workload of kind " + each.getValue())
                .findFirst();
    }

    /** A text of one line has its characters where it says; of others only the start is known. */
    private static Position place(YamlValue.Scalar scalar, int offset) {
        boolean known = scalar.variable() == null && scalar.text().indexOf('\n') < 0;
        return known ? scalar.position().plus(scalar.plain() ? offset : offset + 1) : scalar.position();
    }

    @Override
    public Object write(RuleText value) {
        return value.text();
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        return SchemaDefinitions.object("type", "string", "maxLength", RuleParser.MAX_LENGTH);
    }
}
