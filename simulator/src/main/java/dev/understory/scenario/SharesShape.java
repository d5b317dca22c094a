package dev.understory.scenario;

import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.SchemaDefinitions;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.YamlValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shares of names that sum to 1: one name for all of it, a list for equal shares, or a map from name to share.
 *
 * @param noun what kind of names they are
 */
record SharesShape(String noun) implements Shape<Map<String, Double>> {
    private static final double TOLERANCE = 1e-3;

    @Override
    public @Nullable Map<String, Double> read(YamlValue value, Reading reading) {
        return switch (value) {
            case YamlValue.Mapping mapping -> explicit(mapping, reading);
            case YamlValue.Scalar scalar -> equal(Shapes.oneOrMore(name()).read(scalar, reading), scalar, reading);
            case YamlValue.Sequence list -> equal(Shapes.list(name(), 1).read(list, reading), list, reading);
            case YamlValue.Unreadable unreadable -> null;
        };
    }

    private @Nullable Map<String, Double> explicit(YamlValue.Mapping mapping, Reading reading) {
        Map<String, Double> shares = form().read(mapping, reading);
        if (shares == null) {
            return null;
        }
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        if (Math.abs(sum - 1) > TOLERANCE) {
            reading.problem(mapping.position(), "the shares sum to " + Math.round(sum * 1000) / 1000.0 + ", not to 1");
            return null;
        }
        return shares;
    }

    private static @Nullable Map<String, Double> equal(
            @Nullable List<String> names, YamlValue source, Reading reading) {
        if (names == null) {
            return null;
        }
        if (new LinkedHashSet<>(names).size() < names.size()) {
            reading.problem(source.position(), "the same name is here twice");
            return null;
        }
        return of(names);
    }

    /** Equal shares. */
    static Map<String, Double> of(List<String> names) {
        Map<String, Double> shares = new LinkedHashMap<>();
        names.forEach(name -> shares.put(name, 1.0 / names.size()));
        return shares;
    }

    @Override
    public Object write(Map<String, Double> value) {
        return value.size() == 1 ? value.keySet().iterator().next() : form().write(value);
    }

    @Override
    public Map<String, Object> schema(SchemaDefinitions definitions) {
        List<Object> forms = List.of(
                name().schema(definitions), Shapes.list(name(), 1).schema(definitions), form().schema(definitions));
        return SchemaDefinitions.object("anyOf", forms);
    }

    private Shape<String> name() {
        return Shapes.reference(noun);
    }

    private Shape<Map<String, Double>> form() {
        return Shapes.mapOf("shares", name(), Quantities.fraction());
    }
}
