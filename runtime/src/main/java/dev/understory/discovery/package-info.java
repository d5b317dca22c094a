/**
 * How a node finds peers that nobody told it of at its start. {@link dev.understory.discovery.DiscoveryActor} reads the book of
 * addresses from the node's store, hears of peers and of the two topics of the peer exchange as a consumer like any other, and
 * carries all of it to a machine, {@link dev.understory.discovery.Discovery}, whose parts decide: what peers are asked and
 * answered ({@link dev.understory.discovery.PeerExchange}), whom to dial for one more peer or as a feeler ({@link
 * dev.understory.discovery.DialPolicy}), and what of the book to look at again ({@link dev.understory.discovery.ChurnCrawler}).
 *
 * <p>What others tell is believed once we have dialled it. Nothing here opens a connection: the peer set dials, and judges each
 * address and peer as any other. Asking too often, answering late and telling of what is gone are nobody's offence.
 */
@NullMarked
package dev.understory.discovery;

import org.jspecify.annotations.NullMarked;
