package dev.understory.run.tcp;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The transport of one node of a testbed, in front of the real one. Dialled links are delayed in both directions, so
 * accepted ones need no delay. Knows the node's links and listeners, so that it can be crashed.
 */
final class DelayedTransport implements Transport {
    private static final AtomicLong NAMES = new AtomicLong();

    private final Transport transport;
    private final ActorSystem<?> system;
    private final PathDelays paths;
    private final int self;
    private final Map<Endpoint, Integer> nodes;
    private final Map<Link, Boolean> links = new ConcurrentHashMap<>();
    private final Map<ListenEvent.Listener, Boolean> listeners = new ConcurrentHashMap<>();
    private volatile boolean crashed;

    /** {@code nodes} says who listens where. */
    DelayedTransport(
            Transport transport, ActorSystem<?> system, PathDelays paths, int self, Map<Endpoint, Integer> nodes) {
        this.transport = transport;
        this.system = system;
        this.paths = paths;
        this.self = self;
        this.nodes = nodes;
    }

    @Override
    public void listen(Endpoint local, ActorRef<ListenEvent> replyTo) {
        transport.listen(local, spawn(listening(replyTo), "listen"));
    }

    @Override
    public boolean isAddress(String host) {
        return transport.isAddress(host);
    }

    @Override
    public void lookUp(String host, Duration timeout, ActorRef<LookupEvent> replyTo) {
        transport.lookUp(host, timeout, replyTo);
    }

    @Override
    public void dial(Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        Integer target = nodes.get(remote);
        if (target == null) {
            transport.dial(remote, timeout, replyTo);
            return;
        }
        long way = paths.connectNanos(self, target);
        boolean isCut = paths.isCut(self, target) || paths.isCut(target, self);
        if (crashed || isCut || way >= timeout.toNanos()) {
            DialEvent answer = new DialEvent.DialFailed(remote, DialEvent.Reason.TIMEOUT, "no answer from " + remote);
            later(timeout.toNanos(), () -> replyTo.tell(answer));
            return;
        }
        later(way, () -> transport.dial(remote, timeout.minusNanos(way), spawn(dialling(target, replyTo), "dial")));
    }

    /** The node is gone: its listeners are closed and its links reset. */
    void crash() {
        crashed = true;
        listeners.keySet().forEach(ListenEvent.Listener::close);
        links.keySet().forEach(this::reset);
    }

    private Behavior<DialEvent> dialling(int target, ActorRef<DialEvent> replyTo) {
        return Behaviors.receiveMessage(event -> {
            switch (event) {
                case DialEvent.Opened opened -> {
                    know(opened.link());
                    DialEvent delayed =
                            new DialEvent.Opened(new DelayedLink(opened.link(), system, paths, self, target));
                    later(paths.baseNanos(target, self), () -> replyTo.tell(delayed));
                }
                case DialEvent.DialFailed failed -> replyTo.tell(failed);
            }
            return Behaviors.stopped();
        });
    }

    private Behavior<ListenEvent> listening(ActorRef<ListenEvent> replyTo) {
        return Behaviors.receiveMessage(event -> {
            switch (event) {
                case ListenEvent.Listening listening -> {
                    listeners.put(listening.listener(), true);
                    if (crashed) {
                        listening.listener().close();
                    }
                }
                case ListenEvent.Accepted accepted -> know(accepted.link());
                case ListenEvent.ListenFailed failed -> {}
                case ListenEvent.Shed shed -> {}
            }
            replyTo.tell(event);
            return Behaviors.same();
        });
    }

    private void know(Link link) {
        links.put(link, true);
        if (crashed) {
            reset(link);
        }
    }

    private void reset(Link link) {
        system.dispatchers().lookup(link.dispatcher()).execute(link::abort);
    }

    private void later(long nanos, Runnable what) {
        system.scheduler().scheduleOnce(Duration.ofNanos(Math.max(0, nanos)), what, system.executionContext());
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        return system.systemActorOf(behavior, "delayed-" + name + "-" + NAMES.incrementAndGet(), Props.empty());
    }
}
