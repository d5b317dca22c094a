package dev.understory.node.embed;

/**
 * What became of the messages that a node's sink took, when the sink is done with all of them.
 *
 * @param accepted how often a message went into a peer's queue
 * @param refused how often one did not: the peer was not there or went away, the message was too large, or, for messages
 *     to all, the peer's queue was full
 */
public record SinkResult(long accepted, long refused) {}
