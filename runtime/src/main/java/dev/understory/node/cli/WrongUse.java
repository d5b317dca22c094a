package dev.understory.node.cli;

import dev.understory.node.config.Spelling;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What to say of a command line that cannot be understood, in one line instead of a page of usage. */
public final class WrongUse {
    private WrongUse() {}

    /** The command's whole name and what is wrong, with what was probably meant. */
    public static String line(ParameterException problem) {
        return problem.getCommandLine().getCommandSpec().qualifiedName() + ": " + what(problem);
    }

    private static String what(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched().getFirst(), problem.getCommandLine());
        }
        String message =
                String.valueOf(problem.getMessage()).lines().findFirst().orElse("wrong use");
        return message.substring(0, 1).toLowerCase(Locale.ROOT)
                + message.substring(1)
                        .replace(" is not a long", " is not a whole number of at most " + Long.MAX_VALUE)
                        .replace(" is not an int", " is not a whole number of at most " + Integer.MAX_VALUE);
    }

    private static String unmatched(String argument, CommandLine line) {
        boolean option = argument.startsWith("-");
        boolean command = !option && !line.getSubcommands().isEmpty();
        List<String> names = option
                ? line.getCommandSpec().options().stream()
                        .map(CommandLine.Model.OptionSpec::longestName)
                        .toList()
                : List.copyOf(line.getSubcommands().keySet());
        String bare = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
        String what = option ? "option" : command ? "command" : "place for the argument";
        return "there is no " + what + " '" + bare + "'" + Spelling.hint(bare, names);
    }
}
