package dev.understory.transport.tcp;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * How many descriptors the process may have and has, where the system tells.
 *
 * @param most what it may have
 * @param open what it has
 */
public record DescriptorLimit(long most, long open) {
    /** Of those that are free, what is kept for dials, files and the rest of the process, where there is enough. */
    static final int KEPT = 128;

    /**
     * What is kept where they are scarce: a class that is needed for the first time is read from a file, and one that could
     * not be read then is lost to the process for ever.
     */
    static final int LEAST_KEPT = 4;

    /** No limit that is known. */
    public static final DescriptorLimit UNKNOWN = new DescriptorLimit(Long.MAX_VALUE, 0);

    /** The limit of this process now. */
    public static DescriptorLimit ofProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? new DescriptorLimit(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
                : UNKNOWN;
    }

    /**
     * Connections of others that a listener may hold: what is free but {@link #KEPT}, or half of it if that is less, but
     * {@link #LEAST_KEPT} at least; and one in any case.
     */
    public int roomForAccepted() {
        long free = Math.max(0, most - open);
        long kept = Math.max(LEAST_KEPT, Math.min(KEPT, free / 2));
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, free - kept));
    }

    /**
     * One line that says what to do if a node's caps allow more connections of others than there is room for; or null.
     *
     * @param handshakes the most that may be open at a time, of peers that are not known yet
     */
    public @Nullable String warning(int inbound, int handshakes) {
        long allowed = (long) inbound + handshakes;
        return allowed <= roomForAccepted()
                ? null
                : "this process may open " + most + " files, " + open + " of which are open: there is room for "
                        + roomForAccepted() + " connections from others, but max-inbound and max-handshakes allow "
                        + allowed + " (raise the limit, see ulimit -n, or lower them)";
    }
}
