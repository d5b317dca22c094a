package dev.understory.dissemination;

import dev.understory.mux.Topic;

/** Where gossip is counted. Called on whatever thread it happens; must neither block nor throw. */
public interface GossipEvents {
    /** Counts so many more; no object is made for it. */
    void gossiped(Topic topic, GossipCount what, long amount);
}
