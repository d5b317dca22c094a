package dev.understory.discovery;

import dev.understory.identity.PeerAddress;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.time.Duration;
import java.util.List;

/**
 * How a node finds peers.
 *
 * @param enabled whether it does; otherwise it has those that it is told of and those that find it
 * @param isPublic whether only addresses count that everybody on the Internet can reach
 * @param seeds whom to ask for others when nobody else is known
 * @param save how often the book is stored, if it has changed
 */
public record DiscoverySettings(
        boolean enabled,
        boolean isPublic,
        List<PeerAddress> seeds,
        Duration save,
        Exchange exchange,
        Dialling dialling,
        Crawl crawl) {
    /** What a node uses unless told otherwise. */
    public static final DiscoverySettings DEFAULT = new DiscoverySettings(
            true, true, List.of(), Duration.ofMinutes(5), Exchange.DEFAULT, Dialling.DEFAULT, Crawl.DEFAULT);

    /** Finds nobody. */
    public static final DiscoverySettings DISABLED = DEFAULT.withEnabled(false);

    /**
     * How peers are asked, and answered (wire.md, section 4.7).
     *
     * @param interval how often one of the peers is asked
     * @param jitter share by which that is spread, upwards only: a Canopy node is silent about what comes too close
     * @param entries of an answer, ours and theirs; a Canopy node takes one
     * @param severalEntries the same with a peer that has {@link dev.understory.wire.Capability#SEVERAL_ADDRESSES}
     * @param requestsPerPeer answers that one peer gets in a window
     * @param requestsInAll answers that all peers get in a window
     * @param window how long that is
     * @param answerLifetime how long a peer gets the same answer
     */
    public record Exchange(
            Duration interval,
            double jitter,
            int entries,
            int severalEntries,
            int requestsPerPeer,
            int requestsInAll,
            Duration window,
            Duration answerLifetime) {
        /** Canopy's numbers, and those of wire.md, section 12.6. */
        public static final Exchange DEFAULT = new Exchange(
                Duration.ofSeconds(16), 0.25, 1, 32, 2, 256, Duration.ofSeconds(30), Duration.ofMinutes(1));

        /** Entries that may be in an answer to such a peer, or of him. */
        int entriesWith(Capabilities peer) {
            return peer.has(Capability.SEVERAL_ADDRESSES) ? severalEntries : entries;
        }
    }

    /**
     * How addresses of the book are dialled.
     *
     * @param outbound peers to have whom we dial, those that are kept by other settings counted in
     * @param pause between two dials, spread up and down by half
     * @param idlePauses how many times as long it is where there is nobody to dial
     * @param firstWait before an address is dialled again whose dial has failed; twice as long after each failure
     * @param longestWait the longest of these
     * @param feeler how often an address is dialled only to see whether it is true
     * @param rotation how often a peer that we dialled and that only stays makes room for another; zero for never
     */
    public record Dialling(
            int outbound,
            Duration pause,
            int idlePauses,
            Duration firstWait,
            Duration longestWait,
            Duration feeler,
            Duration rotation) {
        /** As many as there are slots. */
        public static final Dialling DEFAULT = new Dialling(
                7,
                Duration.ofMillis(500),
                10,
                Duration.ofSeconds(10),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(2));
    }

    /**
     * How the book is gone through (wire.md, section 4.10).
     *
     * @param pause between two rounds
     * @param concurrent dials at a time
     * @param fresh how long an address that has answered is not dialled for it
     */
    public record Crawl(Duration pause, int concurrent, Duration fresh) {
        /** Canopy's pause. */
        public static final Crawl DEFAULT = new Crawl(Duration.ofMinutes(10), 4, Duration.ofHours(1));
    }

    /** With so many peers to dial. */
    public DiscoverySettings withOutbound(int changed) {
        Dialling other = new Dialling(
                changed,
                dialling.pause(),
                dialling.idlePauses(),
                dialling.firstWait(),
                dialling.longestWait(),
                dialling.feeler(),
                dialling.rotation());
        return new DiscoverySettings(enabled, isPublic, seeds, save, exchange, other, crawl);
    }

    /** With other seeds. */
    public DiscoverySettings withSeeds(List<PeerAddress> changed) {
        return new DiscoverySettings(enabled, isPublic, changed, save, exchange, dialling, crawl);
    }

    /** On or off. */
    public DiscoverySettings withEnabled(boolean changed) {
        return new DiscoverySettings(changed, isPublic, seeds, save, exchange, dialling, crawl);
    }
}
