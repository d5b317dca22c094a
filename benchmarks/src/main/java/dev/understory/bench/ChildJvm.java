package dev.understory.bench;

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
 * The other end of a measurement: a second JVM with this one's class path and flags that runs {@link BenchChild}. The
 * two talk in lines over the child's standard input and output; the child ends when its input does.
 */
final class ChildJvm implements AutoCloseable {
    private static final String MARK = "bench: ";

    private final Process process;
    private final BufferedReader lines;
    private final PrintWriter commands;

    private ChildJvm(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    static ChildJvm start(String role, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
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

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
