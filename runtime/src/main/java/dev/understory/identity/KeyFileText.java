package dev.understory.identity;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The text of a key file as Canopy writes it: one JSON string of hexadecimal digits, 32 bytes for a BLS scalar, 64 bytes
 * for an Ed25519 seed followed by its public key (wire.md, section 1.6).
 */
public final class KeyFileText {
    /** Longer files are refused unread. */
    public static final int MAX_LENGTH = 1024;

    /** What a text turned out to be. */
    public sealed interface Parsed {
        /** Key material, still to be checked by {@code CryptoSuite.load}. */
        record Secret(SecretKey key) implements Parsed {}

        /** No key; the problem in words, without any of the secret. */
        record Unusable(String problem) implements Parsed {}
    }

    private KeyFileText() {}

    /** Reads the text of a key file, of which it makes no string: its caller can zero it. */
    public static Parsed parse(CharSequence text) {
        if (text.length() > MAX_LENGTH) {
            return new Parsed.Unusable("a key file is at most " + MAX_LENGTH + " characters long");
        }
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        if (to - from < 2 || text.charAt(from) != '"' || text.charAt(to - 1) != '"') {
            return new Parsed.Unusable("a key file holds one JSON string of hexadecimal digits, in double quotes");
        }
        byte[] bytes;
        try {
            bytes = Hex.parse(text.subSequence(from + 1, to - 1));
        } catch (IllegalArgumentException notHex) {
            return new Parsed.Unusable("a key file holds hexadecimal digits: " + notHex.getMessage());
        }
        Parsed parsed = ofBytes(bytes);
        Arrays.fill(bytes, (byte) 0);
        return parsed;
    }

    private static Parsed ofBytes(byte[] bytes) {
        return switch (bytes.length) {
            case 32 -> new Parsed.Secret(SecretKey.of(KeyType.BLS12_381, bytes));
            case 64 -> {
                byte[] seed = Arrays.copyOf(bytes, 32);
                SecretKey key = SecretKey.of(KeyType.ED25519, seed, Arrays.copyOfRange(bytes, 32, 64));
                Arrays.fill(seed, (byte) 0);
                yield new Parsed.Secret(key);
            }
            default ->
                new Parsed.Unusable("a key file holds 32 bytes (BLS) or 64 bytes (Ed25519), not " + bytes.length);
        };
    }

    /**
     * The text for a key.
     *
     * @throws IllegalArgumentException for a secp256k1 key, which the format has no form for
     */
    public static String format(NodeKey key) {
        HexFormat hex = HexFormat.of();
        return switch (key.type()) {
            case BLS12_381 -> '"' + hex.formatHex(key.secret()) + '"';
            case ED25519 -> '"' + hex.formatHex(key.secret()) + key.publicKey().hex() + '"';
            case SECP256K1 -> throw new IllegalArgumentException("key files hold BLS or Ed25519 keys only");
        };
    }
}
