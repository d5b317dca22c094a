package dev.understory.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Newcomers of the same identity that ask whether a connection still lives, and what they are told. A machine; belongs to
 * the connection.
 *
 * <pre>
 * a newcomer that the peer has dialled: we decide   alive   as soon as something is heard
 *                                                   silent  nothing was heard for {@link #PROOF}
 * one that we have dialled: the peer decides,       alive   something was heard, and {@link #PATIENCE} has passed
 * which may take it a round trip and PROOF          silent  nothing was heard for PATIENCE; alive may follow
 * </pre>
 *
 * <p>While the connection is not read nothing can be heard of it: the times run from when it is read again.
 */
public final class Challenges {
    /** How long a connection may be silent that is asked whether it lives. A peer that lives answers a ping. */
    static final Duration PROOF = Duration.ofSeconds(1);

    /** How long the peer has to choose among connections that it has accepted; less than it waits to hear from us. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long NEVER = Long.MAX_VALUE;

    /** What a newcomer is told. */
    public record Answer(long newcomer, boolean alive) {}

    private static final class Open {
        final long newcomer;
        final boolean patient;
        long deadline;
        boolean heard;

        Open(long newcomer, boolean patient, long deadline) {
            this.newcomer = newcomer;
            this.patient = patient;
            this.deadline = deadline;
        }
    }

    private final List<Open> open = new ArrayList<>(1);
    private final List<Answer> answers = new ArrayList<>(1);
    private boolean reading;

    /** No newcomer asks yet; {@code reading} says whether the connection is being read. */
    public Challenges(boolean reading) {
        this.reading = reading;
    }

    /** The connection is read, or not, from now on. */
    public void reading(boolean is, long now) {
        reading = is;
        for (Open question : open) {
            question.deadline = is && question.deadline != NEVER ? now + time(question.patient) : question.deadline;
        }
    }

    /** A newcomer asks. Of more than {@link DuplicateRule#MAX_WAITING} the oldest is told at once that this one stays. */
    public void ask(long newcomer, boolean patient, long now) {
        if (open.size() >= DuplicateRule.MAX_WAITING) {
            answers.add(new Answer(open.remove(0).newcomer, true));
        }
        open.add(new Open(newcomer, patient, now + time(patient)));
    }

    private static long time(boolean patient) {
        return (patient ? PATIENCE : PROOF).toNanos();
    }

    /** Something was heard of the peer. */
    public void heard() {
        for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
            Open question = each.next();
            question.heard = true;
            if (!question.patient || question.deadline == NEVER) {
                each.remove();
                answers.add(new Answer(question.newcomer, true));
            }
        }
    }

    /** Time passed. */
    public void tick(long now) {
        for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
            Open question = each.next();
            if (reading && question.deadline != NEVER && now - question.deadline >= 0) {
                answers.add(new Answer(question.newcomer, question.heard));
                if (question.heard || !question.patient) {
                    each.remove();
                } else {
                    question.deadline = NEVER;
                }
            }
        }
    }

    /** When {@link #tick} has something to do, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNanos() {
        long next = NEVER;
        for (Open question : reading ? open : List.<Open>of()) {
            next = Math.min(next, question.deadline);
        }
        return next;
    }

    /** The answers since the last call. */
    public List<Answer> takeAnswers() {
        if (answers.isEmpty()) {
            return List.of();
        }
        List<Answer> taken = new ArrayList<>(answers);
        answers.clear();
        return taken;
    }

    public boolean isEmpty() {
        return open.isEmpty() && answers.isEmpty();
    }
}
