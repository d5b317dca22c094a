package dev.understory.node;

import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;

/**
 * Something that a node runs: the peer-to-peer protocol is the first, and others may stand beside it. A service sees the world
 * through its {@link ServiceEnvironment} only, on real sockets and in simulations alike, and knows no other service but through a
 * port.
 *
 * <p>What it is called, measures by and listens at is asked before it starts, and a service that fails at that is refused.
 *
 * <p>Its behaviour goes on until it is told to {@link Stop}; it then ends by itself, and is stopped where it takes longer than it
 * may. If it stops or fails before, that is told ({@link dev.understory.observe.NodeEvent.ServiceEnded}) and harms nobody else: what
 * has to go on after a defect, the service supervises itself.
 */
public interface Service {
    /**
     * What it is called: a word of {@link dev.understory.store.DocumentName}, since its documents are called so too. No two services
     * of a node have the same name.
     */
    String name();

    /** What the names of everything that it counts and measures begin with. */
    default String metricsPrefix() {
        return name();
    }

    /** Where it is going to listen; no two services of a node listen at one place. Port 0 is any that is free. */
    List<Endpoint> ports();

    /** Its behaviour. Called once in the life of a node, by the actor that is its parent. */
    Behavior<Command> create(ServiceEnvironment environment);

    /** What a service hears. */
    sealed interface Command {}

    /**
     * Take on nothing new, finish within {@code deadline}, and end.
     *
     * @param deadline what is open after this time may be cut off
     */
    record Stop(Duration deadline) implements Command {}

    /** A message of the service's own: of its timers, its actors, or whoever knows it. */
    non-sealed interface Own extends Command {}
}
