package dev.understory.cli;

import dev.understory.scenario.RunSettings.CryptoMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How a run was made: what may differ between two runs of a seed. */
final class RunRecord {
    private RunRecord() {}

    static Map<String, Object> of(
            List<String> arguments,
            Execution.Outcome outcome,
            CryptoMode crypto,
            Path scenarioFolder,
            String classPath) {
        Map<String, Object> made = new TreeMap<>();
        made.put("command", arguments);
        made.put("understory", SimMain.VERSION);
        made.put("java", System.getProperty("java.vm.name", "") + " " + Runtime.version());
        made.put("system", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
        made.put("processors", Runtime.getRuntime().availableProcessors());
        made.put("finished", Instant.now().toString());
        made.put("wallMillis", Math.round(outcome.wallSeconds() * 1000));
        made.put("shards", outcome.shards());
        made.put("network", outcome.result().testbed());
        made.put("seed", outcome.result().plan().seed());
        made.put("crypto", crypto.name().toLowerCase(Locale.ROOT));
        made.put("scenarioFolder", scenarioFolder.toString());
        made.put("classpath", classPath);
        return made;
    }
}
