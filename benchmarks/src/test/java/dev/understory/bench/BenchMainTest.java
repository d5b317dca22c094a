package dev.understory.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments that cannot be measured with: all of them are said, and nothing runs. */
class BenchMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return BenchMain.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    private List<String> errors() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce(@TempDir Path folder) {
        String nowhere = folder.resolve("missing").resolve("figures.json").toString();
        assertThat(run("bulk", "bluk", "--seconds", "0", "--warm-up", "-1", "--out", nowhere))
                .isEqualTo(2);
        assertThat(errors()).hasSize(4).allMatch(line -> line.startsWith("understory bench: "));
        assertThat(errors().get(0)).contains("'bluk'").contains("one of: tcp, aead");
        assertThat(errors().get(1)).contains("--seconds lies between 1 and 604800, not 0.0");
        assertThat(errors().get(2)).contains("--warm-up lies between 0 and 604800, not -1.0");
        assertThat(errors().get(3)).contains("--out: cannot write to " + nowhere);
        assertThat(out.size()).isZero();
    }

    @Test
    void fewerConnectionsThanShowAnythingAreRefused() {
        assertThat(run("connects", "--connects", "10")).isEqualTo(2);
        assertThat(errors()).singleElement().asString().contains("--connects lies between 1000 and");
    }

    @Test
    void aFloodThatIsNoneIsSaidWithThoseThereAre() {
        assertThat(run("floods", "--flood", "pings,pongs")).isEqualTo(2);
        assertThat(errors()).singleElement().asString().contains("'pongs'").contains("handshakes, ");
    }

    @Test
    void whatIsNotANumberIsNoTime() {
        assertThat(run("--seconds", "NaN")).isEqualTo(2);
        assertThat(errors()).singleElement().asString().contains("--seconds");
        err.reset();
        assertThat(run("--seconds", "soon")).isEqualTo(2);
        assertThat(errors()).singleElement().asString().contains("--seconds").contains("soon");
    }

    @Test
    void anUnknownOptionIsOneLine() {
        assertThat(run("--secnods", "3")).isEqualTo(2);
        assertThat(errors()).singleElement().asString().contains("--secnods").contains("--seconds");
    }

    @Test
    void aFolderIsNoFileToWriteTo(@TempDir Path folder) {
        assertThat(run("tcp", "--out", folder.toString())).isEqualTo(2);
        assertThat(errors()).singleElement().asString().contains("--out: cannot write to " + folder);
    }

    @Test
    void everySuiteIsListedWithWhatItMeasures() {
        assertThat(run("--list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSameSizeAs(Suites.all())
                .allMatch(line -> line.matches("[a-z-]+ +\\S.*"));
    }
}
