package dev.understory.peer;

import dev.understory.store.Documents;
import dev.understory.store.StoreEvents;

/**
 * Where a node keeps the scores and bans of its peers.
 *
 * @param documents outlive the node
 * @param events hears of a document that cannot be read
 */
public record StandingStore(Documents documents, StoreEvents events) {}
