package dev.understory.transport.tls;

import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.Talker;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Sends one line and expects it back in reverse, as OpenSSL's server does it. */
final class OneLine {
    private OneLine() {}

    static Behavior<LinkEvent> create(Link link, String line, Consumer<Talker.Report> done) {
        return Behaviors.setup(context -> {
            StringBuilder answer = new StringBuilder();
            link.attach(context.getSelf(), event -> event);
            link.write(Bytes.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            return Behaviors.receiveMessage(event -> {
                if (event instanceof LinkEvent.Received received) {
                    answer.append(new String(received.bytes().toArray(), StandardCharsets.US_ASCII));
                    link.consumed(received.bytes().size());
                    if (answer.length() >= line.length()) {
                        link.close();
                    }
                } else if (event instanceof LinkEvent.Closed closed) {
                    String expected = new StringBuilder(line.strip())
                            .reverse()
                            .append('\n')
                            .toString();
                    boolean intact = answer.toString().equals(expected);
                    done.accept(new Talker.Report(line.length(), answer.length(), intact, link.peer(), closed));
                    return Behaviors.stopped();
                }
                return Behaviors.same();
            });
        });
    }
}
