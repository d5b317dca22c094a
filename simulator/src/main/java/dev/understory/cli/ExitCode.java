package dev.understory.cli;

/** What the exit codes of {@code understory} mean. */
final class ExitCode {
    /** All checks held. */
    static final int HELD = 0;

    /** A check did not hold, or something failed outside the checks. */
    static final int BROKEN = 1;

    /** Wrong use, or a scenario that is invalid or cannot be run. */
    static final int USAGE = 2;

    /** A check could not be judged, there was none, an event affected nobody, or a limit ended the run. */
    static final int INCONCLUSIVE = 3;

    /** Two runs of the same seed differ. */
    static final int NONDETERMINISM = 4;

    /** A defect of ours. */
    static final int INTERNAL = 70;

    /** Interrupted; a partial report was written. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
