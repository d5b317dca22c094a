package dev.understory.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.connection.ConnectionActor.Command;
import dev.understory.connection.ConnectionActor.Signal;
import dev.understory.node.World;
import dev.understory.session.Session;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the timer fires, in virtual time. */
class ConnectionTimerTest {
    private static final long MILLI = 1_000_000;

    private final World world = new World();
    private int ticks;
    /** What FLUSH sets the timer to, in order; its clock stands still. */
    private long[] deadlines = {};
    /** What the next TICK sets it to. */
    private long afterTheNextTick = Session.NO_DEADLINE;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void itIsMovedToAnEarlierDeadlineAndToOneThatIsFarBehindIt() {
        ActorRef<Command> actor = world.spawn(Behaviors.setup(this::owner));
        set(actor, 3_000 * MILLI, 1_000 * MILLI);
        world.run(Duration.ofMillis(1_001));
        assertThat(ticks).as("the earlier one").isEqualTo(1);

        set(actor, 1_000 * MILLI, 2_000 * MILLI);
        world.run(Duration.ofMillis(1_999));
        assertThat(ticks).as("the later one").isEqualTo(1);
        world.run(Duration.ofMillis(2));
        assertThat(ticks).isEqualTo(2);
    }

    @Test
    void itFiresForNothingRatherThanBeMovedByLittleOrForGood() {
        ActorRef<Command> actor = world.spawn(Behaviors.setup(this::owner));
        set(actor, 1_000 * MILLI, 1_400 * MILLI, Session.NO_DEADLINE);
        world.run(Duration.ofMillis(1_001));
        assertThat(ticks).isEqualTo(1);
        world.run(Duration.ofHours(1));
        assertThat(ticks).as("and once").isEqualTo(1);
    }

    @Test
    void aTickThatWasInTheMailboxWhenItWasSetAnewLeavesNoSecondTimer() {
        afterTheNextTick = 3_000 * MILLI;
        ActorRef<Command> actor = world.spawn(Behaviors.setup(this::owner));
        set(actor, 5_000 * MILLI);
        actor.tell(Signal.RECLAIM);
        world.run(Duration.ofHours(1));
        assertThat(ticks)
                .as("the one in the mailbox, and the one that was set then")
                .isEqualTo(2);
    }

    private void set(ActorRef<Command> actor, long... nanos) {
        deadlines = nanos;
        actor.tell(Signal.FLUSH);
    }

    private Behavior<Command> owner(ActorContext<Command> context) {
        ConnectionTimer timer = new ConnectionTimer(context);
        return Behaviors.receiveMessage(message -> {
            switch ((Signal) message) {
                case FLUSH -> {
                    for (long deadline : deadlines) {
                        timer.set(deadline, () -> 0);
                    }
                }
                case RECLAIM -> {
                    context.getSelf().tell(Signal.TICK);
                    timer.set(1_000 * MILLI, () -> 0);
                }
                case TICK -> {
                    ticks++;
                    timer.cancel();
                    timer.set(afterTheNextTick, () -> 0);
                    afterTheNextTick = Session.NO_DEADLINE;
                }
            }
            return Behaviors.same();
        });
    }
}
