package dev.understory.admission;

import dev.understory.admission.ConnectionEntry.State;
import dev.understory.identity.PublicKey;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which connection each identity has: carries out {@link DuplicateRule} for {@link AdmissionTable}, which keeps the slots. An
 * identity is remembered as long as it has a connection that is admitted, ending or waiting.
 */
final class Identities {
    private final Map<PublicKey, Rivals> byKey = new HashMap<>();
    private final Predicate<ConnectionEntry> slots;
    private final Consumer<ConnectionEntry> becomesAdmitted;

    /**
     * None yet.
     *
     * @param slots gives a connection a slot of its direction; false if there is none
     * @param becomesAdmitted changes the state of a connection, and what hangs on it
     */
    Identities(Predicate<ConnectionEntry> slots, Consumer<ConnectionEntry> becomesAdmitted) {
        this.slots = slots;
        this.becomesAdmitted = becomesAdmitted;
    }

    Rivals get(PublicKey key) {
        return byKey.computeIfAbsent(key, fresh -> new Rivals());
    }

    @Nullable
    Rivals find(PublicKey key) {
        return byKey.get(key);
    }

    /** Forgets an identity that has nothing. */
    void release(PublicKey key) {
        Rivals rivals = byKey.get(key);
        if (rivals != null && rivals.isEmpty()) {
            byKey.remove(key);
        }
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** Number of admitted peers. */
    int admitted() {
        int count = 0;
        for (Rivals rivals : byKey.values()) {
            ConnectionEntry entry = rivals.current();
            count += entry != null && entry.state == State.ADMITTED ? 1 : 0;
        }
        return count;
    }

    void admit(ConnectionEntry entry, Rivals rivals, List<Verdict> verdicts) {
        becomesAdmitted.accept(entry);
        rivals.admit(entry);
        verdicts.add(new Verdict.Admit(entry.id));
    }

    /** A newcomer that does not lose, whose identity has a connection already. */
    void compete(ConnectionEntry fresh, Rivals rivals, DuplicateRule.Claim claim, List<Verdict> verdicts) {
        ConnectionEntry existing = Objects.requireNonNull(rivals.current());
        boolean inherits = existing.direction == fresh.direction && existing.slot && !existing.slotGiven;
        if (fresh.ordinary && !fresh.slot && !inherits && !slots.test(fresh)) {
            verdicts.add(new Verdict.Refuse(fresh.id, CloseReason.NO_SLOT));
            return;
        }
        rivals.yieldTo(fresh.direction, verdicts);
        rivals.await(fresh);
        if (claim == DuplicateRule.Claim.CONTESTS) {
            verdicts.add(challenge(existing, fresh));
        } else if (claim == DuplicateRule.Claim.TAKES_OVER) {
            takeOver(rivals, fresh, verdicts);
        }
    }

    private static Verdict challenge(ConnectionEntry incumbent, ConnectionEntry newcomer) {
        return new Verdict.Challenge(incumbent.id, newcomer.id, newcomer.direction == Direction.OUTBOUND);
    }

    private static void takeOver(Rivals rivals, ConnectionEntry winner, List<Verdict> verdicts) {
        verdicts.add(new Verdict.Close(rivals.prefer(winner).id, CloseReason.REPLACED));
    }

    /** A connection that was challenged has shown that it lives, or has not. */
    List<Verdict> stood(long incumbent, ConnectionEntry fresh, boolean alive) {
        Rivals rivals = rivalsOf(fresh);
        if (rivals == null || !rivals.isContest(incumbent, fresh)) {
            return List.of();
        }
        if (alive) {
            rivals.remove(fresh);
            return List.of(new Verdict.Refuse(fresh.id, CloseReason.DUPLICATE));
        }
        List<Verdict> verdicts = new ArrayList<>(1);
        if (fresh.direction == Direction.INBOUND || fresh.spoken) {
            takeOver(rivals, fresh, verdicts);
        }
        fresh.overdue = true;
        return verdicts;
    }

    /** The other end has begun to speak on a connection. */
    List<Verdict> spoken(ConnectionEntry entry) {
        entry.spoken = true;
        Rivals rivals = rivalsOf(entry);
        ConnectionEntry existing = rivals == null ? null : rivals.current();
        if (rivals == null || existing == null || !rivals.isContest(existing.id, entry)) {
            return List.of();
        }
        boolean dialledByPeer = entry.direction == Direction.INBOUND && existing.direction == Direction.INBOUND;
        List<Verdict> verdicts = new ArrayList<>(1);
        if ((dialledByPeer && !existing.spoken) || (entry.direction == Direction.OUTBOUND && entry.overdue)) {
            takeOver(rivals, entry, verdicts);
        }
        return verdicts;
    }

    /** A connection that waits will not be admitted. */
    void withdraw(ConnectionEntry entry) {
        Rivals rivals = rivalsOf(entry);
        if (rivals != null && entry.state == State.WAITING) {
            rivals.remove(entry);
        }
    }

    boolean isContesting(ConnectionEntry entry) {
        Rivals rivals = rivalsOf(entry);
        ConnectionEntry existing = rivals == null ? null : rivals.current();
        return rivals != null && existing != null && rivals.isContest(existing.id, entry);
    }

    /** The connection of another identity whose slot {@code heir} has waited for has ended. */
    void free(ConnectionEntry heir, List<Verdict> verdicts) {
        Rivals rivals = rivalsOf(heir);
        if (rivals != null && rivals.waiting().contains(heir)) {
            succeed(rivals, verdicts);
        }
    }

    /** A connection is gone. */
    void ended(ConnectionEntry gone, List<Verdict> verdicts) {
        Rivals rivals = rivalsOf(gone);
        if (rivals != null) {
            if (rivals.remove(gone)) {
                succeed(rivals, verdicts);
            }
            release(Objects.requireNonNull(gone.key));
        }
    }

    /** The place of an identity is free: the next takes it, and the others have to wait for that one. */
    private void succeed(Rivals rivals, List<Verdict> verdicts) {
        ConnectionEntry next = rivals.next();
        while (rivals.current() == null && next != null) {
            if (!next.ordinary || next.slot || slots.test(next)) {
                admit(next, rivals, verdicts);
            } else {
                rivals.remove(next);
                verdicts.add(new Verdict.Refuse(next.id, CloseReason.NO_SLOT));
                next = rivals.next();
            }
        }
        ConnectionEntry admitted = rivals.current();
        if (admitted != null) {
            rivals.waiting().forEach(left -> verdicts.add(challenge(admitted, left)));
        }
    }

    private @Nullable Rivals rivalsOf(ConnectionEntry entry) {
        return entry.key == null ? null : byKey.get(entry.key);
    }
}
