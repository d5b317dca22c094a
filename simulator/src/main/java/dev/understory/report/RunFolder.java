package dev.understory.report;

import dev.understory.measure.Snapshot;
import dev.understory.plan.RunPlan;
import dev.understory.run.RunResult;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.ScenarioWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the files of a run. A new folder appears with all its files or not at all; in a folder that is there already each
 * file is replaced at once. If the process ends in between, the next run that writes there removes what was half written.
 */
public final class RunFolder {
    /** The file with everything that a seed decides. */
    public static final String REPORT = "report.json";

    /** What was measured, for spreadsheets and scripts; see {@link MetricsCsv}. */
    public static final String METRICS = "metrics.csv";

    /** The file for people. */
    public static final String PAGE = "report.html";

    /** The file that says how the run was made. */
    public static final String RUN = "run.json";

    /** The scenario as it was run: variables replaced, defaults filled in. */
    public static final String SCENARIO = "scenario.resolved.yaml";

    private RunFolder() {}

    /**
     * Writes everything.
     *
     * @param made how the run was made: command, versions, wall time; goes to {@value #RUN}
     */
    public static void write(Path folder, RunResult result, Map<String, Object> made) throws IOException {
        Snapshot snapshot = result.snapshot();
        String scenario = ScenarioWriter.write(result.plan().language(), scenario(result));
        Map<String, String> files = new LinkedHashMap<>();
        files.put(REPORT, report(result, snapshot));
        files.put(METRICS, MetricsCsv.text(snapshot));
        files.put(PAGE, new HtmlReport(result, snapshot, scenario).html());
        files.put(RUN, JsonText.of(new TreeMap<>(made)));
        files.put(SCENARIO, scenario);
        files.put("junit.xml", JUnitReport.xml(result));
        write(folder.toAbsolutePath(), files);
    }

    /**
     * Throws if {@link #write} could not write to this folder; leaves nothing behind, and nothing of what a process left
     * there that ended while it wrote.
     */
    public static synchronized void tryOut(Path folder) throws IOException {
        Path existing = folder.toAbsolutePath().normalize();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing)) {
            throw new FileSystemException(String.valueOf(folder), null, existing + " is not a folder");
        }
        try {
            Staging.tryOut(existing);
        } catch (FileSystemException refused) {
            throw new FileSystemException(String.valueOf(folder), null, "files cannot be made in " + existing);
        }
    }

    /** The text of {@value #REPORT}. */
    public static String report(RunResult result) {
        return report(result, result.snapshot());
    }

    private static String report(RunResult result, Snapshot snapshot) {
        return JsonText.of(new ReportData(result, snapshot).all());
    }

    /** With what the command chose in place of the scenario. Over TCP cryptography is real whatever was chosen. */
    private static Scenario scenario(RunResult result) {
        RunPlan plan = result.plan();
        Scenario scenario = plan.scenario();
        CryptoMode crypto =
                result.traceHash().isPresent() ? plan.crypto() : scenario.run().crypto();
        return scenario.with(scenario.run().with(plan.seed(), crypto));
    }

    /** One after the other: see {@link Staging}. */
    private static synchronized void write(Path folder, Map<String, String> files) throws IOException {
        Path parent = folder.getParent();
        boolean isNew = parent != null && !Files.isDirectory(folder);
        Path around = parent != null && isNew ? Files.createDirectories(parent) : folder;
        try (Staging staging = Staging.open(around)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(staging.folder().resolve(file.getKey()), file.getValue());
            }
            if (isNew) {
                Files.move(staging.folder(), folder, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
            for (String name : files.keySet()) {
                Files.move(staging.folder().resolve(name), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
