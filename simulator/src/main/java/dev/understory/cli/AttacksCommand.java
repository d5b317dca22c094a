package dev.understory.cli;

import dev.understory.attack.AttackTable;
import dev.understory.attack.AttackTable.Row;
import dev.understory.attack.Finding;
import dev.understory.attack.Sieges;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.node.config.Spelling;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code understory attacks}. */
@Command(
        name = "attacks",
        mixinStandardHelpOptions = true,
        description = {
            "Plays the table of attacks against whole nodes, and says how each row ended and what it cost.",
            "",
            "Every input of the catalogue meets a node and an honest peer of it, over TCP and on the simulated network. A row has"
                    + " passed if one counter moved, for the reason that the table names; if what the attacker could cost was"
                    + " bounded and came back within a second of his end; and if the peer was served all the time. Simulated, the"
                    + " peer's pings took at most twice as long as before; over TCP how long they took is shown, not judged, since"
                    + " the machine does other things too. Rows that only tests or scenarios play are listed with their names,"
                    + " and count as neither passed nor failed."
        })
final class AttacksCommand implements Callable<Integer> {
    private static final String BOTH = "both";
    private static final Duration SHORTEST_SOAK = Duration.ofSeconds(5);
    private static final Duration LONGEST_SOAK = Duration.ofDays(365);

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--row",
            paramLabel = "ID",
            description = "Only that row of the table, such as H5, with a line for each input; may be given again.")
    private List<String> rows = new ArrayList<>();

    @Option(names = "--network", paramLabel = "sim|tcp|both", description = "Where inputs are played; both by default.")
    private String network = BOTH;

    @Option(names = "--inputs", description = "A line for each input, not one for each row.")
    private boolean inputs;

    @Option(
            names = "--soak",
            paramLabel = "DURATION",
            description =
                    "Plays inputs at random over TCP for that long (24h), against nodes that live as long, and fails if descriptors,"
                            + " heap, direct memory or threads rise. With --network sim that is virtual time.")
    private @Nullable String soak;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The order of inputs of a soak; chosen and printed by default.")
    private @Nullable Long seed;

    AttacksCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        require(
                List.of(Finding.SIMULATED, Finding.TCP, BOTH).contains(network),
                "--network is sim, tcp or both, not '" + network + "'");
        List<Row> table = AttackTable.rows();
        List<String> ids = table.stream().map(Row::id).distinct().toList();
        for (String row : rows) {
            require(ids.contains(row), "there is no row '" + row + "'" + Spelling.hint(row, ids));
        }
        Predicate<List<String>> chosen = of -> rows.isEmpty() || of.stream().anyMatch(rows::contains);
        require(soak != null || seed == null, "--seed is for --soak: everything else is played in one order");
        if (soak != null) {
            return soak(chosen, soak);
        }
        List<Finding> findings = new ArrayList<>();
        AttackReport report = new AttackReport(
                console.out(),
                table.stream().filter(row -> chosen.test(List.of(row.id()))).toList());
        if (!network.equals(Finding.SIMULATED)) {
            findings.addAll(Sieges.overTcp(chosen, this::progress));
        }
        if (!network.equals(Finding.TCP)) {
            findings.addAll(Sieges.simulated(chosen, this::progress));
        }
        report.print(findings, inputs || !rows.isEmpty());
        return findings.stream().allMatch(Finding::held) ? ExitCode.OK : ExitCode.FAILED;
    }

    private int soak(Predicate<List<String>> chosen, String text) {
        require(!inputs, "--inputs does not go with --soak, which has a line for each reading");
        require(Sieges.rows().stream().anyMatch(row -> chosen.test(List.of(row))), "a soak has no input of these rows");
        Duration duration = switch (Quantity.parse(text, Dimension.DURATION)) {
            case Quantity.Accepted(Quantity parsed) -> Duration.ofNanos(parsed.baseUnits());
            case Quantity.Refused(String message) -> throw wrong("--soak: " + message);
        };
        require(
                duration.compareTo(SHORTEST_SOAK) >= 0 && duration.compareTo(LONGEST_SOAK) <= 0,
                "--soak lies between 5s and 365d, not " + text);
        return new SoakRun(console).play(chosen, network.equals(Finding.SIMULATED), duration, seed);
    }

    private void progress(Finding found) {
        if (!found.held()) {
            console.err().println("FAILED  " + found.network() + "  " + found.input() + ": " + found.problem());
        }
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw wrong(message);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
