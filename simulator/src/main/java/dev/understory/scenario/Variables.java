package dev.understory.scenario;

import dev.understory.node.config.Spelling;
import dev.understory.scenario.shape.Position;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.YamlValue;
import dev.understory.scenario.shape.YamlValue.Entry;
import dev.understory.scenario.shape.YamlValue.Mapping;
import dev.understory.scenario.shape.YamlValue.Scalar;
import dev.understory.scenario.shape.YamlValue.Sequence;
import dev.understory.scenario.shape.YamlValue.Unreadable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a scenario: the only thing that may be changed from outside. {@code $name} stands for the value,
 * alone or inside a longer text; {@code $$} stands for a dollar sign.
 */
final class Variables {
    static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final Pattern USE = Pattern.compile("\\$(?:(\\$)|([A-Za-z][A-Za-z0-9_]*))");
    private static final int MAX_LENGTH = 10_000;

    private final Reading reading;
    private final Map<String, Scalar> values = new LinkedHashMap<>();
    private final Map<String, Position> declarations = new LinkedHashMap<>();
    private final Set<String> used = new LinkedHashSet<>();

    Variables(Reading reading) {
        this.reading = reading;
    }

    /** Takes the variables of a file and the values that replace them. */
    void declare(Mapping file, Map<String, String> overrides) {
        Entry section = file.entries().get(ScenarioShape.VARS_KEY);
        if (section != null && section.value() instanceof Mapping vars) {
            vars.entries().forEach((name, entry) -> {
                if (entry.value() instanceof Scalar scalar) {
                    values.put(name, scalar);
                    declarations.put(name, entry.keyPosition());
                }
            });
        }
        Position place = section == null ? Position.START : section.keyPosition();
        overrides.forEach((name, value) -> override(name, value, place));
    }

    private void override(String name, String value, Position place) {
        if (values.containsKey(name)) {
            values.put(name, new Scalar(value, true, place, name));
        } else {
            String hint =
                    values.isEmpty() ? " (the scenario has no vars)" : Spelling.hintOrNames(name, values.keySet());
            reading.problem(place, "--set " + name + "=" + value + ": unknown variable '" + name + "'" + hint);
        }
    }

    /** The file with variables replaced by their values, except where they are declared. */
    Mapping replaceIn(Mapping file) {
        Map<String, Entry> replaced = new LinkedHashMap<>();
        file.entries()
                .forEach((key, entry) -> replaced.put(
                        key,
                        key.equals(ScenarioShape.VARS_KEY)
                                ? entry
                                : new Entry(entry.keyPosition(), replace(entry.value()))));
        return new Mapping(replaced, file.position());
    }

    private YamlValue replace(YamlValue value) {
        return switch (value) {
            case Scalar scalar -> replace(scalar);
            case Sequence sequence ->
                new Sequence(sequence.items().stream().map(this::replace).toList(), sequence.position());
            case Mapping mapping -> {
                Map<String, Entry> replaced = new LinkedHashMap<>();
                mapping.entries()
                        .forEach((key, entry) ->
                                replaced.put(key, new Entry(entry.keyPosition(), replace(entry.value()))));
                yield new Mapping(replaced, mapping.position());
            }
            case Unreadable unreadable -> unreadable;
        };
    }

    private YamlValue replace(Scalar scalar) {
        if (scalar.text().indexOf('$') < 0) {
            return scalar;
        }
        Matcher use = USE.matcher(scalar.text());
        if (use.matches() && use.group(2) != null) {
            Scalar value = lookUp(use.group(2), scalar.position());
            return value == null
                    ? new Unreadable(scalar.position())
                    : new Scalar(value.text(), value.plain(), scalar.position(), use.group(2));
        }
        return replaceInside(scalar, use.reset());
    }

    private YamlValue replaceInside(Scalar scalar, Matcher use) {
        StringBuilder text = new StringBuilder();
        boolean known = true;
        while (use.find()) {
            boolean isDollar = use.group(1) != null;
            Scalar value = isDollar
                    ? null
                    : lookUp(use.group(2), scalar.position().plus(use.start() + (scalar.plain() ? 0 : 1)));
            known &= isDollar || value != null;
            use.appendReplacement(text, Matcher.quoteReplacement(isDollar ? "$" : value == null ? "" : value.text()));
            if (text.length() > MAX_LENGTH) {
                reading.problem(scalar.position(), "with its variables replaced, this text is too long");
                return new Unreadable(scalar.position());
            }
        }
        use.appendTail(text);
        return known
                ? new Scalar(text.toString(), scalar.plain(), scalar.position(), null)
                : new Unreadable(scalar.position());
    }

    private @Nullable Scalar lookUp(String name, Position place) {
        used.add(name);
        Scalar value = values.get(name);
        if (value == null) {
            String hint =
                    values.isEmpty() ? " (the scenario has no vars)" : Spelling.hintOrNames(name, values.keySet());
            reading.problem(place, "unknown variable '$" + name + "'" + hint);
        }
        return value;
    }

    /** Warns of variables that nothing uses. */
    void reportUnused() {
        declarations.forEach((name, place) -> {
            if (!used.contains(name)) {
                reading.warning(place, "variable '" + name + "' is never used");
            }
        });
    }

    /** The value of each variable as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, value.text()));
        return texts;
    }
}
