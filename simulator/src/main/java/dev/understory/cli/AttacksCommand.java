package dev.understory.cli;

import dev.understory.attack.AttackTable;
import dev.understory.attack.AttackTable.Row;
import dev.understory.attack.Finding;
import dev.understory.attack.Sieges;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.node.config.Spelling;
import java.util.ArrayList;
import java.util.List;
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

    private void progress(Finding found) {
        if (!found.held()) {
            console.err().println("FAILED  " + found.network() + "  " + found.input() + ": " + found.problem());
        }
    }

    private void require(boolean holds, String message) {
        if (!holds && spec != null) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
