package dev.understory.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.attack.AttackTable.Proof;
import dev.understory.attack.AttackTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttackTableTest {
    private static final Path ROOT = Path.of("..");

    private static List<Row> page() throws IOException {
        return AttackTable.parse(Files.readString(ROOT.resolve("runtime/docs/attacks.md")));
    }

    @Test
    void aRowHasItsIdWhatCanComeAndWhatShowsIt() {
        assertThat(AttackTable.parse("""
                        | id | input | expected | test |
                        |---|---|---|---|
                        | H1 | a \\| b | close | both; `ATest.one`, `.two`, `BTest` |
                        | H2 | c | close | `CTest.three`; no test yet of d; [`x.yaml`](../../scenarios/x.yaml) |
                        | H3 | e | close | not answered yet |
                        | H4 | e | close | `understory bench x --n 1` |

                        | input | expected | test |
                        |---|---|---|
                        | f | close | both; `DTest` |

                        | scenario | rows |
                        |---|---|
                        | `g` | H1 |
                        """))
                .containsExactly(
                        new Row("H1", "a | b", true, List.of("ATest.one", "ATest.two", "BTest"), Proof.WHOLE),
                        new Row("H2", "c", false, List.of("CTest.three", "scenarios/x.yaml"), Proof.PARTLY),
                        new Row("H3", "e", false, List.of(), Proof.NONE),
                        new Row("H4", "e", false, List.of("./understory bench x --n 1"), Proof.WHOLE),
                        new Row(AttackCase.WITHOUT_ID, "f", true, List.of("DTest"), Proof.WHOLE));
    }

    @Test
    void thePageSaysOfExactlyTheRowsOfTheCatalogueThatTheyArePlayed() throws IOException {
        assertThat(page().stream().filter(Row::played).map(Row::id).distinct())
                .containsExactlyInAnyOrderElementsOf(Sieges.rows());
    }

    @Test
    void whateverThePageSaysShowsARowIsThere() throws IOException {
        Map<String, String> tests = new TreeMap<>();
        for (String module : List.of("runtime", "simulator")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/test/java"))) {
                for (Path file : files.filter(each -> each.toString().endsWith("Test.java"))
                        .toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    tests.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        assertThat(page().stream().flatMap(row -> row.shownBy().stream()).distinct())
                .filteredOn(name -> !name.startsWith("./understory "))
                .filteredOn(name -> !(name.endsWith(".yaml") ? Files.exists(ROOT.resolve(name)) : isThere(name, tests)))
                .isEmpty();
    }

    @Test
    void whateverCommandThePageSaysShowsARowIsThere() throws IOException {
        List<String> commands = page().stream()
                .flatMap(row -> row.shownBy().stream())
                .filter(name -> name.startsWith("./understory "))
                .distinct()
                .toList();
        assertThat(commands).isNotEmpty();
        String benches = sources("benchmarks");
        String own = sources("simulator");
        for (String command : commands) {
            String[] words = command.split(" ");
            assertThat(words[1].equals("bench") ? benches : own)
                    .as(command)
                    .contains("\"" + words[words[1].equals("bench") ? 2 : 1] + "\"");
            for (String word : words) {
                if (word.startsWith("--")) {
                    assertThat(words[1].equals("bench") ? benches : own)
                            .as(command)
                            .contains(word);
                }
            }
        }
    }

    private static String sources(String module) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static boolean isThere(String name, Map<String, String> tests) {
        String[] parts = name.split("\\.", -1);
        String text = tests.getOrDefault(parts[0], "");
        return parts.length == 1 ? !text.isEmpty() : text.contains(" " + parts[1] + "(");
    }
}
