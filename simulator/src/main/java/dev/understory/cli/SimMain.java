package dev.understory.cli;

import dev.understory.node.cli.CommandFailure;
import dev.understory.node.cli.CommandRunner;
import dev.understory.node.cli.Console;
import dev.understory.node.cli.ExitCode;
import dev.understory.node.cli.NodeMain;
import dev.understory.node.cli.ProcessEnd;
import dev.understory.plan.UnrunnableException;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code understory}: scenarios in simulation and over TCP, and a node. */
@Command(
        name = "understory",
        description = "Runs peer-to-peer networks: simulated in virtual time, or on real sockets.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        version = SimMain.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:all checks held",
            " 1:a check did not hold",
            " 2:wrong use, or an invalid scenario",
            " 3:inconclusive: nothing was judged, or a limit was hit",
            " 4:nondeterminism: two runs of a seed differ",
            "70:an internal error",
            "130:interrupted, a partial report was written"
        },
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            ReplayCommand.class,
            ListCommand.class,
            AttacksCommand.class,
            NodeCommand.class,
            BenchCommand.class
        })
public final class SimMain {
    /** What {@code --version} prints. */
    static final String VERSION = "understory 0.1.0";

    private SimMain() {}

    /** Runs a command and ends the process. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("node")) {
            NodeMain.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        Console console = Console.ofProcess();
        ProcessEnd.after(() -> run(console, arguments), console.err());
    }

    /** Runs a command; returns its exit code. */
    static int run(Console console, String... arguments) {
        return CommandRunner.run(new SimMain(), console, SimMain::failure, arguments);
    }

    private static Optional<CommandFailure> failure(Exception failure) {
        return failure instanceof UnrunnableException unrunnable
                ? Optional.of(new CommandFailure(ExitCode.USAGE, String.valueOf(unrunnable.getMessage())))
                : Optional.empty();
    }
}
