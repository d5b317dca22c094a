package dev.understory.dissemination;

/** What a message is to the node that it comes to. */
public sealed interface Sight {
    /** It is new, and waits for its verdict, which is given with this token. */
    record First(long token) implements Sight {}

    /** It was here before. */
    record Again() implements Sight {}

    /**
     * It is new, and too many wait already, all in all or of its sender's. It is not remembered: a copy of another peer's may
     * be the first.
     */
    record NoRoom() implements Sight {}
}
