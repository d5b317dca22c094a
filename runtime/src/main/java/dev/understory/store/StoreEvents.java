package dev.understory.store;

/** Where stores report to. Called on whatever thread something happens; must neither block nor throw. */
@FunctionalInterface
public interface StoreEvents {
    /** Hears nothing. */
    StoreEvents NONE = event -> {};

    /** Something happened. */
    void emit(StoreEvent event);
}
