import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Every node draws a number; all agree on the highest: it tells its peers what it knows when it changes, and every {@code repeat} ms. */
public final class Highest implements Application {
    private enum Tick implements ApplicationEvent.Own { NOW }

    private final Duration repeat;

    public Highest(Map<String, String> settings) {
        repeat = Duration.ofMillis(Long.parseLong(settings.getOrDefault("repeat", "1000")));
    }

    @Override
    public Behavior<ApplicationEvent> create(Node node) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.NOW, repeat);
            return knowing(node, node.random("number").nextLong() >>> 1);
        });
    }

    private static Behavior<ApplicationEvent> knowing(Node node, long highest) {
        Bytes message = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(highest).array());
        return Behaviors.receiveMessage(event -> {
            switch (event) {
                case ApplicationEvent.PeerAdmitted admitted -> node.send(admitted.peer().id(), Topic.TX, message);
                case ApplicationEvent.Delivered delivered when number(delivered.payload()) > highest -> {
                    node.broadcast(Topic.TX, delivered.payload(), peer -> !peer.id().equals(delivered.sender()));
                    return knowing(node, number(delivered.payload()));
                }
                case Tick tick -> node.broadcast(Topic.TX, message);
                default -> { }
            }
            return Behaviors.same();
        });
    }

    private static long number(Bytes bytes) {
        return ByteBuffer.wrap(bytes.toArray()).getLong();
    }
}
