package dev.understory.transport;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.typed.ActorRef;

/** A transport that does nothing: a test answers by hand. */
public final class HandTransport implements Transport {
    public final BlockingQueue<ActorRef<ListenEvent>> listens = new LinkedBlockingQueue<>();
    public final BlockingQueue<ActorRef<DialEvent>> dials = new LinkedBlockingQueue<>();

    @Override
    public void listen(Endpoint local, ActorRef<ListenEvent> replyTo) {
        listens.add(replyTo);
    }

    @Override
    public boolean isAddress(String host) {
        return true;
    }

    @Override
    public void lookUp(String host, Duration timeout, ActorRef<LookupEvent> replyTo) {
        throw new AssertionError("all hosts are addresses, so nothing is looked up: " + host);
    }

    @Override
    public void dial(Endpoint remote, Duration timeout, ActorRef<DialEvent> replyTo) {
        dials.add(replyTo);
    }
}
