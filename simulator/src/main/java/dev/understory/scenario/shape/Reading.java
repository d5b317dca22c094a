package dev.understory.scenario.shape;

import dev.understory.node.config.Spelling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of one file: collects its problems, the names it declares and the references to them. References are
 * looked up at the end, so that a name may be used before it is declared.
 */
public final class Reading {
    /** How many problems are reported; a file with more is told so by the last one. */
    public static final int MAX_PROBLEMS = 200;

    private final String file;
    private final Neighbours neighbours;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Map<String, Map<String, Position>> declared = new LinkedHashMap<>();
    private final Set<String> unknowable = new LinkedHashSet<>();
    private final List<Reference> references = new ArrayList<>();
    private final Map<Key<?, ?>, Object> shared = new LinkedHashMap<>();

    private record Reference(String noun, String name, Position position) {}

    /** Files that stand beside the one that is read. */
    @FunctionalInterface
    public interface Neighbours {
        /** The content of the file at that path. */
        byte[] read(String path) throws IOException;
    }

    /** @param file what problems call it */
    public Reading(String file, Neighbours neighbours) {
        this.file = file;
        this.neighbours = neighbours;
    }

    /** What problems call the file. */
    public String file() {
        return file;
    }

    public Neighbours neighbours() {
        return neighbours;
    }

    /** Something that makes the file invalid. */
    public void problem(Position position, String message) {
        problems.add(new Problem(file, position, message));
    }

    /** The same, about a value: says which variable it came from. */
    public void problem(YamlValue value, String message) {
        problem(value.position(), message + YamlValue.origin(value));
    }

    /** Something that is probably not meant. */
    public void warning(Position position, String message) {
        warnings.add(new Problem(file, position, message));
    }

    /** A name that is unique among its kind and that others may refer to. */
    public void declare(String noun, String name, Position position) {
        Position first =
                declared.computeIfAbsent(noun, any -> new LinkedHashMap<>()).putIfAbsent(name, position);
        if (first != null) {
            problem(position, noun + " '" + name + "' is here twice (first in line " + first.line() + ")");
        }
    }

    /** Names that come from elsewhere. */
    public void declareAll(String noun, Collection<String> names) {
        Map<String, Position> known = declared.computeIfAbsent(noun, any -> new LinkedHashMap<>());
        names.forEach(name -> known.putIfAbsent(name, Position.START));
    }

    /** The names of that kind could not be found out; references to them are not complained about. */
    public void forgive(String noun) {
        unknowable.add(noun);
    }

    /** A reference to a name of that kind. */
    public void refer(String noun, String name, Position position) {
        references.add(new Reference(noun, name, position));
    }

    /** All names of that kind so far. */
    public Set<String> names(String noun) {
        return declared.getOrDefault(noun, Collections.emptyMap()).keySet();
    }

    /** Where the name was declared. */
    public Position declaration(String noun, String name) {
        return declared.getOrDefault(noun, Collections.emptyMap()).getOrDefault(name, Position.START);
    }

    /** The value of a key that was {@link Key#sharing shared} earlier in this reading; null if it could not be read. */
    @SuppressWarnings("unchecked") // share() puts only a key's own values under it
    public <V> @Nullable V shared(Key<?, V> key) {
        return (V) shared.get(key);
    }

    <V> void share(Key<?, V> key, V value) {
        shared.put(key, value);
    }

    int problemCount() {
        return problems.size();
    }

    /** Looks up all references; the problems, sorted by place. */
    public List<Problem> finish() {
        for (Reference reference : references) {
            Set<String> known = names(reference.noun);
            if (!known.contains(reference.name) && !unknowable.contains(reference.noun)) {
                problem(
                        reference.position,
                        "unknown " + reference.noun + " '" + reference.name + "'"
                                + Spelling.hintOrNames(reference.name, known));
            }
        }
        references.clear();
        List<Problem> sorted = problems.stream().distinct().sorted().toList();
        if (sorted.size() <= MAX_PROBLEMS) {
            return sorted;
        }
        List<Problem> first = new ArrayList<>(sorted.subList(0, MAX_PROBLEMS));
        first.add(new Problem(
                file, first.getLast().position(), "and " + (sorted.size() - MAX_PROBLEMS) + " more problems"));
        return first;
    }

    /** What is probably not meant, sorted by place. */
    public List<Problem> warnings() {
        return warnings.stream().distinct().sorted().toList();
    }
}
