package dev.understory.crypto;

import java.util.Arrays;

/**
 * The keys of both directions. The arrays are handed over, not copied.
 *
 * @param send 32 bytes: seals what we write
 * @param receive 32 bytes: opens what we read
 */
public record TrafficKeys(byte[] send, byte[] receive) {
    /** Zeroes them, once their ciphers are made. */
    public void wipe() {
        Arrays.fill(send, (byte) 0);
        Arrays.fill(receive, (byte) 0);
    }

    /** Names nothing secret. */
    @Override
    public String toString() {
        return "TrafficKeys";
    }
}
