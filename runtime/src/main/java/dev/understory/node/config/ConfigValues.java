package dev.understory.node.config;

import dev.understory.crypto.FrameCipher;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Capabilities;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are texts of a certain form, in files and in options alike. Each method throws an {@link
 * IllegalArgumentException} with one line that says what is wrong.
 */
public final class ConfigValues {
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

    public static KeyType keyType(String text) {
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

    static FrameCipher frameCipher(String text) {
        return switch (text) {
            case "own" -> FrameCipher.OWN;
            case "jdk" -> FrameCipher.JDK;
            default -> throw new IllegalArgumentException("must be own or jdk, not '" + text + "'");
        };
    }

    /** What peers are told that we run. */
    static String software(String text) {
        if (!Capabilities.isSoftware(text)) {
            throw new IllegalArgumentException(
                    "must be at most " + Capabilities.MAX_SOFTWARE + " printable ASCII characters, not '" + text + "'");
        }
        return text;
    }

    /** Whether documents outlive the process. */
    static boolean keepsDocuments(String text) {
        return switch (text) {
            case "memory" -> false;
            case "files" -> true;
            default -> throw new IllegalArgumentException("must be memory or files, not '" + text + "'");
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

    /** Whether a port follows the host. */
    public static boolean hasPort(String text) {
        int colon = text.lastIndexOf(':');
        return colon > text.lastIndexOf(']') && !text.startsWith("//", colon + 1) && colon > text.indexOf('@');
    }

    /** How others reach this node, {@code [tcp://]HOST[:PORT]}, without the scheme; an empty text stays one. */
    static String externalAddress(String text) {
        if (text.isEmpty()) {
            return "";
        }
        boolean hasPort = hasPort(text);
        try {
            String address = ownAddress(PeerAddress.parse(hasPort ? text : text + ":1"));
            return hasPort ? address : address.substring(0, address.length() - 2);
        } catch (IllegalArgumentException wrong) {
            String message = String.valueOf(wrong.getMessage()).replace("[KEY@]HOST:PORT", "HOST[:PORT]");
            throw new IllegalArgumentException(hasPort ? message : message.replace(text + ":1'", text + "'"), wrong);
        }
    }

    /** An address that others are to dial us at, as a text. */
    static String ownAddress(PeerAddress address) {
        if (address.key() != null) {
            throw new IllegalArgumentException(
                    "the address of this node has no key: " + address.key().shortHex() + "...");
        }
        if (!NetworkAddress.of(address.host()).isUnicast()) {
            throw new IllegalArgumentException("nobody can dial '" + address + "'");
        }
        return address.toString();
    }

    /** An identity that bypasses the limits, {@code KEY}, or {@code KEY@ADDRESS} where it is to be dialled. */
    record Trusted(PublicKey key, @Nullable PeerAddress address) {}

    /** A trusted peer; {@code parse} reads its address, if it has one, with the key. */
    static Trusted trusted(String text, Function<String, PeerAddress> parse) {
        if (text.indexOf('@') >= 0) {
            PeerAddress address = parse.apply(text);
            return new Trusted(Objects.requireNonNull(address.key()), address);
        }
        if (text.indexOf(':') >= 0 || text.indexOf('.') >= 0) {
            throw new IllegalArgumentException("'" + text
                    + "' lacks the key by which a trusted peer is known: KEY, or KEY@HOST:PORT to have it dialled");
        }
        return new Trusted(PublicKey.ofHex(text), null);
    }

    /** Where to listen for this machine only, {@code HOST:PORT}; null for an empty text. */
    public static @Nullable Endpoint loopbackAddress(String text) {
        Endpoint at = listenAddress(text);
        if (at != null
                && !NetworkAddress.of(at.host()).isLoopback()
                && !at.host().equalsIgnoreCase("localhost")) {
            throw new IllegalArgumentException(
                    "'" + text + "' can be reached from other machines: use 127.0.0.1 or [::1],"
                            + " and a tunnel (ssh -L) to get there from elsewhere");
        }
        return at;
    }

    /**
     * {@code KEY@HOST:PORT}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public static PeerAddress keyedAddress(String text) {
        PeerAddress address = PeerAddress.parse(text);
        if (address.key() == null) {
            throw new IllegalArgumentException("'" + text + "' lacks the key: KEY@HOST:PORT");
        }
        return address;
    }

    /**
     * An address, a host name, or a network.
     *
     * @throws IllegalArgumentException with one line that says what is wrong, and what may have been meant
     */
    public static BanSubject bannedAddress(String text) {
        boolean isNetwork = text.indexOf('/') >= 0 && !text.contains("://");
        if (isNetwork || NetworkAddress.of(text).literal()) {
            return BanSubject.ofAddresses(text);
        }
        return new BanSubject.Name(hostName(text));
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
