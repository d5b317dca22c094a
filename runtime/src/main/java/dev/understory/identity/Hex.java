package dev.understory.identity;

import java.util.HexFormat;

/** Hexadecimal as people and key files write it, with errors that say where. */
final class Hex {
    private Hex() {}

    /** @throws IllegalArgumentException naming the first character that is not a digit, but not the secret around it */
    static byte[] parse(CharSequence hex) {
        if (hex.length() % 2 != 0) {
            throw new IllegalArgumentException("an odd number of hexadecimal digits (" + hex.length() + ")");
        }
        for (int i = 0; i < hex.length(); i++) {
            if (!HexFormat.isHexDigit(hex.charAt(i))) {
                throw new IllegalArgumentException("character " + (i + 1) + " is not a hexadecimal digit");
            }
        }
        return HexFormat.of().parseHex(hex);
    }
}
