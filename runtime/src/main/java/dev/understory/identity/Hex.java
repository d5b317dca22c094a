package dev.understory.identity;

import java.util.HexFormat;

/** Hexadecimal as people and key files write it, with errors that say where. */
final class Hex {
    private Hex() {}

    /** @throws IllegalArgumentException if it begins with 0x, as some write hexadecimal numbers */
    static void refusePrefix(CharSequence hex) {
        if (hex.length() >= 2 && hex.charAt(0) == '0' && (hex.charAt(1) == 'x' || hex.charAt(1) == 'X')) {
            throw new IllegalArgumentException("hexadecimal digits are written without 0x in front");
        }
    }

    /** @throws IllegalArgumentException naming the first character that is not a digit, but not the secret around it */
    static byte[] parse(CharSequence hex) {
        refusePrefix(hex);
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
