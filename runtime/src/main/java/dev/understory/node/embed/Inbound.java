package dev.understory.node.embed;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;

/** A whole message from an admitted peer, as a node's stream of a topic has it. */
public record Inbound(PublicKey sender, Topic topic, Bytes payload) {}
