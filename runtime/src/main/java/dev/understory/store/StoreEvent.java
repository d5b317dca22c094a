package dev.understory.store;

/** What an operator may want to know of a store. */
public sealed interface StoreEvent {
    /** A document, or what was in the way of writing it, turned out to be something else and was set aside; the node goes on without it. */
    record DocumentDamaged(DocumentName name, String reason, String setAside) implements StoreEvent {}

    /** The disk did not do what it was asked for. Requests beyond the limits of a store are no such failure. */
    record DiskFailed(DocumentName name, StoreProblem problem, String detail) implements StoreEvent {}

    /** An earlier process has died in the middle of so many writes; what they had begun was removed. */
    record LeftoversRemoved(int count) implements StoreEvent {}
}
