package dev.understory.transport.tcp;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;

/** A transport whose dials come from one address of this machine. */
record FromAddress(TcpTransport transport, InetSocketAddress local) implements Transport {
    @Override
    public void listen(Endpoint at, ActorRef<ListenEvent> replyTo) {
        transport.listen(at, replyTo);
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
        transport.dial(local, remote, timeout, replyTo);
    }
}
