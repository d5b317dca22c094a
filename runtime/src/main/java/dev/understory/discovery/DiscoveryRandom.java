package dev.understory.discovery;

import dev.understory.crypto.RandomStream;
import dev.understory.peerbook.DialBackoff;
import java.util.function.Supplier;

/**
 * The random streams of discovery.
 *
 * @param exchange whom to ask, and when
 * @param dials whom to dial, and when
 * @param backoffs makes the back-off of an address
 */
record DiscoveryRandom(RandomStream exchange, RandomStream dials, Supplier<DialBackoff> backoffs) {}
