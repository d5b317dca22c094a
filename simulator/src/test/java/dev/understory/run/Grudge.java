package dev.understory.run;

import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.application.Node;
import dev.understory.reputation.Offence;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Finds fault with the first peer of its first life, once three are there, and writes down who comes. */
public final class Grudge implements Application {
    static final List<String> LOG = new CopyOnWriteArrayList<>();

    /** As a scenario makes it. */
    public Grudge(Map<String, String> settings) {}

    @Override
    public Behavior<ApplicationEvent> create(Node node) {
        LOG.add("started");
        return Behaviors.receiveMessage(event -> {
            if (event instanceof ApplicationEvent.PeerAdmitted(var peer)) {
                LOG.add("met " + peer.id());
                if (LOG.stream().filter("started"::equals).count() == 1
                        && node.peers().size() == 3) {
                    for (int i = 0; i < 10; i++) {
                        node.report(node.peers().iterator().next().id(), Offence.INVALID_BLOCK);
                    }
                }
            } else if (event instanceof ApplicationEvent.PeerLost(var peer, var reason)) {
                LOG.add("lost " + peer + " " + reason);
            }
            return Behaviors.same();
        });
    }
}
