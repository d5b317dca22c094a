package dev.understory.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.peerbook.BookAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NamingTest {
    private static final PublicKey ONE = PublicKey.ofHex("abcd12" + "00".repeat(29));
    private static final PublicKey TWO = PublicKey.ofHex("abcd34" + "00".repeat(29));
    private static final PublicKey OTHER = PublicKey.ofHex("ff".repeat(32));
    private static final List<PublicKey> KNOWN = List.of(ONE, TWO);

    @Test
    void theFirstDigitsStandForTheOnlyIdentityThatHasThem() {
        assertThat(Naming.subject("ABCD1", KNOWN)).isEqualTo(new BanSubject.Identity(ONE));
        assertThat(Naming.subject(OTHER.hex(), KNOWN)).isEqualTo(new BanSubject.Identity(OTHER));
        assertThatThrownBy(() -> Naming.subject("abcd", KNOWN))
                .isInstanceOf(Refused.class)
                .hasMessage("'abcd' is the beginning of 2 identities: abcd12000000, abcd34000000");
        assertThatThrownBy(() -> Naming.subject("beef", KNOWN))
                .hasMessage("no identity that is known here begins with 'beef'; if it is the name of a host, write"
                        + " host:beef");
    }

    @Test
    void addressesNetworksAndHostsAreWhatTheyLookLike() {
        assertThat(Naming.subject("192.0.2.7", KNOWN)).isEqualTo(BanSubject.ofAddresses("192.0.2.7"));
        assertThat(Naming.subject("192.0.2.0/24", KNOWN)).isEqualTo(BanSubject.ofAddresses("192.0.2.0/24"));
        assertThat(Naming.subject("2001:db8::/48", KNOWN)).isEqualTo(BanSubject.ofAddresses("2001:db8::/48"));
        assertThat(Naming.subject("Node.Example.org.", KNOWN)).isEqualTo(new BanSubject.Name("node.example.org"));
        assertThat(Naming.subject("host:beef", KNOWN)).isEqualTo(new BanSubject.Name("beef"));
        assertThatThrownBy(() -> Naming.subject("not a host", KNOWN)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Naming.subject("a".repeat(301), KNOWN)).isInstanceOf(Refused.class);
    }

    @Test
    void manyCandidatesAreNamedUpToALimit() {
        List<PublicKey> many = java.util.stream.IntStream.range(16, 32)
                .mapToObj(i -> PublicKey.ofHex("abcd" + Integer.toHexString(i) + "00".repeat(29)))
                .toList();
        assertThatThrownBy(() -> Naming.subject("abcd", many))
                .hasMessageStartingWith("'abcd' is the beginning of 16 identities: abcd10000000, abcd11000000, ")
                .hasMessageEndingWith(", abcd17000000 ...");
    }

    @Test
    void addressesOfTheBookAreMeantByAnyPartOfThem() {
        BookAddress one = address(ONE, "192.0.2.1", 9001);
        BookAddress two = address(TWO, "192.0.2.9", 9002);
        BookAddress six = address(OTHER, "2001:db8::1", 9001);
        assertThat(meant("abcd", one, two, six)).containsExactly(one, two);
        assertThat(meant(ONE.hex(), one, two, six)).containsExactly(one);
        assertThat(meant("192.0.2.9", one, two, six)).containsExactly(two);
        assertThat(meant("192.0.2.0/24", one, two, six)).containsExactly(one, two);
        assertThat(meant("192.0.2.1:9001", one, two, six)).containsExactly(one);
        assertThat(meant("192.0.2.1:9002", one, two, six)).isEmpty();
        assertThat(meant("2001:db8::1", one, two, six)).containsExactly(six);
        assertThat(meant("[2001:db8::1]:9001", one, two, six)).containsExactly(six);
        assertThat(meant(TWO.hex() + "@192.0.2.9:9002", one, two, six)).containsExactly(two);
        assertThatThrownBy(() -> Naming.addresses("abcd@192.0.2.9:9002")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> Naming.addresses("not a host")).isInstanceOf(Refused.class);
    }

    @Test
    void firstDigitsOfSeveralIdentitiesTakeNoneOutOfTheBook() {
        assertThatThrownBy(() -> Naming.addresses("abcd", KNOWN))
                .hasMessageContaining("the beginning of 2 identities: abcd12000000, abcd34000000");
        assertThat(Naming.addresses("ABCD1", KNOWN)).accepts(address(ONE, "192.0.2.1", 9001));
        assertThat(Naming.addresses("ABCD1", KNOWN)).rejects(address(TWO, "192.0.2.1", 9001));
    }

    private static List<BookAddress> meant(String text, BookAddress... all) {
        return List.of(all).stream().filter(Naming.addresses(text)).toList();
    }

    private static BookAddress address(PublicKey key, String host, int port) {
        return new BookAddress(key, NetworkAddress.of(host), port);
    }

    @Test
    void aMustConnectPeerIsMeantByItsAddressOrItsFirstDigits() {
        PeerAddress one = new PeerAddress(ONE, "192.0.2.1", 9001);
        PeerAddress two = new PeerAddress(TWO, "192.0.2.2", 9001);
        assertThat(Naming.mustConnect("abcd3", List.of(one, two))).isEqualTo(two);
        assertThat(Naming.mustConnect(one.toString(), List.of(one, two))).isEqualTo(one);
        assertThatThrownBy(() -> Naming.mustConnect("abcd", List.of(one, two))).hasMessageContaining("2 identities");
        assertThatThrownBy(() -> Naming.mustConnect("192.0.2.1", List.of(one, two)))
                .hasMessage("no must-connect peer is '192.0.2.1'");
    }

    @Test
    void peersAreMeantByAnyOfTheirNames() {
        PeerInfo one = peer(ONE, "192.0.2.1", 5000);
        PeerInfo two = peer(TWO, "192.0.2.1", 6000);
        PeerInfo other = peer(OTHER, "node.example.org", 9001);
        List<PeerInfo> all = List.of(one, two, other);
        assertThat(Naming.peers("192.0.2.1:6000", all)).containsExactly(two);
        assertThat(Naming.peers("192.0.2.1", all)).containsExactly(one, two);
        assertThat(Naming.peers("192.0.2.0/24", all)).containsExactly(one, two);
        assertThat(Naming.peers("NODE.example.org", all)).containsExactly(other);
        assertThat(Naming.peers("ffff", all)).containsExactly(other);
        assertThatThrownBy(() -> Naming.peers("192.0.3.0/24", all))
                .hasMessage("no peer is connected that is '192.0.3.0/24'");
    }

    private static PeerInfo peer(PublicKey id, String host, int port) {
        return new PeerInfo(id, Direction.INBOUND, new Endpoint(host, port), false, false, 0);
    }
}
