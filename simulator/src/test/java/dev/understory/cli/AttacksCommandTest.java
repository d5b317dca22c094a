package dev.understory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.node.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AttacksCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aRowIsPlayedAndEachInputHasItsLine() {
        assertThat(run("attacks", "--row", "H6", "--network", "sim")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern(
                        "H6 +sim +passed +handshake\\.HANDSHAKE_MALFORMED +4 B +0 B +- +.* -> .* ms +H6 a length of 0\n")
                .contains("\nsim: 3 of 3 inputs of 1 rows passed; ")
                .endsWith("\n1 rows: 1 played, 0 shown by tests, scenarios and commands, 0 in part, 0 not shown\n");
    }

    @Test
    void aRowThatTestsShowIsListedWithThemAndNotCountedAsPlayed() {
        assertThat(run("attacks", "--row", "C2")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "not played here, shown by tests, scenarios and commands:\n  C2  simultaneous dial, 10^4 seeds\n")
                .contains("        DuplicatesTest.twoNodes")
                .endsWith("\n1 rows: 0 played, 1 shown by tests, scenarios and commands, 0 in part, 0 not shown\n");
    }

    @Test
    void whatIsMeantByAWrongNameIsSaid() {
        assertThat(run("attacks", "--row", "H55")).isEqualTo(2);
        assertThat(run("attacks", "--network", "udp")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("understory attacks: there is no row 'H55' (did you mean 'H5'?)\n")
                .contains("understory attacks: --network is sim, tcp or both, not 'udp'\n");
    }

    private int run(String... arguments) {
        return SimMain.run(
                new Console(new PrintStream(out, true), new PrintStream(err, true), new CompletableFuture<>()),
                arguments);
    }
}
