package dev.understory.crypto;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** What this machine's processor does in hardware, as the JVM has found out. */
final class Processor {
    private static final boolean AES = flag("UseAES");

    private Processor() {}

    /**
     * Whether AES is an instruction. The JVM's flag is asked, and not a stopwatch: it is the same at every start, costs
     * nothing, and no load on the machine changes it. A JVM that has no such flag is taken for one that does not.
     */
    static boolean hasAes() {
        return AES;
    }

    private static boolean flag(String name) {
        try {
            HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return vm != null && Boolean.parseBoolean(vm.getVMOption(name).getValue());
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }
}
