package dev.understory.dissemination;

import dev.understory.mux.Topic;

/** Where gossip is counted. Called on whatever thread it happens; must neither block nor throw. */
public interface GossipEvents {
    /** Counts so many more; no object is made for it. */
    void gossiped(Topic topic, GossipCount what, long amount);

    /** So many bytes more wait for their verdict, or fewer if that is negative; with what each message takes beside its own. */
    default void waiting(long change) {}
}
