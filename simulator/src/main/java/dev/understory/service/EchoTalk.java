package dev.understory.service;

import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One link to an {@link EchoService}: sends, reads as much at once, compares each byte, says what came of it once, and closes. */
final class EchoTalk extends AbstractMatchingBehavior<LinkEvent> {
    private static final int PIECE = 32 * 1024;

    /**
     * Sends {@code size} bytes, a pattern that begins with {@code first}.
     *
     * @param done hears whether all came back as it was sent; on the link's dispatcher
     */
    static Behavior<LinkEvent> create(Link link, int first, int size, Consumer<Boolean> done) {
        return Behaviors.setup(context -> new EchoTalk(context, link, first, size, done));
    }

    private final Link link;
    private final int first;
    private final int size;
    private final Consumer<Boolean> done;
    private int sent;
    private int received;
    private boolean told;
    private boolean over;

    private EchoTalk(ActorContext<LinkEvent> context, Link link, int first, int size, Consumer<Boolean> done) {
        super(context);
        this.link = link;
        this.first = first;
        this.size = size;
        this.done = done;
        link.attach(context.getSelf(), event -> event);
        send();
    }

    @Override
    public Behavior<LinkEvent> onMessage(LinkEvent event) {
        return switch (event) {
            case LinkEvent.Received bytes -> onReceived(bytes.bytes());
            case LinkEvent.Writable writable -> send();
            case LinkEvent.Closed last -> {
                over = true;
                tell(false);
                yield Behaviors.stopped();
            }
        };
    }

    private Behavior<LinkEvent> send() {
        while (sent < size && link.isWritable()) {
            byte[] piece = new byte[Math.min(PIECE, size - sent)];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = byteAt(sent + i);
            }
            sent += piece.length;
            link.write(Bytes.wrap(piece));
        }
        return this;
    }

    private Behavior<LinkEvent> onReceived(Bytes bytes) {
        boolean intact = bytes.size() <= size - received;
        for (int i = 0; i < bytes.size() && intact; i++) {
            intact = bytes.at(i) == byteAt(received + i);
        }
        received += bytes.size();
        link.consumed(bytes.size());
        if (!intact) {
            tell(false);
            link.abort();
        } else if (received == size) {
            tell(true);
            link.close();
        }
        return this;
    }

    private void tell(boolean allCameBack) {
        if (!told) {
            told = true;
            done.accept(allCameBack);
        }
    }

    private byte byteAt(int position) {
        return (byte) (first + position * 31 + (position >> 8) * 17);
    }

    @Override
    public Behavior<LinkEvent> onSignal(Signal signal) {
        if (signal instanceof PostStop && !over) {
            link.abort();
        }
        return this;
    }
}
