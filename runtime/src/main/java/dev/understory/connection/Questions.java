package dev.understory.connection;

import dev.understory.admission.Challenges;
import dev.understory.session.Session;
import org.jspecify.annotations.Nullable;

/** What newcomers ask about a connection, and the answers to the peer set: {@link Challenges}, there while somebody asks. */
final class Questions {
    private @Nullable Challenges open;

    void heard() {
        if (open != null) {
            open.heard();
        }
    }

    void tick(long now) {
        if (open != null) {
            open.tick(now);
        }
    }

    void reading(boolean isReading, long now) {
        if (open != null) {
            open.reading(isReading, now);
        }
    }

    void ask(ConnectionActor.Challenge challenge, boolean isReading, long now) {
        if (open == null) {
            open = new Challenges(isReading);
        }
        open.ask(challenge.newcomer(), challenge.patient(), now);
    }

    /** Answers who can be answered about connection {@code id}; returns when the others have to be. */
    long answer(ConnectionEnvironment environment, long id) {
        if (open == null) {
            return Session.NO_DEADLINE;
        }
        for (Challenges.Answer answer : open.takeAnswers()) {
            environment.admission().tell(new ConnectionReport.Stood(id, answer.newcomer(), answer.alive()));
        }
        long next = open.nextDeadlineNanos();
        open = open.isEmpty() ? null : open;
        return next;
    }
}
