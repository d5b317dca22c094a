package dev.understory.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of {@code runtime/docs/attacks.md}: what can come, what has to happen, and what shows that it does. The page is
 * part of the simulator's build, so that there is one list only.
 */
public final class AttackTable {
    private static final String PAGE = "attacks.md";
    private static final Pattern ID = Pattern.compile("[A-Z]\\d+");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\((?:\\.\\./)*([^)]*\\.yaml)\\)");
    private static final Pattern METHOD = Pattern.compile("(\\w+Test)?\\.\\w+|\\w+Test");
    private static final Pattern COMMAND = Pattern.compile("(\\./)?understory (bench|attacks|run) .+");
    private static final Pattern PLAYED = Pattern.compile("both\\b");
    private static final Pattern OPEN =
            Pattern.compile("no test yet|not yet|not answered|no such metric yet|not so\\b|does not exist yet");

    /** How far a row is shown by tests or scenarios beside those that are played. */
    public enum Proof {
        /** Wholly, as far as the page says. */
        WHOLE,
        /** In part: the page says what is open. */
        PARTLY,
        /** Not at all. */
        NONE
    }

    /**
     * A row.
     *
     * @param id such as {@code H5}; {@link AttackCase#WITHOUT_ID} for those that have none
     * @param input what can come
     * @param played whether inputs of the catalogue play it, on both networks
     * @param shownBy names of tests, as {@code Class.method}, and of scenario files, and commands
     * @param proof how far those show it
     */
    public record Row(String id, String input, boolean played, List<String> shownBy, Proof proof) {
        /** Keeps a copy. */
        public Row {
            shownBy = List.copyOf(shownBy);
        }
    }

    private AttackTable() {}

    /** The rows of the page that was built in, in its order. */
    public static List<Row> rows() {
        try (InputStream page = AttackTable.class.getResourceAsStream(PAGE)) {
            if (page == null) {
                throw new IllegalStateException("the table of attacks is not part of this build");
            }
            return parse(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The rows of a page: of tables with an id first and what shows the row last, and of those that end in the same way and have no ids. */
    static List<Row> parse(String page) {
        List<Row> rows = new ArrayList<>();
        boolean tests = false;
        for (String line : page.lines().toList()) {
            List<String> cells = cells(line);
            if (cells.isEmpty()) {
                tests = false;
            } else if (cells.getLast().equals("test")) {
                tests = true;
            } else if (tests && !cells.getFirst().startsWith("--")) {
                boolean named = ID.matcher(cells.getFirst()).matches();
                rows.add(row(
                        named ? cells.getFirst() : AttackCase.WITHOUT_ID, cells.get(named ? 1 : 0), cells.getLast()));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        if (!line.startsWith("|") || !line.endsWith("|")) {
            return List.of();
        }
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1, line.length() - 1).split("(?<!\\\\)\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }

    private static Row row(String id, String input, String test) {
        List<String> shownBy = new ArrayList<>();
        String ofClass = "";
        Matcher code = CODE.matcher(test);
        while (code.find()) {
            String name = code.group(1);
            if (METHOD.matcher(name).matches()) {
                ofClass = name.startsWith(".") ? ofClass : name.replaceFirst("\\..*", "");
                shownBy.add(name.startsWith(".") ? ofClass + name : name);
            } else if (name.endsWith(".yaml") && name.startsWith("scenarios/")) {
                shownBy.add(name);
            } else if (COMMAND.matcher(name).matches()) {
                shownBy.add("./" + name.replaceFirst("^\\./", ""));
            }
        }
        Matcher link = LINK.matcher(test);
        while (link.find()) {
            shownBy.add(link.group(1));
        }
        Proof shown = OPEN.matcher(test).find() ? Proof.PARTLY : Proof.WHOLE;
        return new Row(
                id,
                input.replace("\\|", "|"),
                PLAYED.matcher(test).lookingAt(),
                shownBy,
                shownBy.isEmpty() ? Proof.NONE : shown);
    }
}
