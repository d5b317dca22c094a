package dev.understory.node.cli;

import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Runs the command line of a main class: gives each subcommand its {@link Console}, and turns wrong use and failures into
 * lines and an {@link ExitCode}; never into a stack trace.
 */
public final class CommandRunner {
    private final Console console;
    private final Function<Exception, Optional<CommandFailure>> failures;
    private final CommandLine line;

    private CommandRunner(Object main, Console console, Function<Exception, Optional<CommandFailure>> failures) {
        this.console = console;
        this.failures = failures;
        this.line = new CommandLine(main, new ConsoleFactory(console));
    }

    /**
     * Runs a command; returns its exit code.
     *
     * @param main the command that has the subcommands; each may have a constructor that takes the console
     * @param failures how to tell of exceptions that are no {@link CommandFailure} and yet no defect
     */
    public static int run(
            Object main, Console console, Function<Exception, Optional<CommandFailure>> failures, String... arguments) {
        return new CommandRunner(main, console, failures).run(arguments);
    }

    private int run(String... arguments) {
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(true);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((problem, args) -> {
            console.err().println(WrongUse.line(problem));
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> onFailure(command, failure));
        line.setExecutionStrategy(this::execute);
        return line.execute(arguments);
    }

    private int execute(ParseResult parsed) {
        if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
            console.err()
                    .println(line.getCommandName() + ": a command is missing: "
                            + String.join(", ", line.getSubcommands().keySet()));
            return ExitCode.USAGE;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private int onFailure(CommandLine command, Exception failure) {
        String name = command.getCommandSpec().qualifiedName();
        CommandFailure told = failure instanceof CommandFailure known
                ? known
                : failures.apply(failure)
                        .orElseGet(() -> new CommandFailure(ExitCode.INTERNAL, "internal error: " + failure));
        told.lines(name).forEach(console.err()::println);
        return told.exitCode();
    }

    /** Gives each command its console. */
    private record ConsoleFactory(Console console) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                Constructor<K> constructor = type.getDeclaredConstructor(Console.class);
                constructor.setAccessible(true); // the commands of other packages are not public either
                return constructor.newInstance(console);
            } catch (NoSuchMethodException other) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
