package dev.understory.node.config;

import java.util.List;

/** What came of reading a configuration. */
public sealed interface ConfigReading {
    /** A configuration, and one line for each setting in it that does not do what one may expect of it. */
    record Read(NodeConfig config, List<String> warnings) implements ConfigReading {}

    /** Everything that is wrong, in the order of the file. */
    record Unreadable(List<ConfigProblem> problems) implements ConfigReading {}
}
