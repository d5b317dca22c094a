package dev.understory.session;

import dev.understory.mux.Liveness;

/** How far a {@link Session} has come, with what exists only then. */
sealed interface SessionPhase {
    /** Keys, identities and metadata are being exchanged. First; then AwaitingAdmission. */
    record Handshaking(SessionHandshake handshake) implements SessionPhase {}

    /** The peer is proven and its owner has not decided yet; what arrives is kept unopened. Then Established. */
    record AwaitingAdmission(SessionHandshake.Channel channel) implements SessionPhase {}

    /** Messages flow. Then Closed. */
    record Established(SessionInbound in, SessionOutbound out, SessionPace pace, Liveness liveness)
            implements SessionPhase {
        long nextDeadlineNanos() {
            long silent = liveness.deadlineNanos();
            return Math.min(Math.min(silent, out.nextDeadlineNanos()), pace.nextDeadlineNanos());
        }
    }

    /** Over. What was counted can still be read. */
    record Closed(SessionCounters counters) implements SessionPhase {}
}
