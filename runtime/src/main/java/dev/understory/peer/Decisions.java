package dev.understory.peer;

import dev.understory.admission.AdmissionTable;
import dev.understory.admission.PeerSetEffect;
import dev.understory.admission.Verdict;
import dev.understory.connection.ConnectionActor;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out what the machines of {@link PeerSet} have decided. */
final class Decisions {
    /** What was decided and is not carried out yet; empty between two messages of the peer set. */
    final List<PeerSetEffect> effects = new ArrayList<>();

    private final PeerSet set;
    private final Consumer<Duration> namesDueAfter;
    /** The link that the message at hand has brought. */
    private @Nullable Link arriving;

    Decisions(PeerSet set, Consumer<Duration> namesDueAfter) {
        this.set = set;
        this.namesDueAfter = namesDueAfter;
    }

    /** Tells a machine something about a link that has arrived, as {@link #after(Runnable)} does. */
    void after(Link link, Runnable event) {
        arriving = link;
        try {
            after(event);
        } finally {
            arriving = null;
        }
    }

    /** Tells a machine something, and carries out what it decides: also what it had decided before a defect stopped it. */
    void after(Runnable event) {
        try {
            event.run();
        } finally {
            List<PeerSetEffect> decided = List.copyOf(effects);
            effects.clear();
            each(decided, this::carryOut);
        }
    }

    /** Carries out what {@link AdmissionTable} has decided. */
    void carryOut(List<Verdict> verdicts) {
        each(verdicts, this::carryOut);
    }

    /** Carries out all of them even if one fails, because each is about another connection or name. */
    private static <T> void each(List<T> decided, Consumer<T> carryOut) {
        Throwable first = null;
        for (T one : decided) {
            try {
                carryOut.accept(one);
            } catch (RuntimeException | AssertionError defect) {
                first = first == null ? defect : first;
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException defect) {
            throw defect;
        }
    }

    private void carryOut(PeerSetEffect effect) {
        switch (effect) {
            case PeerSetEffect.Emit(var event) -> set.emit(event);
            case PeerSetEffect.RefuseLink refuse ->
                Objects.requireNonNull(arriving).refuse();
            case PeerSetEffect.Open(long id) -> set.open(id, Objects.requireNonNull(arriving), null);
            case PeerSetEffect.CrowdOut(long id, var newcomer) -> crowdOut(id, newcomer);
            case PeerSetEffect.Close(long id, CloseReason reason) -> set.close(id, reason);
            case PeerSetEffect.LookUp(String host) -> set.dials.lookUp(host);
            case PeerSetEffect.WakeNames(Duration after) -> namesDueAfter.accept(after);
        }
    }

    /** The slowest of too many handshakes ends for one from elsewhere; one that was refused already is on its way out. */
    private void crowdOut(long id, NetworkAddress newcomer) {
        LiveConnection slowest = set.live.get(id);
        if (slowest != null && slowest.refused == null) {
            CloseReason reason = CloseReason.CROWDED_OUT;
            slowest.refused = reason;
            String detail = "made room for " + newcomer;
            set.emit(new ConnectionEvent.HandshakeFailed(id, slowest.direction, slowest.remote, reason, detail));
            slowest.tellToClose(reason, Duration.ZERO);
        }
    }

    private void carryOut(Verdict verdict) {
        switch (verdict) {
            case Verdict.Admit(long id) -> set.admit(id);
            case Verdict.Refuse(long id, CloseReason reason) -> set.refuse(id, reason);
            case Verdict.Close(long id, CloseReason reason) -> set.close(id, reason);
            case Verdict.Challenge(long id, long newcomer, boolean patient) -> {
                LiveConnection incumbent = set.live.get(id);
                if (incumbent != null) {
                    incumbent.actor.tell(new ConnectionActor.Challenge(newcomer, patient));
                }
            }
        }
    }
}
