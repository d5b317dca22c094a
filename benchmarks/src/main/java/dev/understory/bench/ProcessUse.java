package dev.understory.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What the system tells of the use of its processes; most of it only Linux does ({@code proc(5)}). */
final class ProcessUse {
    /** Of the fields of {@code stat} after the name, which may hold spaces: user and system time of children that ended. */
    private static final int CHILDREN_USER = 13;

    private static final int CHILDREN_SYSTEM = 14;
    /** USER_HZ, the same on every Linux that Java runs on, whatever the kernel's own clock. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Path SELF = Path.of("/proc/self/stat");

    private ProcessUse() {}

    /** CPU time of a process so far, in seconds; NaN where nobody tells. */
    static double seconds(ProcessHandle process) {
        return process.info()
                .totalCpuDuration()
                .map(time -> time.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    /** CPU time so far of those threads of a process whose names begin so, in seconds; NaN where nobody tells. */
    static double secondsOfThreads(long pid, String prefix) throws IOException {
        Path threads = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(threads)) {
            return Double.NaN;
        }
        long nanos = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) {
                try {
                    if (Files.readString(thread.resolve("comm")).startsWith(prefix)) {
                        nanos += Long.parseLong(
                                Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
                    }
                } catch (NoSuchFileException ended) {
                    // A thread that has ended meanwhile.
                }
            }
        }
        return nanos / 1e9;
    }

    /** CPU time of all children of this process that have ended, in seconds; NaN where nobody tells. */
    static double secondsOfChildren() throws IOException {
        if (!Files.exists(SELF)) {
            return Double.NaN;
        }
        String stat = Files.readString(SELF);
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return (Long.parseLong(fields.get(CHILDREN_USER)) + Long.parseLong(fields.get(CHILDREN_SYSTEM)))
                / TICKS_PER_SECOND;
    }

    /** The most memory that the process has had in use so far, in bytes; NaN when it has ended or nobody tells. */
    static double mostResident(long pid) throws IOException {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    return 1024.0 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (NoSuchFileException ended) {
            // It has ended; or this is not Linux.
        }
        return Double.NaN;
    }
}
