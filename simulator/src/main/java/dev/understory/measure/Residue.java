package dev.understory.measure;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a process holds when nobody is connected to it.
 *
 * @param descriptors open files and sockets; 0 where the system does not tell
 * @param heap live bytes on the heap, after collections have settled
 * @param direct bytes outside the heap that the process has for buffers
 * @param inBuffers bytes of those that somebody has not given back
 * @param threads that live
 */
public record Residue(long descriptors, long heap, long direct, long inBuffers, long threads) {
    /** Collections, of which the least heap is taken: what finalization and references hold goes with a second one. */
    private static final int COLLECTIONS = 5;

    /** Of this process, now. */
    public static Residue ofThisProcess() {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            heap = Math.min(
                    heap,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        long direct = Math.max(0, PlatformDependent.usedDirectMemory());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            direct += pool.getMemoryUsed();
        }
        return new Residue(
                openDescriptors(),
                heap,
                direct,
                PooledByteBufAllocator.DEFAULT.pinnedDirectMemory(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /** Open files and sockets of this process; 0 where the system does not tell. */
    public static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /** As one line, which {@link #parse} reads. */
    public String line() {
        return descriptors + " " + heap + " " + direct + " " + inBuffers + " " + threads;
    }

    /** What {@link #line} wrote. */
    public static Residue parse(String line) {
        String[] parts = line.split(" ");
        return new Residue(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]));
    }
}
