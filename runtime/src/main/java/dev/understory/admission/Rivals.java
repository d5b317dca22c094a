package dev.understory.admission;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one identity: the one that is admitted or ending, and those that wait, in the order in which they came
 * and all in one direction. Belongs to {@link AdmissionTable}.
 */
final class Rivals {
    private @Nullable ConnectionEntry current;
    /** A list of its own from the first one on that waits: most never have a rival. */
    private List<ConnectionEntry> waiting = Collections.emptyList();

    /** The connection that is admitted or ending. */
    @Nullable
    ConnectionEntry current() {
        return current;
    }

    List<ConnectionEntry> waiting() {
        return waiting;
    }

    boolean isEmpty() {
        return current == null && waiting.isEmpty();
    }

    DuplicateRule.Claim claim(Direction fresh, Direction favoured) {
        Direction direction = waiting.isEmpty() ? null : waiting.get(0).direction;
        return DuplicateRule.claim(current, waiting.size(), direction, fresh, favoured);
    }

    /** A stronger one has come: those that wait in the other direction wait no longer. */
    void yieldTo(Direction stronger, List<Verdict> verdicts) {
        if (!waiting.isEmpty() && waiting.get(0).direction != stronger) {
            waiting.forEach(beaten -> verdicts.add(new Verdict.Refuse(beaten.id, CloseReason.DUPLICATE)));
            waiting.clear();
        }
    }

    void await(ConnectionEntry fresh) {
        fresh.state = State.WAITING;
        if (waiting.isEmpty()) {
            waiting = new ArrayList<>(1);
        }
        waiting.add(fresh);
    }

    /** Whether {@code fresh} waits to hear whether {@code incumbent}, which is admitted, lives. */
    boolean isContest(long incumbent, ConnectionEntry fresh) {
        return current != null && current.id == incumbent && current.state == State.ADMITTED && waiting.contains(fresh);
    }

    /** One that waits is to be admitted as soon as the one that is admitted has ended. Returns that one. */
    ConnectionEntry prefer(ConnectionEntry winner) {
        if (current == null) {
            throw new IllegalStateException("nothing is in the way of connection " + winner.id);
        }
        waiting.remove(winner);
        waiting.add(0, winner);
        current.state = State.CLOSING;
        return current;
    }

    void admit(ConnectionEntry entry) {
        waiting.remove(entry);
        current = entry;
    }

    /** The next to be admitted: one that the other end speaks on, if there is one among those behind the first. */
    @Nullable
    ConnectionEntry next() {
        for (ConnectionEntry entry : waiting) {
            if (entry.spoken) {
                return entry;
            }
        }
        return waiting.isEmpty() ? null : waiting.get(0);
    }

    /** A connection waits no longer, or is gone. Returns whether it was the one that was admitted or ending. */
    boolean remove(ConnectionEntry gone) {
        waiting.remove(gone);
        if (current != gone) {
            return false;
        }
        current = null;
        return true;
    }
}
