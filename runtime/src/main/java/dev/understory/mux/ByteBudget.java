package dev.understory.mux;

/** A number of bytes that may be held. Whoever holds memory for a peer charges it first and releases it afterwards. */
public interface ByteBudget {
    /** Takes {@code bytes} from the budget, or takes nothing and says false if it has not that many left. */
    boolean charge(long bytes);

    /** Gives back what was charged. */
    void release(long bytes);
}
