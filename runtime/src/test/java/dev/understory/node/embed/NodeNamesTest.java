package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.BanSubject;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever name leads to a peer, it is judged by its address: over real sockets, with the name that every machine has. */
final class NodeNamesTest {
    private static final String BAN_LOOPBACK = "understory.p2p.banned-addresses = [\"127.0.0.1\", \"::1\"]";

    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    @Test
    void aBannedAddressIsNotDialledByItsName() {
        var peer = nodes.start(1);
        var node = nodes.start(2, BAN_LOOPBACK);
        DialOutcome outcome = TestNodes.await(node.node().dial(byName(peer), false));
        assertThat(outcome)
                .isEqualTo(new DialOutcome.Failed(
                        DialOutcome.Cause.REFUSED_HERE, CloseReason.BANNED, "not dialled: BANNED"));
    }

    @Test
    void aLaterBanOfItsAddressClosesAConnectionThatWasDialledByName() {
        var peer = nodes.start(1);
        var node = nodes.start(2);
        assertThat(TestNodes.await(node.node().dial(byName(peer), false))).isInstanceOf(DialOutcome.Connected.class);
        node.node().ban(new BanSubject.Address(NetworkAddress.of("127.0.0.1")), null);
        ConnectionEvent.PeerClosed closed = node.await(ConnectionEvent.PeerClosed.class, any -> true);
        assertThat(closed.reason()).isEqualTo(CloseReason.BANNED);
    }

    @Test
    void aPeerThatWasDialledByNameIsSaidToBeAtItsAddress() {
        var peer = nodes.start(1);
        var node = nodes.start(2);
        TestNodes.await(node.node().dial(byName(peer), false));
        assertThat(TestNodes.await(node.node().peers()))
                .singleElement()
                .satisfies(one -> assertThat(one.remote().toString())
                        .isEqualTo("127.0.0.1:" + peer.address().port()));
    }

    @Test
    void aBannedHostNameWithoutAnAddressDoesNotPreventTheStart() {
        var node = nodes.start(2, "understory.p2p.banned-addresses = [\"no-such-host.invalid\"]");
        assertThat(node.await(ConnectionEvent.NameUnresolved.class, any -> true).host())
                .isEqualTo("no-such-host.invalid");
    }

    @Test
    void theAddressesOfABannedHostNameAreBanned() {
        var peer = nodes.start(1);
        var node = nodes.start(2, "understory.p2p.banned-addresses = [\"LOCALHOST.\"]");
        node.await(ConnectionEvent.NameResolved.class, name -> name.host().equals("localhost"));
        assertThat(TestNodes.await(node.node().dial(peer.address(), false)))
                .isEqualTo(new DialOutcome.Failed(
                        DialOutcome.Cause.REFUSED_HERE, CloseReason.BANNED, "not dialled: BANNED"));
    }

    private static PeerAddress byName(TestNodes.TestNode peer) {
        return new PeerAddress(peer.node().id(), "localhost", peer.address().port());
    }
}
