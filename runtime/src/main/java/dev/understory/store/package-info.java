/**
 * The storage port: small, named documents that are replaced as a whole. {@link dev.understory.store.Store} is the port, {@link
 * dev.understory.store.Documents} what a service of the node gets of it, {@link dev.understory.store.StoreAnswer} what comes of a
 * request.
 *
 * <p>After any crash a document is what it was before a write or what it is after it, never a mixture and never gone. Whoever
 * asks is answered by exactly one message, also where the disk is full; nothing here blocks or throws at an actor. All adapters
 * keep the order of requests and their limits by one machine, {@link dev.understory.store.StoreQueue}. The package knows
 * neither files nor who stores what.
 */
@NullMarked
package dev.understory.store;

import org.jspecify.annotations.NullMarked;
