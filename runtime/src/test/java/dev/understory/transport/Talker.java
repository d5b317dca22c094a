package dev.understory.transport;

import dev.understory.wire.Bytes;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Who talks to an {@link Echo}: sends so many bytes and reads as many at once, checks each of them, closes the link, and
 * reports.
 */
public final class Talker extends AbstractMatchingBehavior<LinkEvent> {
    private static final int PIECE = 30_000;

    /**
     * What came of it.
     *
     * @param sent bytes written
     * @param received bytes that came back
     * @param intact whether they were those sent
     * @param peer who the other end was
     */
    public record Report(
            long sent,
            long received,
            boolean intact,
            @Nullable LinkPeer peer,
            LinkEvent.Closed closed) {}

    /** Sends {@code total} bytes; {@code done} hears what came of it, on the link's dispatcher. */
    public static Behavior<LinkEvent> create(Link link, long total, Consumer<Report> done) {
        return Behaviors.setup(context -> new Talker(context, link, total, done));
    }

    private final Link link;
    private final long total;
    private final Consumer<Report> done;
    private long sent;
    private long received;
    private boolean intact = true;
    private boolean over;

    private Talker(ActorContext<LinkEvent> context, Link link, long total, Consumer<Report> done) {
        super(context);
        this.link = link;
        this.total = total;
        this.done = done;
        link.attach(context.getSelf(), event -> event);
        talk();
    }

    @Override
    public Behavior<LinkEvent> onMessage(LinkEvent event) {
        return switch (event) {
            case LinkEvent.Received bytes -> onReceived(bytes.bytes());
            case LinkEvent.Writable writable -> talk();
            case LinkEvent.Closed last -> {
                over = true;
                done.accept(new Report(sent, received, intact, link.peer(), last));
                yield Behaviors.stopped();
            }
        };
    }

    private Behavior<LinkEvent> talk() {
        while (sent < total && link.isWritable()) {
            byte[] piece = new byte[(int) Math.min(PIECE, total - sent)];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = byteAt(sent + i);
            }
            sent += piece.length;
            link.write(Bytes.wrap(piece));
        }
        return this;
    }

    private Behavior<LinkEvent> onReceived(Bytes bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            intact &= bytes.at(i) == byteAt(received + i);
        }
        received += bytes.size();
        link.consumed(bytes.size());
        if (received >= total) {
            link.close();
        }
        return this;
    }

    private static byte byteAt(long position) {
        return (byte) (position * 31 + (position >> 8) * 17 + (position >> 16));
    }

    @Override
    public Behavior<LinkEvent> onSignal(Signal signal) {
        if (signal instanceof PostStop && !over) {
            link.abort();
        }
        return this;
    }
}
