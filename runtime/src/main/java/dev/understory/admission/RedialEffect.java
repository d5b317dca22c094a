package dev.understory.admission;

import java.time.Duration;

/** What a {@link RedialPolicy} wants done, in order. */
public sealed interface RedialEffect {
    /** Ask for a dial of the peer now. */
    record Dial() implements RedialEffect {}

    /** Call {@link RedialPolicy#due} after that time, and not at an earlier one that was asked for. */
    record WakeAfter(Duration delay) implements RedialEffect {}

    /** Do not call {@link RedialPolicy#due}: what was asked for is void. */
    record CancelWake() implements RedialEffect {}

    /** Report that a dial has failed, so many of them in a row now; the next one begins after {@code retryNanos}. */
    record ReportFailure(int failures, long retryNanos) implements RedialEffect {}
}
