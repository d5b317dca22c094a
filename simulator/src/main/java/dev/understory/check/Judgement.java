package dev.understory.check;

/**
 * What a rule is at one moment.
 *
 * @param outcome whether it holds
 * @param measured the value that decided it
 * @param target what it was compared with, for people; empty for a rule without a number
 * @param distance of the value from what it was compared with; zero for a rule without a number
 */
record Judgement(Outcome outcome, Measured measured, String target, double distance) {
    /** Nothing to judge by. */
    static final Judgement OPEN = new Judgement(Outcome.OPEN, Measured.NOTHING, "", 0);

    /** Whether a rule holds. */
    enum Outcome {
        HOLDS,
        BROKEN,
        /** There was nothing to judge by: no node ran, or nothing measures what it asks for. */
        OPEN;

        static Outcome of(boolean holds) {
            return holds ? HOLDS : BROKEN;
        }
    }

    /** The one that was nearer to the other outcome; this one if both were as near, or the other was open. */
    Judgement nearerThan(Judgement other) {
        return other.outcome == Outcome.OPEN || distance <= other.distance ? this : other;
    }

    boolean holds() {
        return outcome == Outcome.HOLDS;
    }

    boolean isBroken() {
        return outcome == Outcome.BROKEN;
    }
}
