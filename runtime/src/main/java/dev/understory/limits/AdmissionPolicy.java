package dev.understory.limits;

/**
 * The caps on connections. Ordinary peers are those that are neither trusted nor must-connect; only they count against
 * {@code maxInbound} and {@code maxOutbound}.
 *
 * @param maxInbound ordinary peers that dialled us
 * @param maxOutbound ordinary peers that we dialled, dials under way included
 * @param maxHandshakes accepted links whose peer is not admitted yet
 * @param reservedHandshakes how many of those are kept for the addresses of must-connect and trusted peers
 * @param maxPerAddress accepted links, admitted ordinary peers included, of one address
 * @param maxPerSubnet the same of one /24 (IPv4) or /64 (IPv6)
 */
public record AdmissionPolicy(
        int maxInbound,
        int maxOutbound,
        int maxHandshakes,
        int reservedHandshakes,
        int maxPerAddress,
        int maxPerSubnet) {
    /** 21 in and 7 out, as Canopy has it; 64 handshakes, 16 of them reserved; 8 per address, 16 per subnet. */
    public static final AdmissionPolicy DEFAULT = new AdmissionPolicy(21, 7, 64, 16, 8, 16);

    /** Checks the ranges. */
    public AdmissionPolicy {
        if (maxInbound < 0 || maxOutbound < 0 || maxHandshakes < 1 || maxPerAddress < 1 || maxPerSubnet < 1) {
            throw new IllegalArgumentException("the caps on connections must be positive");
        }
        if (reservedHandshakes < 0 || reservedHandshakes >= maxHandshakes) {
            throw new IllegalArgumentException("the reserved handshakes must be fewer than all");
        }
    }
}
