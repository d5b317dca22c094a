package dev.understory.attack;

import dev.understory.crypto.RandomStream;
import dev.understory.limits.AddressGroup;

/**
 * Addresses that an attacker has besides those of its machines. Packets to them reach it; nobody can dial them.
 *
 * @param network all of them lie in it
 * @param count how many each attacker uses, drawn by chance
 */
public record AddressRange(AddressGroup network, int count) {
    private static final int IPV4_BITS = 32;

    /** One of them. */
    String draw(RandomStream random) {
        int bits = network.first().bits();
        byte[] first = network.first().bytes();
        int[] bytes = new int[bits / 8];
        for (int i = 0; i < bytes.length; i++) {
            int free = Math.clamp(8L * (i + 1) - network.length(), 0, 8);
            bytes[i] = first[i] & 0xff | random.nextInt(256) & (1 << free) - 1;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            if (bits == IPV4_BITS) {
                text.append(i == 0 ? "" : ".").append(bytes[i]);
            } else if (i % 2 == 0) {
                text.append(i == 0 ? "" : ":").append(Integer.toHexString(bytes[i] << 8 | bytes[i + 1]));
            }
        }
        return text.toString();
    }
}
