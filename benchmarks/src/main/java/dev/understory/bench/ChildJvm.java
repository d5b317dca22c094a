package dev.understory.bench;

import dev.understory.node.cli.ProcessEnd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A second JVM of a measurement, with this one's class path, that runs {@link BenchChild}: the other end of a connection
 * with this JVM's options, or a simulation with those of simulations. The two talk in lines over the child's standard
 * input and output; the child ends when its input does.
 */
final class ChildJvm implements AutoCloseable {
    private static final String MARK = "bench: ";
    private static final String SIMULATION_OPTIONS = "understory.bench.simulation";

    private final Process process;
    private final BufferedReader lines;
    private final PrintWriter commands;

    private ChildJvm(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /** The other end of a connection. */
    static ChildJvm start(String role, String... arguments) throws IOException {
        return start(List.of(), role, arguments);
    }

    /** The other end of a connection, run by a command that takes it behind its own arguments. */
    static ChildJvm start(List<String> before, String role, String... arguments) throws IOException {
        return start(before, ManagementFactory.getRuntimeMXBean().getInputArguments(), role, arguments);
    }

    /** A simulation; the launcher tells with which options it runs one. */
    static ChildJvm startSimulation(String role) throws IOException {
        String options = System.getProperty(SIMULATION_OPTIONS, "").strip();
        return start(List.of(), options.isEmpty() ? List.of() : List.of(options.split("\\s+")), role);
    }

    private static ChildJvm start(List<String> before, List<String> options, String role, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchChild.class.getName(), role));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ChildJvm(process);
    }

    /** In the child: says a line to the parent. */
    static void say(Object line) {
        System.out.println(MARK + line);
    }

    /** The next line the child says, whatever else its JVM prints; fails if it ended instead. */
    String readLine() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(MARK)) {
                return line.substring(MARK.length());
            }
        }
        throw new IOException("the second JVM ended early");
    }

    /** Sends one line and waits for one. */
    String ask(String command) throws IOException {
        commands.println(command);
        return readLine();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                // Not by force at first: a flight recording of it may be under way to the disk.
                process.destroy();
                if (!process.waitFor(ProcessEnd.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
