package dev.understory.node.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code understory node}. Results go to standard output, everything else to standard error; {@link ExitCode}
 * says what the exit codes mean.
 */
@Command(
        name = "understory node",
        description = "A node over TCP, and tools to talk to one.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        version = "understory 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RunNodeCommand.class, PingCommand.class, SendCommand.class, KeygenCommand.class})
public final class NodeMain {
    private NodeMain() {}

    /** Runs a command and ends the process. */
    public static void main(String[] arguments) {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        AtomicInteger signals = new AtomicInteger();
        Signals.listen(signal -> onSignal(signal, signals.incrementAndGet(), end, err));
        ProcessEnd.after(() -> run(new Console(out, err, end), arguments), err);
    }

    /** The first has the command end, the second the process without the command, and the third at once. */
    private static void onSignal(int signal, int count, CompletableFuture<Integer> end, PrintStream err) {
        switch (count) {
            case 1 -> end.complete(signal == Signals.TERMINATE ? ExitCode.OK : Signals.exitCode(signal));
            case 2 -> ProcessEnd.exit(ExitCode.INTERRUPTED, err);
            default -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        }
    }

    /** Runs a command; returns its exit code. */
    public static int run(Console console, String... arguments) {
        CommandLine line = new CommandLine(new NodeMain(), new ConsoleFactory(console));
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(true);
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
                    .println("understory node: a command is missing: "
                            + String.join(", ", line.getSubcommands().keySet()));
            return ExitCode.USAGE;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int onFailure(Console console, CommandLine command, Exception failure) {
        String name = command.getCommandSpec().qualifiedName();
        return switch (failure) {
            case Console.Ended ended -> ended.exitCode();
            case CommandFailure known -> {
                known.lines().forEach(line -> console.err().println(name + ": " + line));
                yield known.exitCode();
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
