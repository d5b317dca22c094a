package dev.understory.dissemination;

import dev.understory.reputation.Offence;

/** What an application thinks of a message that is new to it. */
public sealed interface Verdict {
    /** It is good: all get it who do not have it. */
    Verdict ACCEPT = new Accept(false);

    /** As {@link #ACCEPT}, and it was needed here: who sent it first has earned something ({@code USEFUL_MESSAGE}). */
    Verdict USEFUL = new Accept(true);

    /** It may be good, or have been: nobody gets it from us, and nobody is blamed. */
    Verdict IGNORE = new Ignore();

    /** Nobody who judges before passing on would have sent it: nobody gets it from us, and its sender is charged. */
    static Verdict reject(Offence offence) {
        return new Reject(offence);
    }

    /** See {@link #ACCEPT}; {@link #USEFUL} if it is {@code useful}. */
    record Accept(boolean useful) implements Verdict {}

    /** See {@link #IGNORE}. */
    record Ignore() implements Verdict {}

    /** See {@link #reject}. */
    record Reject(Offence offence) implements Verdict {}
}
