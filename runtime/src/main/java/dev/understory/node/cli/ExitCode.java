package dev.understory.node.cli;

/** What the exit codes of {@code understory} mean. */
public final class ExitCode {
    /** Done; of a run: all checks held. */
    public static final int OK = 0;

    /** It did not work out: a peer that cannot be reached, a port in use, a check that did not hold. */
    public static final int FAILED = 1;

    /** Wrong use: options, files, keys, a scenario that is invalid or cannot be run. */
    public static final int USAGE = 2;

    /** A check could not be judged, there was none, an event affected nobody, or a limit ended the run. */
    public static final int INCONCLUSIVE = 3;

    /** Two runs of the same seed differ. */
    public static final int NONDETERMINISM = 4;

    /** A defect of ours. */
    public static final int INTERNAL = 70;

    /** Interrupted from the keyboard; of a run: a partial report was written. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
