package dev.understory.reputation;

import dev.understory.limits.AddressGroup;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * When an address is banned for handshakes that fail at the proof of an identity.
 *
 * @param threshold failures within any window that it takes, {@link #MOST_FAILURES} at most; 1 is Canopy's promise, 0 bans nobody
 * @param window how long a failure counts
 * @param ban how long the ban lasts
 * @param sharedFor how long after an admitted peer was there an address counts as shared with honest ones, and is
 *     not banned; zero for no such respect
 * @param exempt addresses that are never banned so
 */
public record AutoBanPolicy(
        int threshold, Duration window, Duration ban, Duration sharedFor, List<AddressGroup> exempt) {
    /** Each address may have so many remembered with their times. */
    public static final int MOST_FAILURES = 100;

    /**
     * Ten failures within ten minutes, a ban of ten minutes, a day's respect for whoever was admitted from there; never this
     * machine, private networks, or those of a provider's own translation of addresses.
     */
    public static final AutoBanPolicy DEFAULT = new AutoBanPolicy(
            10,
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofDays(1),
            Stream.of(
                            "127.0.0.0/8",
                            "::1",
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "100.64.0.0/10",
                            "169.254.0.0/16",
                            "fc00::/7",
                            "fe80::/10")
                    .map(AddressGroup::parse)
                    .toList());

    /** Checks the ranges. */
    public AutoBanPolicy {
        if (threshold < 0
                || threshold > MOST_FAILURES
                || !window.isPositive()
                || !ban.isPositive()
                || sharedFor.isNegative()) {
            throw new IllegalArgumentException("a ban takes failures, within a time, for a time");
        }
    }
}
