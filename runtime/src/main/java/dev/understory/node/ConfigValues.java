package dev.understory.node;

import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.transport.Endpoint;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are texts of a certain form, in files and in options alike. Each method throws an {@link
 * IllegalArgumentException} with one line that says what is wrong.
 */
final class ConfigValues {
    private ConfigValues() {}

    /** A path; a {@code ~} in front is the user's home. */
    static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("must be a path, not empty");
        }
        try {
            return text.equals("~") || text.startsWith("~/")
                    ? Path.of(System.getProperty("user.home", ""), text.substring(1))
                    : Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("'" + text + "' is not a path: " + invalid.getReason(), invalid);
        }
    }

    static KeyType keyType(String text) {
        return switch (text) {
            case "bls" -> KeyType.BLS12_381;
            case "ed25519" -> KeyType.ED25519;
            default -> throw new IllegalArgumentException("must be bls or ed25519, not '" + text + "'");
        };
    }

    static NodeConfig.ApplicationThread applicationThread(String text) {
        return switch (text) {
            case "own" -> NodeConfig.ApplicationThread.OWN;
            case "event-loop" -> NodeConfig.ApplicationThread.EVENT_LOOP;
            default -> throw new IllegalArgumentException("must be own or event-loop, not '" + text + "'");
        };
    }

    /** Where to listen, {@code [tcp://]HOST:PORT} with port 0 for any; null for an empty text. */
    static @Nullable Endpoint listenAddress(String text) {
        if (text.isEmpty()) {
            return null;
        }
        String bare = text.startsWith("tcp://") ? text.substring("tcp://".length()) : text;
        boolean anyPort = bare.endsWith(":0");
        // Peers have no port 0: it is read as another one and put back, also in what is said of it.
        String parsed = anyPort ? bare.substring(0, bare.length() - 1) + "1" : bare;
        try {
            PeerAddress address = PeerAddress.parse(parsed);
            if (address.key() != null) {
                throw new IllegalArgumentException("an address to listen on has no key");
            }
            return new Endpoint(address.host(), anyPort ? 0 : address.port());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    String.valueOf(wrong.getMessage())
                            .replace("[KEY@]HOST:PORT", "HOST:PORT")
                            .replace("must be 1 to", "must be 0 to")
                            .replace("'" + parsed + "'", "'" + text + "'"),
                    wrong);
        }
    }

    /** {@code KEY@HOST:PORT}. */
    static PeerAddress keyedAddress(String text) {
        PeerAddress address = PeerAddress.parse(text);
        if (address.key() == null) {
            throw new IllegalArgumentException("'" + text + "' lacks the key: KEY@HOST:PORT");
        }
        return address;
    }

    /** An address, a host name, or a network. */
    static List<BanSubject> bannedAddress(String text) {
        if (text.indexOf('/') >= 0 || NetworkAddress.of(text).literal()) {
            return List.of(BanSubject.ofAddresses(text));
        }
        return List.of(new BanSubject.Name(hostName(text)));
    }

    /** A host name, as far as its form goes; whether it has addresses is another matter, and may change. */
    private static String hostName(String text) {
        PeerAddress inside = addressIn(text);
        if (inside != null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither an address nor a host name (did you mean '" + inside.host() + "'?)");
        }
        String name = NetworkAddress.foldedName(text);
        boolean wellFormed = !name.isEmpty() && name.length() <= PeerAddress.MAX_HOST_LENGTH;
        boolean numeric = true;
        for (String label : name.split("\\.", -1)) {
            wellFormed &= label.matches("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
            numeric &= label.matches("[0-9]*|0x[0-9a-f]*");
        }
        if (!wellFormed || numeric) {
            throw new IllegalArgumentException("'" + text + "' is neither an address nor a host name");
        }
        return name;
    }

    /** What somebody may have meant who gave a port, a key or a scheme with the host; null if nothing. */
    private static @Nullable PeerAddress addressIn(String text) {
        String bare =
                text.replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "").replaceFirst("^.*@", "");
        if (bare.equals(text) && text.indexOf(':') < 0) {
            return null;
        }
        try {
            boolean hasPort = bare.indexOf(']') >= 0 ? !bare.endsWith("]") : bare.indexOf(':') == bare.lastIndexOf(':');
            return PeerAddress.parse(hasPort && bare.indexOf(':') >= 0 ? bare : bare + ":1");
        } catch (IllegalArgumentException nothing) {
            return null;
        }
    }
}
