package dev.understory.crypto;

import java.util.Arrays;

/**
 * What both ends of a connection know after the key agreement (wire.md, section 1.4). The arrays are handed over, not
 * copied.
 *
 * @param sendKey 32 bytes: seals what we write
 * @param receiveKey 32 bytes: opens what we read
 * @param challenge 32 bytes that both sides sign
 * @param extension 32 bytes that later keys are made of (wire.md, section 12.2)
 * @param smaller whether our ephemeral key is the smaller one
 */
public record SessionSecrets(byte[] sendKey, byte[] receiveKey, byte[] challenge, byte[] extension, boolean smaller) {
    /** Zeroes the two keys, once their ciphers are made or nobody is going to make them. */
    public void wipeKeys() {
        Arrays.fill(sendKey, (byte) 0);
        Arrays.fill(receiveKey, (byte) 0);
    }

    /** Zeroes what later keys are made of, once they are made or nobody is going to make them. */
    public void wipeExtension() {
        Arrays.fill(extension, (byte) 0);
    }

    /** Names nothing secret. */
    @Override
    public String toString() {
        return "SessionSecrets";
    }
}
