package dev.understory.scenario;

import dev.understory.scenario.Selector.Pick;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.SchemaDefinitions;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.YamlValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many of the nodes that fit: all, any, one, or a number. */
record PickShape() implements Shape<Pick> {
    private static final Shape<Integer> NUMBER = Shapes.count(1, 1_000_000);
    private static final Shape<String> WORD = Shapes.word("pick", List.of("all", "any", "one"), word -> word);

    @Override
    public @Nullable Pick read(YamlValue value, Reading reading) {
        if (value instanceof YamlValue.Scalar scalar && startsLikeANumber(scalar.text())) {
            Integer number = NUMBER.read(value, reading);
            return number == null ? null : new Pick.Some(number);
        }
        String word = WORD.read(value, reading);
        return word == null
                ? null
                : word.equals("all") ? new Pick.All() : word.equals("any") ? new Pick.Any() : new Pick.Some(1);
    }

    private static boolean startsLikeANumber(String text) {
        return !text.isEmpty() && "+-0123456789".indexOf(text.charAt(0)) >= 0;
    }

    @Override
    public Object write(Pick value) {
        return switch (value) {
            case Pick.All all -> "all";
            case Pick.Any any -> "any";
            case Pick.Some some -> some.count() == 1 ? "one" : NUMBER.write(some.count());
            case Pick.Fraction fraction -> throw new IllegalArgumentException("a fraction has a key of its own");
        };
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        return SchemaDefinitions.object("anyOf", List.of(WORD.schema(definitions), NUMBER.schema(definitions)));
    }
}
