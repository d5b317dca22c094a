package dev.understory.scenario;

import dev.understory.scenario.rule.RuleParser;
import dev.understory.scenario.rule.RuleText;
import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.SchemaDefinitions;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.YamlValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rule; problems point into its text. */
record RuleShape() implements Shape<RuleText> {
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
            }
        };
        return switch (RuleParser.parse(text, names)) {
            case RuleParser.Accepted accepted -> accepted.rule();
            case RuleParser.Refused refused -> {
                reading.problem(place(scalar, refused.offset()), refused.message());
                yield null;
            }
        };
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
