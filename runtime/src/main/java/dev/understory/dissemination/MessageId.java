package dev.understory.dissemination;

/** What a message is known again by on this node: a keyed digest of 128 bits, see {@link MessageIds}. */
public record MessageId(long high, long low) {}
