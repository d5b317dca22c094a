package dev.understory.application;

import org.apache.pekko.actor.typed.Behavior;

/**
 * A protocol on top of the peer-to-peer node: written once, run on real nodes and in simulations. An implementation
 * that a scenario names by its class has a public constructor without parameters, or one that takes {@code Map<String,
 * String>} (the scenario's {@code settings}).
 */
@FunctionalInterface
public interface Application {
    /**
     * The behaviour of this application on one node. Called once per start of the node; state lives in the behaviour.
     * Timers come from {@code Behaviors.withTimers}, and a message of one's own implements {@link ApplicationEvent.Own}.
     */
    Behavior<ApplicationEvent> create(Node node);
}
