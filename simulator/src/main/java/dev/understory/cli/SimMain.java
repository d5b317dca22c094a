package dev.understory.cli;

import dev.understory.node.cli.NodeMain;
import dev.understory.node.cli.ProcessEnd;
import dev.understory.node.cli.WrongUse;
import dev.understory.plan.UnrunnableException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

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
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        ProcessEnd.after(() -> run(Console.ofProcess(out, err), arguments), err);
    }

    /** Runs a command; returns its exit code. */
    static int run(Console console, String... arguments) {
        CommandLine line = new CommandLine(new SimMain(), new ConsoleFactory(console));
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(true);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((problem, args) -> {
            console.err().println(WrongUse.line(problem));
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> onFailure(console, command, failure));
        line.setExecutionStrategy(parsed -> execute(console, line, parsed));
        return line.execute(arguments);
    }

    private static int execute(Console console, CommandLine line, ParseResult parsed) {
        if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
            console.err()
                    .println("understory: a command is missing: "
                            + String.join(", ", line.getSubcommands().keySet()));
            return ExitCode.USAGE;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int onFailure(Console console, CommandLine command, Exception failure) {
        String name = command.getCommandSpec().qualifiedName();
        return switch (failure) {
            case CommandFailure known -> {
                known.lines().forEach(console.err()::println);
                yield known.exitCode();
            }
            case UnrunnableException unrunnable -> {
                console.err().println(name + ": " + unrunnable.getMessage());
                yield ExitCode.USAGE;
            }
            default -> {
                console.err().println(name + ": internal error: " + failure);
                yield ExitCode.INTERNAL;
            }
        };
    }

    /** Gives each command its console. */
    private record ConsoleFactory(Console console) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(Console.class).newInstance(console);
            } catch (NoSuchMethodException other) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
