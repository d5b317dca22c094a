package dev.understory.limits;

/**
 * The caps on connections. Ordinary peers are those that are neither trusted nor must-connect; only they count against
 * {@code maxInbound} and {@code maxOutbound}.
 *
 * @param maxInbound ordinary peers that dialled us
 * @param maxOutbound ordinary peers that we dialled, dials under way included
 * @param maxHandshakes accepted links whose peer is not admitted yet
 * @param reservedHandshakes how many of those are kept for the addresses of must-connect and trusted peers
 * @param perGroup accepted links, admitted ordinary peers included, of one group of addresses
 * @param rates how many handshakes may begin
 */
public record AdmissionPolicy(
        int maxInbound,
        int maxOutbound,
        int maxHandshakes,
        int reservedHandshakes,
        PerLevel perGroup,
        HandshakeRates.Policy rates) {
    /**
     * 8 links of an address, 12 of a site, 16 of a subnet. A whole network has a cap that honest nodes do not meet, for many
     * may live at one provider or in one private network: that it cannot keep others out is the matter of {@link Crowd}.
     */
    public static final PerLevel PER_GROUP = new PerLevel(8, 12, 16, 256);

    /** 21 in and 7 out, as Canopy has it; 64 handshakes, 16 of them reserved. */
    public static final AdmissionPolicy DEFAULT =
            new AdmissionPolicy(21, 7, 64, 16, PER_GROUP, HandshakeRates.Policy.DEFAULT);

    /** Checks the ranges. */
    public AdmissionPolicy {
        if (maxInbound < 0 || maxOutbound < 0 || maxHandshakes < 1 || perGroup.least() < 1) {
            throw new IllegalArgumentException("the caps on connections must be positive");
        }
        if (reservedHandshakes < 0 || reservedHandshakes >= maxHandshakes) {
            throw new IllegalArgumentException("the reserved handshakes must be fewer than all");
        }
    }

    /** The default rates, and caps for addresses and for all wider groups alike. */
    public AdmissionPolicy(
            int maxInbound,
            int maxOutbound,
            int maxHandshakes,
            int reservedHandshakes,
            int maxPerAddress,
            int maxPerWiderGroup) {
        this(
                maxInbound,
                maxOutbound,
                maxHandshakes,
                reservedHandshakes,
                new PerLevel(
                        maxPerAddress,
                        maxPerWiderGroup,
                        maxPerWiderGroup,
                        Math.max(maxPerWiderGroup, PER_GROUP.network())),
                HandshakeRates.Policy.DEFAULT);
    }
}
