package dev.understory.identity;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where to dial, and whom to expect there: {@code [KEY@]HOST:PORT}, the port as it is dialled. An IPv6 host stands in
 * brackets in the text and without them in {@link #host()}.
 *
 * @param key the identity that must answer, or null for whoever does
 * @param host a name or literal address, not resolved; one of digits and dots only is an address
 * @param port 1 to 65535
 */
public record PeerAddress(@Nullable PublicKey key, String host, int port) {
    /** Longest host name (RFC 1035). */
    public static final int MAX_HOST_LENGTH = 253;

    private static final String BYTE = "(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

    /** Checks the parts. */
    public PeerAddress {
        checkHost(host);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port must be 1 to 65535, not " + port);
        }
    }

    /**
     * Parses {@code [KEY@]HOST:PORT}; a leading {@code tcp://} before the host is dropped, as Canopy does.
     *
     * @throws IllegalArgumentException with one line that says what is wrong with the text
     */
    public static PeerAddress parse(String text) {
        try {
            int at = text.indexOf('@');
            PublicKey key = at < 0 ? null : PublicKey.ofHex(text.substring(0, at));
            String rest = text.substring(at + 1);
            if (rest.startsWith("tcp://")) {
                rest = rest.substring("tcp://".length());
            }
            int colon = rest.lastIndexOf(':');
            if (colon < 0 || rest.endsWith("]")) {
                throw new IllegalArgumentException("the port is missing");
            }
            return new PeerAddress(key, unbracket(rest.substring(0, colon)), parsePort(rest.substring(colon + 1)));
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(
                    "'" + shown(text) + "' is not an address of the form [KEY@]HOST:PORT: " + problem.getMessage(),
                    problem);
        }
    }

    /**
     * Checks that it can be a host's.
     *
     * @throws IllegalArgumentException with one line that says why not
     */
    public static void checkHost(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the host is missing");
        }
        if (host.length() > MAX_HOST_LENGTH) {
            throw new IllegalArgumentException("the host is longer than " + MAX_HOST_LENGTH + " characters");
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '-'
                    || c == '_'
                    || c == ':'
                    || c == '%';
            if (!allowed) {
                throw new IllegalArgumentException("the host holds a character that no host name has");
            }
        }
        checkNumbers(host);
    }

    @Override
    public String toString() {
        String where = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        return key == null ? where : key.hex() + "@" + where;
    }

    private static String unbracket(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String inner = host.substring(1, host.length() - 1);
            if (inner.indexOf(':') < 0) {
                throw new IllegalArgumentException("brackets are for IPv6 addresses");
            }
            return inner;
        }
        if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address must stand in brackets");
        }
        return host;
    }

    /** Nobody means a name by digits and dots; a resolver might take fewer or larger numbers for an address nobody meant. */
    private static void checkNumbers(String host) {
        boolean numbersOnly = host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        if (numbersOnly && !IPV4.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    host + " is not an IPv4 address, which has four numbers from 0 to 255 without zeros in front");
        }
    }

    private static int parsePort(String digits) {
        int port = 0;
        for (int i = 0; i < digits.length() && port <= 65_535; i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException("the port is not a number");
            }
            port = port * 10 + (c - '0');
        }
        if (digits.isEmpty()) {
            throw new IllegalArgumentException("the port is missing");
        }
        return port;
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 160); i++) {
            char c = text.charAt(i);
            shown.append(c >= ' ' && c < 127 ? c : '?');
        }
        return text.length() > 160 ? shown.append("...").toString() : shown.toString();
    }
}
