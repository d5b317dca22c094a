package dev.understory.node.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
        subcommands = {
            RunNodeCommand.class,
            StatusCommand.class,
            PeersCommand.class,
            WatchCommand.class,
            DisconnectCommand.class,
            BanCommand.class,
            UnbanCommand.class,
            BansCommand.class,
            BookCommand.class,
            LimitsCommand.class,
            MustConnectCommand.class,
            ReloadCommand.class,
            PingCommand.class,
            SendCommand.class,
            KeygenCommand.class,
            ImportBookCommand.class
        })
public final class NodeMain {
    private NodeMain() {}

    /** Runs a command and ends the process. */
    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        AtomicInteger signals = new AtomicInteger();
        Signals.listen(signal -> onSignal(signal, signals.incrementAndGet(), console));
        ProcessEnd.after(() -> run(console, arguments), console.err());
    }

    /** The first has the command end, the second the process without the command, and the third at once. */
    private static void onSignal(int signal, int count, Console console) {
        switch (count) {
            case 1 -> console.end().complete(signal == Signals.TERMINATE ? ExitCode.OK : Signals.exitCode(signal));
            case 2 -> ProcessEnd.exit(ExitCode.INTERRUPTED, console.err());
            default -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        }
    }

    /** Runs a command; returns its exit code. */
    public static int run(Console console, String... arguments) {
        return CommandRunner.run(new NodeMain(), console, NodeMain::failure, arguments);
    }

    private static Optional<CommandFailure> failure(Exception failure) {
        return failure instanceof Console.Ended ended
                ? Optional.of(new CommandFailure(ended.exitCode(), List.of()))
                : Optional.empty();
    }
}
