package dev.understory.transport.tls;

import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Writes to an echo, and reads nothing before it cannot write any more for some time; then it reads all. */
final class SlowReader {
    /** What it hears: the link, and every so often that time has passed. */
    sealed interface Message {}

    record Heard(LinkEvent event) implements Message {}

    record Tick() implements Message {}

    private static final int PIECE = 10_000;
    private static final int IDLE_TICKS = 20;

    final BlockingQueue<Long> stuck = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> done = new LinkedBlockingQueue<>();
    private final long total;
    private long sent;
    private long received;
    private long withheld;
    private boolean reading;
    private int idle;

    SlowReader(long total) {
        this.total = total;
    }

    Behavior<LinkEvent> create(Link link) {
        Behavior<Message> all = Behaviors.setup(context -> {
            link.attach(context.getSelf(), Heard::new);
            tick(context);
            return Behaviors.receiveMessage(message -> {
                switch (message) {
                    case Heard heard -> onHeard(link, heard.event());
                    case Tick tick -> onTick(link, context);
                }
                return Behaviors.same();
            });
        });
        return all.unsafeCast();
    }

    private static void tick(ActorContext<Message> context) {
        context.scheduleOnce(Duration.ofMillis(10), context.getSelf(), new Tick());
    }

    private void onTick(Link link, ActorContext<Message> context) {
        long before = sent;
        while (sent < total && link.isWritable()) {
            link.write(Bytes.wrap(new byte[PIECE]));
            sent += PIECE;
        }
        idle = sent == before ? idle + 1 : 0;
        if (!reading && idle > IDLE_TICKS) {
            reading = true;
            stuck.add(sent);
            link.consumed((int) withheld);
        }
        tick(context);
    }

    private void onHeard(Link link, LinkEvent event) {
        if (event instanceof LinkEvent.Received bytes) {
            received += bytes.bytes().size();
            if (reading) {
                link.consumed(bytes.bytes().size());
            } else {
                withheld += bytes.bytes().size();
            }
            if (received == total) {
                done.add(received);
                link.close();
            }
        }
    }
}
