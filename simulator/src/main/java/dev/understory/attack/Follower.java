package dev.understory.attack;

import dev.understory.engine.SimNode;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.ListenEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The actor of an attacker, and his wire once he has one. */
final class Follower implements Wire {
    private final SimNode machine;
    private final Attacker attacker;
    private final List<Link> links = new ArrayList<>(1);
    private final List<ActorContext<Object>> context = new ArrayList<>(1);
    private long written;
    private boolean deaf;

    Follower(SimNode machine, int number, Script script) {
        this.machine = machine;
        this.attacker = new Attacker(number, script, this);
    }

    Attacker attacker() {
        return attacker;
    }

    SimNode machine() {
        return machine;
    }

    /** Reads nothing from now on. */
    void deafen() {
        deaf = true;
    }

    Behavior<Object> behavior() {
        return Behaviors.setup(own -> {
            context.add(own);
            return Behaviors.receiveMessage(message -> {
                on(message);
                // His stream is over, and nothing that he had in mind for later comes of it.
                return message instanceof LinkEvent.Closed ? Behaviors.stopped() : Behaviors.same();
            });
        });
    }

    private void on(Object message) {
        switch (message) {
            case DialEvent.Opened opened -> attach(opened.link());
            case ListenEvent.Accepted accepted -> attach(accepted.link());
            case LinkEvent.Received received -> {
                if (!deaf) {
                    links.getFirst().consumed(received.bytes().size());
                    attacker.hears(received.bytes().toArray());
                }
            }
            case LinkEvent.Closed closed -> attacker.ends();
            case Runnable act -> act.run();
            default -> {}
        }
    }

    private void attach(Link link) {
        links.add(link);
        link.attach(context.getFirst().getSelf(), event -> event);
        attacker.hears(new byte[0]);
    }

    @Override
    public void write(byte[] bytes) {
        written += bytes.length;
        links.getFirst().write(Bytes.wrap(bytes.clone()));
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public void finish() {
        links.getFirst().close();
    }

    @Override
    public void reset() {
        links.forEach(Link::abort);
    }

    @Override
    public void later(Duration delay, Runnable act) {
        context.getFirst().scheduleOnce(delay, context.getFirst().getSelf(), act);
    }
}
