package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.Inbox;
import dev.understory.transport.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkTableTest {
    private final TwoHosts hosts = new TwoHosts();
    private final Host a = hosts.network.host(hosts.a.node);
    private final Host b = hosts.network.host(hosts.b.node);
    private final LinkTable table = new LinkTable();

    @AfterEach
    void close() {
        hosts.close();
    }

    private SimLink link(long id) {
        return new SimLink(a, b.place(), id, new Endpoint("a", 1), TwoHosts.B, null);
    }

    private static Mail.Knock knock(long dial, long deadline) {
        return new Mail.Knock(0, dial, deadline, new Endpoint("a", 1), 9000);
    }

    @Test
    void ofClosedLinksOnlyTheNewestAreKeptAndAllOpenOnes() {
        int closed = 3 * LinkTable.MOST_ENDED;
        for (int i = 0; i < closed; i++) {
            // Numbers that collide, so that gaps have to be closed.
            SimLink over = link(i * 64L);
            table.add(over);
            table.add(link(i * 64L + 1));
            table.closed(over, 0);
        }
        assertThat(table.size()).isEqualTo(closed + LinkTable.MOST_ENDED);
        for (int i = 0; i < closed; i++) {
            assertThat(table.get(i * 64L) != null).isEqualTo(i >= closed - LinkTable.MOST_ENDED);
            assertThat(table.get(i * 64L + 1)).extracting(SimLink::id).isEqualTo(i * 64L + 1);
        }
    }

    @Test
    void ofLinksThatDiedWithTheirMachineOnlyTheNewestAreKept() {
        SimLink first = link(0);
        table.add(first);
        table.dead(first);
        for (int i = 1; i <= LinkTable.MOST_ENDED; i++) {
            SimLink next = link(i);
            table.add(next);
            table.dead(next);
        }
        assertThat(table.get(0)).isNull();
        assertThat(first.forgotten).isTrue();
        assertThat(table.size()).isEqualTo(LinkTable.MOST_ENDED);
    }

    @Test
    void aLinkThatWasClosedLongAgoIsForgottenWhenTheNextOneCloses() {
        for (int i = 0; i < 3; i++) {
            SimLink link = link(i);
            table.add(link);
            table.closed(link, i == 0 ? 0 : LinkTable.CLOSED_NANOS);
        }
        assertThat(table.get(0)).isNull();
        assertThat(table.get(1)).isNotNull();
    }

    @Test
    void whatIsForALinkThatIsForgottenComesToTheMachine() {
        SimLink link = link(a.nextLinkId());
        assertThat(a.target(link.id())).isSameAs(link);
        a.forget(link);
        assertThat(a.target(link.id())).isSameAs(a);
        assertThat(a.target(Inbox.MACHINE)).isSameAs(a);
    }

    @Test
    void aMachineForgetsALinkOnceBothEndsAreOver() {
        hosts.connected();
        SimLink closing = (SimLink) hosts.a.links.getFirst();
        SimLink closed = (SimLink) hosts.b.links.getFirst();
        hosts.a.node.run(closing::close);
        hosts.runTo(200);
        assertThat(closed.forgotten).isTrue();
        // Nobody has told the end that closed first.
        assertThat(closing.forgotten).isFalse();
    }

    @Test
    void theOldestAcceptedDialIsForgottenWhenThereAreTooMany() {
        for (int i = 0; i <= Host.MOST_ACCEPTED; i++) {
            b.acceptedFor(knock(i, Long.MAX_VALUE / 2), i);
        }
        assertThat(b.acceptedFor(knock(0, 0))).isNull();
        assertThat(b.acceptedFor(knock(1, 0))).isEqualTo(1);
    }

    @Test
    void anAcceptedDialIsForgottenWhenItCannotKnockAgain() {
        b.acceptedFor(knock(0, 0), 0);
        hosts.runTo(61_000);
        b.acceptedFor(knock(1, 0), 1);
        assertThat(b.acceptedFor(knock(0, 0))).isNull();
        assertThat(b.acceptedFor(knock(1, 0))).isEqualTo(1);
    }
}
