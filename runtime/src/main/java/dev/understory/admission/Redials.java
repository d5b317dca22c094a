package dev.understory.admission;

import dev.understory.peerbook.DialBackoff;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Makes the {@link RedialPolicy} of a peer, and does what it wants. Belongs to {@link PeerRoster}. */
final class Redials {
    private final Duration mustConnectDelay;
    private final Function<String, DialBackoff> backoffs;
    private final List<PeerSetEffect> effects;

    Redials(Duration mustConnectDelay, Function<String, DialBackoff> backoffs, List<PeerSetEffect> effects) {
        this.mustConnectDelay = mustConnectDelay;
        this.backoffs = backoffs;
        this.effects = effects;
    }

    /** A policy for a peer that has none; as long as it is must-connect its back-off after an outage is bounded. */
    RedialPolicy policyOf(PeerEntry entry) {
        return new RedialPolicy(
                () -> backoffs.apply(name(entry)),
                () -> entry.mustConnect == null ? Long.MAX_VALUE : mustConnectDelay.toNanos(),
                entry.isConnected());
    }

    private static String name(PeerEntry entry) {
        return entry.key != null ? entry.key.hex() : String.valueOf(entry.kept());
    }

    /** {@code detail} says how a dial has failed. Returns whether the peer is to be dialled now. */
    boolean carryOut(PeerEntry entry, List<RedialEffect> wanted, String detail) {
        boolean due = false;
        for (RedialEffect effect : wanted) {
            switch (effect) {
                case RedialEffect.Dial dial -> due = true;
                case RedialEffect.WakeAfter(Duration delay) -> effects.add(new PeerSetEffect.WakeDial(entry.id, delay));
                case RedialEffect.CancelWake cancel -> effects.add(new PeerSetEffect.CancelWake(entry.id));
                case RedialEffect.ReportFailure(int failures, long retryNanos) -> {
                    Endpoint endpoint = Objects.requireNonNull(entry.kept());
                    effects.add(new PeerSetEffect.Emit(
                            new ConnectionEvent.DialFailed(entry.key, endpoint, detail, failures, retryNanos)));
                }
            }
        }
        return due;
    }
}
