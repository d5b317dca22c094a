package dev.understory.wire;

/** What a peer says of its capabilities in step 3 of the handshake (wire.md, section 12.1). */
public sealed interface Offer {
    /** Nothing, as a Canopy node. */
    record None() implements Offer {}

    /** These. */
    record Made(Capabilities capabilities) implements Offer {}

    /** Something that no node of this project sends. */
    record Unreadable(String why) implements Offer {}
}
