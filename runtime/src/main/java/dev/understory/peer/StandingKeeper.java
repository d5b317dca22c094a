package dev.understory.peer;

import dev.understory.reputation.KeptStanding;
import dev.understory.reputation.StandingDocument;
import dev.understory.store.DocumentName;
import dev.understory.store.Documents;
import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoreEvents;
import dev.understory.transport.NodeClock;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Keeps the scores and bans of a {@link PeerSetActor} in the node's store: reads them when the node starts, has them written
 * a while after they have changed, and what is left of that when the node stops. What lies there and cannot be read is set aside under
 * {@link #UNREADABLE}. Nothing is written before the document was read, so that a disk that fails at first costs nothing that
 * was kept. Ends once the last is written.
 */
final class StandingKeeper extends AbstractMatchingBehavior<StandingKeeper.Command> {
    /** Where a document lies that cannot be read; it replaces the one that lay there before. */
    static final String UNREADABLE = StandingDocument.NAME + "-unreadable";

    /** How soon a new ban is written, and how soon a score: so much is lost when the process dies. */
    static final Duration SOON = Duration.ofSeconds(1);

    static final Duration LATER = Duration.ofSeconds(10);

    /** What a request to the store was for. */
    private static final long USUAL = 0;

    private static final long ASIDE = 1;
    private static final long LAST = 2;

    /** What it hears. */
    sealed interface Command {}

    /** The store has answered. */
    private record Answered(StoreAnswer answer) implements Command {}

    /** Something has changed; {@code isBan} if somebody is banned or no longer. */
    record Changed(boolean isBan) implements Command {}

    /** It is time to write, or to read again. */
    private record Due() implements Command {}

    /** What is to be written. */
    record Keep(KeptStanding kept) implements Command {}

    /** The same, and nothing comes after it. */
    record KeepLast(KeptStanding kept) implements Command {}

    static Behavior<Command> create(
            Documents documents, NodeClock clock, StoreEvents events, ActorRef<PeerSetActor.Command> peers) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new StandingKeeper(context, timers, documents, clock, events, peers)));
    }

    private final TimerScheduler<Command> timers;
    private final Documents documents;
    private final NodeClock clock;
    private final StoreEvents events;
    private final ActorRef<PeerSetActor.Command> peers;
    private final ActorRef<StoreAnswer> answers;
    private boolean reading = true;
    private boolean read;
    private boolean unsaved;
    /** Whether a write is due soon, which a change of scores puts off no longer. */
    private boolean soon;

    private StandingKeeper(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Documents documents,
            NodeClock clock,
            StoreEvents events,
            ActorRef<PeerSetActor.Command> peers) {
        super(context);
        this.timers = timers;
        this.documents = documents;
        this.clock = clock;
        this.events = events;
        this.peers = peers;
        this.answers = context.messageAdapter(StoreAnswer.class, Answered::new);
        documents.read(StandingDocument.NAME, USUAL, answers);
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Answered(StoreAnswer.Read answer) -> onRead(answer);
            case Answered(StoreAnswer answer) -> onWritten(answer);
            case Changed changed -> onChanged(changed.isBan());
            case Due due -> onDue();
            case Keep keep -> onKeep(keep.kept(), USUAL);
            case KeepLast keep -> onKeepLast(keep.kept());
        };
    }

    private Behavior<Command> onRead(StoreAnswer.Read answer) {
        reading = false;
        switch (answer) {
            case StoreAnswer.Found found -> onFound(found.content());
            // The store has told of the damage itself.
            case StoreAnswer.Missing missing -> read = true;
            case StoreAnswer.Damaged damaged -> read = true;
            case StoreAnswer.Failed failed -> timers.startSingleTimer(new Due(), LATER);
        }
        return this;
    }

    private Behavior<Command> onWritten(StoreAnswer answer) {
        if (answer.token() == LAST) {
            return Behaviors.stopped();
        }
        // Where the old one cannot be set aside, it is on the disk no longer once a new one is written: that is told by
        // the store.
        if (answer instanceof StoreAnswer.Failed && answer.token() == USUAL) {
            onChanged(false);
        }
        return this;
    }

    private void onFound(Bytes content) {
        read = true;
        switch (StandingDocument.decode(content)) {
            case StandingDocument.Reading.Found(KeptStanding kept, long written) -> {
                long passed = Math.max(0, clock.timeOfDayMillis() - written);
                peers.tell(new PeerSetActor.Restored(kept.after(TimeUnit.MILLISECONDS.toNanos(passed))));
            }
            case StandingDocument.Reading.Unreadable(String reason) -> {
                documents.write(UNREADABLE, content, ASIDE, answers);
                DocumentName name = documents.nameOf(StandingDocument.NAME);
                String aside = documents.nameOf(UNREADABLE).toString();
                events.emit(new StoreEvent.DocumentDamaged(name, reason, aside));
            }
        }
    }

    private Behavior<Command> onChanged(boolean isBan) {
        unsaved = true;
        if (!timers.isTimerActive(new Due()) || (isBan && !soon)) {
            soon = isBan;
            timers.startSingleTimer(new Due(), isBan ? SOON : LATER);
        }
        return this;
    }

    private Behavior<Command> onDue() {
        soon = false;
        if (read) {
            peers.tell(new PeerSetActor.StandingWanted());
        } else if (!reading) {
            reading = true;
            documents.read(StandingDocument.NAME, USUAL, answers);
        }
        return this;
    }

    private Behavior<Command> onKeep(KeptStanding kept, long token) {
        unsaved = false;
        Bytes document = StandingDocument.encode(kept, clock.timeOfDayMillis());
        documents.write(StandingDocument.NAME, document, token, answers);
        return this;
    }

    private Behavior<Command> onKeepLast(KeptStanding kept) {
        if (!read || !unsaved) {
            return Behaviors.stopped();
        }
        return onKeep(kept, LAST);
    }
}
