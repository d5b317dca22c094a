package dev.understory.node.cli;

import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What users type, checked; wrong input becomes a {@link ParameterException} with one line. */
final class CommandInput {
    private CommandInput() {}

    static PeerAddress address(@Nullable CommandSpec spec, @Nullable String text) {
        try {
            return PeerAddress.parse(String.valueOf(text));
        } catch (IllegalArgumentException wrong) {
            throw wrongUse(spec, String.valueOf(wrong.getMessage()));
        }
    }

    static void range(@Nullable CommandSpec spec, String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw wrongUse(spec, option + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    /** An empty name, as an unset variable of a shell makes it, must not mean the default. */
    static void fileName(@Nullable CommandSpec spec, String option, @Nullable Object name) {
        if (name != null && name.toString().isEmpty()) {
            throw wrongUse(spec, option + ": the name of the file is empty");
        }
    }

    /** A topic that carries messages. */
    static Topic topic(@Nullable CommandSpec spec, @Nullable String text) {
        List<String> names = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            if (topic != Topic.HEARTBEAT) {
                names.add(topic.name());
            }
        }
        String name = String.valueOf(text).toUpperCase(Locale.ROOT);
        if (!names.contains(name)) {
            throw wrongUse(spec, "there is no topic '" + text + "': " + String.join(", ", names));
        }
        return Topic.valueOf(name);
    }

    static ParameterException wrongUse(@Nullable CommandSpec spec, String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
