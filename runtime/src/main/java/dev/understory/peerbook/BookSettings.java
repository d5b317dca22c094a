package dev.understory.peerbook;

import dev.understory.identity.PublicKey;
import dev.understory.limits.Routability;
import java.time.Duration;

/**
 * What a book is told; the sizes of its tables are fixed ({@link BookTables}), as is what one entry may weigh.
 *
 * <table>
 * <caption>Limits of a book</caption>
 * <tr><th>what</th><th>default</th><th>when it is reached</th></tr>
 * <tr><td>{@link PeerBook#MOST_ENTRIES}</td><td>64,512</td><td>the tables have no more places</td></tr>
 * <tr><td>{@link PeerBook#MOST_BYTES}</td><td>32 MiB</td><td>FULL; only long names in private networks get there</td></tr>
 * <tr><td>{@code perKey}, {@code perEndpoint}, {@code perHost}</td><td>4, 4, 32 (in private networks 4,096)</td>
 *     <td>one that has failed makes room; if none has, the newcomer is refused</td></tr>
 * <tr><td>new addresses of one source group</td><td>1,536</td><td>NO_PLACE: its 48 buckets are full</td></tr>
 * <tr><td>tried addresses of one group</td><td>128</td><td>one that does not answer a test makes room</td></tr>
 * <tr><td>{@code failedRounds}</td><td>10</td><td>the address leaves</td></tr>
 * <tr><td>{@link PeerBook#MOST_ANCHORS}, contested places</td><td>8, 16</td><td>the oldest goes; no more tests</td></tr>
 * </table>
 *
 * @param networkId of which all addresses are; unsigned
 * @param chainId the same
 * @param self our own identity, which is not kept
 * @param routability what may be kept
 * @param perKey addresses that one identity is said to have
 * @param perEndpoint identities that are said to be at one host and port
 * @param perHost entries at one host (IPv6: one /64)
 * @param failedRounds after as many failed rounds an address leaves (wire.md, section 4.10)
 * @param round failures of one address within this time count as one
 */
public record BookSettings(
        long networkId,
        long chainId,
        PublicKey self,
        Routability routability,
        int perKey,
        int perEndpoint,
        int perHost,
        int failedRounds,
        Duration round) {
    /** As many rounds as Canopy allows. */
    public static final int FAILED_ROUNDS = 10;

    /** Canopy's pause between two rounds. */
    public static final Duration ROUND = Duration.ofMinutes(10);

    /** More failures than that are not counted, and a byte holds them. */
    private static final int MOST_ROUNDS = 100;

    public BookSettings {
        if (perKey < 1 || perEndpoint < 1 || perHost < perEndpoint) {
            throw new IllegalArgumentException("a key, an address and a host have an entry at least");
        }
        if (failedRounds < 1 || failedRounds > MOST_ROUNDS) {
            throw new IllegalArgumentException("an address leaves after 1 to " + MOST_ROUNDS + " failed rounds");
        }
        if (!round.isPositive()) {
            throw new IllegalArgumentException("a round takes time");
        }
    }

    /** The defaults. */
    public static BookSettings of(long networkId, long chainId, PublicKey self, Routability routability) {
        int perHost = routability == Routability.PUBLIC ? 32 : 4_096;
        return new BookSettings(networkId, chainId, self, routability, 4, 4, perHost, FAILED_ROUNDS, ROUND);
    }
}
