package dev.understory.network;

import dev.understory.engine.SimNode;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.Transport;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The transport of one simulated machine. A host name that no machine has is {@code UNRESOLVED}; an address literal that
 * no machine has is never answered. What actors of an ended life ask for is ignored.
 */
public final class SimTransport implements Transport {
    private final Host host;
    private final String local;

    SimTransport(Host host) {
        this(host, "");
    }

    /** @param local the address that dials come from; empty for the machine's own */
    private SimTransport(Host host, String local) {
        this.host = host;
        this.local = local;
    }

    /**
     * The same machine's, dialling from another address. The machine has it for that only: nobody finds it by it, so that
     * dials to it are never answered.
     */
    public SimTransport from(String address) {
        return new SimTransport(host, address);
    }

    @Override
    public void listen(Endpoint local, ActorRef<ListenEvent> replyTo) {
        if (!host.node().isUp()) {
            return;
        }
        if (!isOwn(local.host())) {
            replyTo.tell(
                    new ListenEvent.ListenFailed(local, "this machine is " + host.name() + ", not " + local.host()));
            return;
        }
        int port = local.port();
        if (port == 0) {
            port = host.nextEphemeralPort();
            while (host.listener(port) != null) {
                port = host.nextEphemeralPort();
            }
        } else if (host.listener(port) != null) {
            replyTo.tell(new ListenEvent.ListenFailed(local, "port " + port + " is in use"));
            return;
        }
        SimListener listener = new SimListener(host, port, replyTo);
        host.bind(port, listener);
        replyTo.tell(new ListenEvent.Listening(host.endpoint(port), listener));
    }

    /** The names of machines are the addresses of this network. */
    @Override
    public boolean isAddress(String name) {
        return true;
    }

    @Override
    public void lookUp(String name, Duration timeout, ActorRef<LookupEvent> replyTo) {
        if (host.node().isUp()) {
            replyTo.tell(new LookupEvent.Found(name, List.of(name), 0));
        }
    }

    @Override
    public void dial(Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        SimNode node = host.node();
        if (!node.isUp()) {
            return;
        }
        host.dials++;
        Place target = isLoopback(remote.host()) ? host.place() : host.network().find(remote);
        DialAttempt attempt = new DialAttempt(host, local, remote, target, replyTo);
        if (target == null && !isLiteral(remote.host())) {
            attempt.fail(DialEvent.Reason.UNRESOLVED, "no machine is called " + remote.host());
            return;
        }
        attempt.begin(Math.max(1, node.clock().trueDelay(timeout.toNanos())));
    }

    private boolean isOwn(String name) {
        return name.equals(host.name()) || name.equals("0.0.0.0") || name.equals("::") || isLoopback(name);
    }

    private static boolean isLoopback(String name) {
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("::1");
    }

    private static boolean isLiteral(String name) {
        return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
