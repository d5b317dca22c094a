package dev.understory.attack;

import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** One link of an attacker: the {@link Wire} that its {@link Attacker} holds. What it hears is taken at once. */
final class AttackLink extends AbstractMatchingBehavior<AttackLink.Command> implements Wire {
    /** What it hears. */
    sealed interface Command {}

    private record Heard(LinkEvent event) implements Command {}

    private record Act(int number, Runnable act) implements Command {}

    /** End it, without ceremony. */
    record Leave() implements Command {}

    private final Link link;
    private final TimerScheduler<Command> timers;
    private final LinkTally tally;
    private final Runnable signed;
    private final Runnable gone;
    private final Attacker attacker;
    private int acts;
    private boolean left;
    private boolean over;

    /**
     * A link that was opened.
     *
     * @param holdNanos after which it is left; zero means at once
     * @param opened hears of the actor
     * @param signed hears of each signature
     * @param gone hears that the link is over
     */
    static Behavior<Command> create(
            Link link,
            Function<Wire, Attacker> attacker,
            LinkTally tally,
            Optional<Long> holdNanos,
            Consumer<ActorRef<Command>> opened,
            Runnable signed,
            Runnable gone) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            AttackLink made = new AttackLink(context, timers, link, attacker, tally, signed, gone);
            opened.accept(context.getSelf());
            made.begin(context, holdNanos);
            return made;
        }));
    }

    private AttackLink(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Link link,
            Function<Wire, Attacker> attacker,
            LinkTally tally,
            Runnable signed,
            Runnable gone) {
        super(context);
        this.link = link;
        this.timers = timers;
        this.tally = tally;
        this.signed = signed;
        this.gone = gone;
        this.attacker = attacker.apply(this);
    }

    private void begin(ActorContext<Command> context, Optional<Long> holdNanos) {
        tally.opened().add(1);
        link.attach(context.getSelf(), Heard::new);
        holdNanos.ifPresent(
                nanos -> timers.startSingleTimer(new Leave(), new Leave(), Duration.ofNanos(Math.max(1, nanos))));
        attacker.hears(new byte[0]);
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
        switch (command) {
            case Heard(LinkEvent.Received received) -> {
                link.consumed(received.bytes().size());
                attacker.hears(received.bytes().toArray());
            }
            case Heard(LinkEvent.Writable again) -> {}
            case Heard(LinkEvent.Closed closed) -> {
                return closed();
            }
            case Act act -> act.act().run();
            case Leave leave -> reset();
        }
        return this;
    }

    private Behavior<Command> closed() {
        over = true;
        attacker.ends();
        if (!left) {
            tally.cut().add(1);
        }
        gone.run();
        return Behaviors.stopped();
    }

    @Override
    public Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop && !over) {
            link.abort();
        }
        return this;
    }

    @Override
    public void write(byte[] bytes) {
        tally.bytes().add(bytes.length);
        link.write(Bytes.wrap(bytes));
    }

    @Override
    public void finish() {
        left = true;
        link.close();
    }

    @Override
    public void reset() {
        left = true;
        link.abort();
    }

    @Override
    public boolean isWritable() {
        return link.isWritable();
    }

    @Override
    public void signed() {
        signed.run();
    }

    @Override
    public void later(Duration delay, Runnable act) {
        Act due = new Act(acts++, act);
        timers.startSingleTimer(due, due, delay);
    }
}
