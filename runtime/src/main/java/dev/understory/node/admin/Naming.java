package dev.understory.node.admin;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import dev.understory.node.config.ConfigValues;
import dev.understory.peerbook.BookAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.session.PeerInfo;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whom a person means: an identity by its whole key, or by its first digits when only one that is known has them; an address; a
 * network ({@code 10.0.0.0/24}); or a host name. Where digits could also be a host's name, {@code host:} in front says that they are.
 */
final class Naming {
    /** Digits of an identity that have to be there: fewer are a slip of the finger. */
    static final int SHORTEST_PREFIX = 4;

    /** Identities that are named where digits fit several. */
    private static final int MOST_CANDIDATES = 8;

    private static final int LONGEST = 300;
    private static final String HOST = "host:";

    private Naming() {}

    /**
     * What is banned, or banned no longer.
     *
     * @param known identities that digits may stand for
     * @throws Refused if it stands for nothing or for several
     */
    static BanSubject subject(String text, Collection<PublicKey> known) {
        if (text.length() > LONGEST) {
            throw new Refused(400, "nobody has a name of " + text.length() + " characters");
        }
        try {
            if (text.startsWith(HOST)) {
                return ConfigValues.bannedAddress(text.substring(HOST.length()));
            }
            if (isDigits(text)) {
                return new BanSubject.Identity(identity(text, known));
            }
            return ConfigValues.bannedAddress(text);
        } catch (IllegalArgumentException wrong) {
            throw new Refused(400, String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * The peers that are meant, at least one.
     *
     * @throws Refused if there is none, or if the digits of an identity fit several
     */
    static List<PeerInfo> peers(String text, List<PeerInfo> admitted) {
        List<PeerInfo> found = admitted.stream()
                .filter(peer -> peer.remote().toString().equals(text))
                .toList();
        if (found.isEmpty()) {
            BanSubject subject =
                    subject(text, admitted.stream().map(PeerInfo::id).toList());
            found = admitted.stream().filter(peer -> isMeant(subject, peer)).toList();
        }
        if (found.isEmpty()) {
            throw new Refused(404, "no peer is connected that is '" + text + "'");
        }
        return found;
    }

    /**
     * Addresses of the book: of an identity by its first digits, at a host, in a network, at {@code HOST:PORT}, or exactly one.
     *
     * @throws Refused if it is none of these
     */
    static Predicate<BookAddress> addresses(String text) {
        try {
            if (text.indexOf('@') >= 0) {
                return bookAddress(ConfigValues.keyedAddress(text))::equals;
            }
            if (ConfigValues.hasPort(text) && !NetworkAddress.of(text).literal() && text.indexOf('/') < 0) {
                PeerAddress place = PeerAddress.parse(text);
                NetworkAddress host = NetworkAddress.of(place.host());
                return address ->
                        address.port() == place.port() && address.host().equals(host);
            }
        } catch (IllegalArgumentException wrong) {
            throw new Refused(400, String.valueOf(wrong.getMessage()));
        }
        if (isDigits(text)) {
            String digits = text.toLowerCase(Locale.ROOT);
            return address -> address.key().hex().startsWith(digits);
        }
        return switch (subject(text, List.of())) {
            case BanSubject.Identity(PublicKey key) -> address -> address.key().equals(key);
            case BanSubject.Address(NetworkAddress one) ->
                address -> address.host().equals(one);
            case BanSubject.Network(AddressGroup group) -> address -> group.contains(address.host());
            case BanSubject.Name(String host) ->
                address -> !address.host().literal()
                        && host.equals(NetworkAddress.foldedName(address.host().toString()));
        };
    }

    /**
     * Those of the one of these identities that begins so.
     *
     * @throws Refused if several do
     */
    static Predicate<BookAddress> addresses(String digits, Collection<PublicKey> known) {
        PublicKey key = identity(digits, known);
        return address -> address.key().equals(key);
    }

    /**
     * The one of the must-connect peers that is meant, by its address or the first digits of its identity.
     *
     * @throws Refused if there is none, or several
     */
    static PeerAddress mustConnect(String text, List<PeerAddress> peers) {
        List<PublicKey> keys =
                peers.stream().map(PeerAddress::key).filter(Objects::nonNull).toList();
        for (PeerAddress peer : peers) {
            if (peer.toString().equals(text)) {
                return peer;
            }
        }
        if (isDigits(text) && subject(text, keys) instanceof BanSubject.Identity(PublicKey key)) {
            for (PeerAddress peer : peers) {
                if (Objects.equals(peer.key(), key)) {
                    return peer;
                }
            }
        }
        throw new Refused(404, "no must-connect peer is '" + Refused.shown(text) + "'");
    }

    static BookAddress bookAddress(PeerAddress address) {
        return new BookAddress(
                Objects.requireNonNull(address.key()), NetworkAddress.of(address.host()), address.port());
    }

    private static boolean isMeant(BanSubject subject, PeerInfo peer) {
        NetworkAddress address = NetworkAddress.of(peer.remote().host());
        return switch (subject) {
            case BanSubject.Identity(PublicKey key) -> key.equals(peer.id());
            case BanSubject.Address(NetworkAddress one) -> one.equals(address);
            case BanSubject.Network(AddressGroup group) -> group.contains(address);
            case BanSubject.Name(String host) ->
                !address.literal() && host.equals(NetworkAddress.foldedName(address.toString()));
        };
    }

    private static PublicKey identity(String text, Collection<PublicKey> known) {
        String digits = text.toLowerCase(Locale.ROOT);
        List<PublicKey> fitting = new TreeSet<>(known)
                .stream().filter(key -> key.hex().startsWith(digits)).toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (fitting.size() > 1) {
            throw new Refused(
                    409,
                    "'" + text + "' is the beginning of " + fitting.size() + " identities: "
                            + fitting.stream()
                                    .limit(MOST_CANDIDATES)
                                    .map(key -> key.hex()
                                            .substring(0, Math.min(key.hex().length(), digits.length() + 8)))
                                    .collect(Collectors.joining(", "))
                            + (fitting.size() > MOST_CANDIDATES ? " ..." : ""));
        }
        if (digits.length() >= 64) {
            return PublicKey.ofHex(digits);
        }
        throw new Refused(
                404,
                "no identity that is known here begins with '" + text + "'; if it is the name of a host, write " + HOST
                        + text);
    }

    /** Whether it may be an identity, or its first digits. */
    static boolean isDigits(String text) {
        return text.length() >= SHORTEST_PREFIX && text.matches("[0-9a-fA-F]+");
    }
}
