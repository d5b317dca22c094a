package dev.understory.discovery;

/** Where discovery reports to. Must neither block nor throw. */
@FunctionalInterface
public interface DiscoveryEvents {
    /** Something happened. */
    void emit(DiscoveryEvent event);
}
