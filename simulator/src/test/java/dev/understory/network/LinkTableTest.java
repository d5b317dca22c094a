package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.Inbox;
import dev.understory.engine.SimNode;
import dev.understory.law.Distribution;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Links whose machine lost its power: the other ends know nothing. */
    private List<SimLink> dead(long from, int count) {
        List<SimLink> dead = new ArrayList<>();
        for (long id = from; id < from + count; id++) {
            SimLink link = link(id);
            link.connect(id);
            link.die(SimNode.StopKind.POWER_LOSS);
            table.add(link);
            dead.add(link);
        }
        return dead;
    }

    @Test
    void allLinksOfTheLastLifeAreKeptAndOfEarlierLivesOnlyTheNewest() {
        int most = LinkTable.MOST_UNANSWERED;
        List<SimLink> earlier = dead(0, most + 10);
        table.dead(earlier, 0);
        assertThat(table.size()).isEqualTo(most + 10);
        table.dead(dead(most + 10, 3), Long.MAX_VALUE);
        assertThat(table.size()).isEqualTo(most + 3);
        assertThat(earlier.get(9).forgotten).isTrue();
        assertThat(table.get(10)).isSameAs(earlier.get(10));
    }

    @Test
    void aLinkThatHasBeenAnsweredLeavesItsPlaceToOthers() {
        List<SimLink> dead = dead(0, LinkTable.MOST_UNANSWERED);
        table.dead(dead, 0);
        dead.subList(5, 10).forEach(table::forget);
        table.dead(List.of(), 0);
        table.dead(dead(dead.size(), 5), 0);
        table.dead(List.of(), 0);
        assertThat(table.get(0)).isNotNull();
        assertThat(table.size()).isEqualTo(LinkTable.MOST_UNANSWERED);
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
    void bothMachinesForgetALinkThatIsClosedIfNothingCanHaveBeenDropped() {
        hosts.connected();
        SimLink closing = (SimLink) hosts.a.links.getFirst();
        SimLink closed = (SimLink) hosts.b.links.getFirst();
        hosts.a.node.run(closing::close);
        hosts.runTo(200);
        assertThat(closing.forgotten).isTrue();
        assertThat(closed.forgotten).isTrue();
    }

    @Test
    void ofManyLinksThatAreOpenedAndClosedNoneIsRemembered() {
        hosts.a.node.start();
        hosts.b.node.start();
        hosts.b.listen(9000);
        for (int i = 0; i < 200; i++) {
            openAndClose(hosts, i);
        }
        assertThat(hosts.a.links).hasSize(200).allMatch(link -> ((SimLink) link).forgotten);
        assertThat(hosts.b.links).hasSize(200).allMatch(link -> ((SimLink) link).forgotten);
    }

    /** Either end closes first, some links in good order and some not. */
    private static void openAndClose(TwoHosts two, int number) {
        two.a.dial(TwoHosts.B, 5_000);
        two.runTo(two.simulation.now() / TwoHosts.MS + 100);
        TwoHosts.Machine first = number % 2 == 0 ? two.a : two.b;
        Link closing = first.link();
        first.node.run(number % 4 < 2 ? closing::close : closing::abort);
        two.runTo(two.simulation.now() / TwoHosts.MS + 100);
    }

    @Test
    void aLinkOfWhichBytesMayHaveBeenDroppedIsForgottenWhenAnotherOpensMuchLater() {
        NetworkModel model = NetworkModel.of(Regions.single(10 * TwoHosts.MS));
        AccessClass slow = new AccessClass("slow", 0, 8_000_000, Distribution.ZERO, 20_000, Nat.NONE);
        try (TwoHosts two = new TwoHosts(model, AccessClass.UNLIMITED, slow, 1, 1)) {
            two.connected();
            SimLink first = (SimLink) two.a.link();
            two.a.node.run(first::close);
            two.runTo(200);
            assertThat(first.forgotten).isFalse();
            two.runTo(200 + LinkTable.CLOSED_NANOS / TwoHosts.MS);
            openAndClose(two, 0);
            assertThat(first.forgotten).isTrue();
        }
    }

    @Test
    void aLinkWhoseDialMayBeAnsweredAgainIsRememberedSoThatTheSecondAnswerDoesNotResetIt() {
        NetworkModel model =
                NetworkModel.of(Regions.single(1_500 * TwoHosts.MS)).withJitter(Distribution.ZERO);
        try (TwoHosts two = new TwoHosts(model, AccessClass.UNLIMITED, AccessClass.UNLIMITED, 1, 1)) {
            two.a.node.start();
            two.b.node.start();
            two.b.listen(9000);
            two.a.dial(TwoHosts.B, 10_000);
            while (two.a.links.isEmpty()) {
                two.runTo(two.simulation.now() / TwoHosts.MS + 10);
            }
            two.a.node.run(two.a.link()::close);
            assertThat(((SimLink) two.a.link()).forgotten).isFalse();
            two.runTo(60_000);
            two.b.attach();
            two.runTo(61_000);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.END_OF_STREAM);
        }
    }

    @Test
    void aMachineForgetsALinkThatItHasReset() {
        hosts.connected();
        SimLink dying = (SimLink) hosts.a.links.getFirst();
        SimLink reset = (SimLink) hosts.b.links.getFirst();
        hosts.a.node.stop(SimNode.StopKind.PROCESS_CRASH);
        hosts.runTo(200);
        assertThat(dying.forgotten).isTrue();
        assertThat(reset.forgotten).isTrue();
    }

    private void writeAll(List<Link> links) {
        hosts.a.node.run(() -> links.forEach(link -> link.write(Bytes.wrap(new byte[10]))));
        hosts.runTo(hosts.simulation.now() / TwoHosts.MS + 100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMachineThatLostItsPowerWithMoreLinksThanItRemembersOtherwiseResetsThemAll(boolean whileItIsOff) {
        hosts.a.node.start();
        hosts.b.node.start();
        hosts.b.listen(9000);
        int many = LinkTable.MOST_ENDED + 204;
        for (int i = 0; i < many; i++) {
            hosts.a.dial(TwoHosts.B, 5_000);
            hosts.runTo(hosts.simulation.now() / TwoHosts.MS + 50);
            hosts.b.attach();
        }
        List<Link> dialled = List.copyOf(hosts.a.links);
        assertThat(dialled).hasSize(many).allMatch(Link::isWritable);
        hosts.b.node.stop(SimNode.StopKind.POWER_LOSS);
        if (whileItIsOff) {
            writeAll(dialled);
        }
        hosts.b.node.start();
        if (!whileItIsOff) {
            writeAll(dialled);
        }
        hosts.runTo(hosts.simulation.now() / TwoHosts.MS + 100);
        assertThat(dialled).noneMatch(Link::isWritable);
        assertThat(hosts.b.links).allMatch(link -> ((SimLink) link).forgotten);
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
