package dev.understory.network;

import static dev.understory.network.TwoHosts.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.SimNode;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.ListenEvent;
import dev.understory.transport.LookupEvent;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimLinkTest {
    private static final Endpoint B = TwoHosts.B;

    @Test
    void openingCostsOneRoundTripForTheDiallerAndOneAndAHalfForTheListener() {
        try (TwoHosts two = new TwoHosts().connected()) {
            assertThat(two.a.all(DialEvent.Opened.class))
                    .extracting(TwoHosts.Heard::millis)
                    .containsExactly(20L);
            assertThat(two.b.all(ListenEvent.Accepted.class))
                    .extracting(TwoHosts.Heard::millis)
                    .containsExactly(30L);
            assertThat(two.a.link().remote()).isEqualTo(B);
            assertThat(two.b.link().local()).isEqualTo(B);
            assertThat(two.b.link().remote()).isEqualTo(two.a.link().local());
        }
    }

    @Test
    void moreRoundTripsDelayTheConnect() {
        try (TwoHosts two = new TwoHosts(Streams.connecting(2.5, 10)).connected()) {
            assertThat(two.a.all(DialEvent.Opened.class))
                    .extracting(TwoHosts.Heard::millis)
                    .containsExactly(40L);
        }
        try (TwoHosts two = new TwoHosts(Streams.connecting(1, 10)).connected()) {
            assertThat(two.b.all(ListenEvent.Accepted.class))
                    .extracting(TwoHosts.Heard::millis)
                    .containsExactly(10L);
            two.b.write(5);
            two.runTo(200);
            assertThat(two.a.received()).isEqualTo(5);
        }
    }

    /** Its bytes go where the machine is; by that address nobody finds it. */
    @Test
    void aMachineCanDialFromAnotherAddressThatNobodyCanDial() {
        try (TwoHosts two = new TwoHosts()) {
            two.a.node.start();
            two.b.node.start();
            two.b.listen(9000);
            two.a.dialFrom("2001:db8::7", B, 5_000);
            two.runTo(100);
            two.a.attach();
            two.b.attach();
            assertThat(two.b.link().remote().host()).isEqualTo("2001:db8::7");
            two.b.write(5);
            two.runTo(200);
            assertThat(two.a.received()).isEqualTo(5);
            two.b.dial(new Endpoint("2001:db8::7", 9000), 1_000);
            two.runTo(2_000);
            assertThat(two.b.all(DialEvent.DialFailed.class)).hasSize(1);
        }
    }

    @Test
    void bytesArriveInOrderAfterTheWay() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.a.node.run(() -> {
                two.a.link().write(Bytes.wrap(new byte[] {1, 2}));
                two.a.link().write(Bytes.wrap(new byte[] {3}));
            });
            two.b.write(7);
            two.runTo(200);
            assertThat(two.b.all(LinkEvent.Received.class))
                    .containsExactly(
                            new TwoHosts.Heard(110, new LinkEvent.Received(Bytes.wrap(new byte[] {1, 2}))),
                            new TwoHosts.Heard(110, new LinkEvent.Received(Bytes.wrap(new byte[] {3}))));
            assertThat(two.a.receivedAt()).containsExactly(110L);
        }
    }

    @Test
    void jitterNeverReordersALink() {
        NetworkModel model =
                NetworkModel.of(Regions.single(10 * MS)).withJitter(Distribution.of(new Law.Uniform(0, 50 * MS)));
        try (TwoHosts two = new TwoHosts(model, AccessClass.UNLIMITED, AccessClass.UNLIMITED, 1, 5)) {
            two.a.node.start();
            two.b.node.start();
            two.b.listen(9000);
            two.a.dial(B, 5_000);
            two.runTo(1_000);
            two.a.attach();
            two.b.attach();
            for (int i = 0; i < 100; i++) {
                byte[] number = {(byte) i};
                two.simulation.at(
                        (1_000 + i) * MS,
                        () -> two.a.node.run(() -> two.a.link().write(Bytes.wrap(number))));
            }
            two.runTo(2_000);
            List<Integer> order = new ArrayList<>();
            two.b
                    .all(LinkEvent.Received.class)
                    .forEach(heard -> order.add(
                            (int) ((LinkEvent.Received) heard.event()).bytes().at(0)));
            assertThat(order).hasSize(100).isSorted();
            assertThat(two.b.receivedAt().getFirst()).isBetween(1_010L, 1_060L);
        }
    }

    @Test
    void aDialThatNobodyListensToIsRefusedAfterARoundTrip() {
        try (TwoHosts two = new TwoHosts()) {
            two.a.node.start();
            two.b.node.start();
            two.a.dial(B, 5_000);
            two.runTo(100);
            assertThat(two.a.all(DialEvent.DialFailed.class)).hasSize(1).allSatisfy(heard -> {
                assertThat(heard.millis()).isEqualTo(20);
                assertThat(((DialEvent.DialFailed) heard.event()).reason()).isEqualTo(DialEvent.Reason.REFUSED);
            });
        }
    }

    @Test
    void aDialToAMachineThatIsOffOrToAnAddressOfNobodyTimesOut() {
        try (TwoHosts two = new TwoHosts()) {
            two.a.node.start();
            two.a.dial(B, 3_000);
            two.a.dial(new Endpoint("203.0.113.9", 9000), 2_000);
            two.a.dial(new Endpoint("nobody.example", 9000), 2_000);
            two.runTo(10_000);
            assertThat(two.a.all(DialEvent.DialFailed.class))
                    .extracting(TwoHosts.Heard::millis, heard -> ((DialEvent.DialFailed) heard.event()).reason())
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(0L, DialEvent.Reason.UNRESOLVED),
                            org.assertj.core.groups.Tuple.tuple(2_000L, DialEvent.Reason.TIMEOUT),
                            org.assertj.core.groups.Tuple.tuple(3_000L, DialEvent.Reason.TIMEOUT));
        }
    }

    @Test
    void aDialSucceedsByItsNextPacketOnceTheMachineIsUp() {
        try (TwoHosts two = new TwoHosts()) {
            two.a.node.start();
            two.a.dial(B, 30_000);
            two.simulation.at(2_000 * MS, () -> {
                two.b.node.start();
                two.b.listen(9000);
            });
            two.runTo(10_000);
            // Packets leave at 0, 1 and 3 seconds.
            assertThat(two.a.all(DialEvent.Opened.class))
                    .extracting(TwoHosts.Heard::millis)
                    .containsExactly(3_020L);
        }
    }

    @Test
    void aFullBacklogDoesNotAnswer() {
        try (TwoHosts two = new TwoHosts(Streams.connecting(1.5, 2))) {
            two.a.node.start();
            two.b.node.start();
            two.b.listen(9000);
            for (int i = 0; i < 3; i++) {
                two.a.dial(B, 2_000);
            }
            two.runTo(2_500);
            assertThat(two.a.all(DialEvent.Opened.class)).hasSize(2);
            assertThat(two.a.last(DialEvent.DialFailed.class).reason()).isEqualTo(DialEvent.Reason.TIMEOUT);
            two.b.attach();
            two.a.dial(B, 2_000);
            two.runTo(5_000);
            assertThat(two.a.all(DialEvent.Opened.class)).hasSize(3);
        }
    }

    @Test
    void closingSendsWhatWaitsAndThenEndsBothSides() {
        StreamModel stream = Streams.windows(1_000, 10_000, 64 << 10, 32 << 10);
        try (TwoHosts two = new TwoHosts(stream).connected()) {
            two.a.node.run(() -> {
                for (int i = 0; i < 5; i++) {
                    two.a.link().write(Bytes.wrap(new byte[1_000]));
                }
                two.a.link().close();
                two.a.link().write(Bytes.wrap(new byte[1]));
            });
            assertThat(two.a.all(LinkEvent.Closed.class)).isEmpty();
            two.runTo(1_000);
            assertThat(two.b.received()).isEqualTo(5_000);
            assertThat(two.a.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.LOCAL);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.END_OF_STREAM);
            assertThat(two.network.counters(two.a.node).openLinks()).isZero();
            assertThat(two.network.counters(two.b.node).openLinks()).isZero();
        }
    }

    @Test
    void abortingResetsTheRemoteAndLosesWhatItHasNotRead() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.b.node.run(() -> two.b.link().suspendReading());
            two.a.write(500);
            two.simulation.at(120 * MS, () -> two.a.node.run(() -> two.a.link().abort()));
            two.runTo(200);
            assertThat(two.a.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.LOCAL);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.RESET);
            assertThat(two.b.received()).isZero();
        }
    }

    @Test
    void aLinkEndsOnlyAfterAllThatArrivedWasRead() {
        StreamModel stream = Streams.windows(1 << 20, 1_000, 64 << 10, 32 << 10);
        try (TwoHosts two = new TwoHosts(stream).connected()) {
            two.b.consume = false;
            two.a.node.run(() -> {
                for (int i = 0; i < 5; i++) {
                    two.a.link().write(Bytes.wrap(new byte[600]));
                }
                two.a.link().close();
            });
            two.runTo(200);
            assertThat(two.b.received()).isEqualTo(1_200);
            assertThat(two.b.all(LinkEvent.Closed.class)).isEmpty();
            two.b.consume = true;
            two.b.node.run(() -> two.b.link().consumed(1_200));
            two.runTo(300);
            assertThat(two.b.received()).isEqualTo(3_000);
            assertThat(two.b.all(LinkEvent.Closed.class)).hasSize(1);
        }
    }

    @Test
    void suspendedReadingBacksUpTheSenderUntilItIsResumed() {
        StreamModel stream = Streams.windows(10_000, 5_000, 4_000, 1_000);
        try (TwoHosts two = new TwoHosts(stream).connected()) {
            two.b.node.run(() -> two.b.link().suspendReading());
            for (int i = 0; i < 20; i++) {
                two.a.write(1_000);
            }
            two.runTo(5_000);
            assertThat(two.b.received()).isZero();
            assertThat(two.network.counters(two.a.node).writes()).isEqualTo(10);
            assertThat(two.a.link().isWritable()).isFalse();
            assertThat(two.a.all(LinkEvent.Writable.class)).isEmpty();
            two.b.node.run(() -> two.b.link().resumeReading());
            two.runTo(6_000);
            assertThat(two.b.received()).isEqualTo(20_000);
            assertThat(two.a.link().isWritable()).isTrue();
            assertThat(two.a.all(LinkEvent.Writable.class)).hasSize(1);
        }
    }

    @Test
    void anOwnerWithoutCreditIsNotGivenMoreThanTheLimit() {
        StreamModel stream = Streams.windows(10_000, 5_000, 4_000, 1_000);
        try (TwoHosts two = new TwoHosts(stream).connected()) {
            two.b.consume = false;
            for (int i = 0; i < 30; i++) {
                two.a.write(1_000);
            }
            two.runTo(5_000);
            assertThat(two.b.received()).isEqualTo(5_000);
            assertThat(two.network.counters(two.b.node).deliveries()).isEqualTo(10);
        }
    }

    @Test
    void aLinkThatCarriesLittleCostsNoEventsForWindows() {
        try (TwoHosts two = new TwoHosts().connected()) {
            long before = two.a.node.events();
            for (int i = 0; i < 100; i++) {
                two.simulation.at((100 + 20 * i) * MS, () -> two.a.write(3_000));
            }
            two.runTo(5_000);
            assertThat(two.b.received()).isEqualTo(300_000);
            // The one event is the dial's own timer.
            assertThat(two.a.node.events() - before).isEqualTo(1);
        }
    }

    @Test
    void aMachineCanDialItself() {
        try (TwoHosts two = new TwoHosts()) {
            two.b.node.start();
            two.b.listen(9000);
            two.b.dial(B, 5_000);
            two.b.dial(new Endpoint("127.0.0.1", 9000), 5_000);
            two.runTo(10);
            assertThat(two.b.all(DialEvent.Opened.class)).hasSize(2);
            assertThat(two.b.all(ListenEvent.Accepted.class)).hasSize(2);
            two.b.attach();
            var dialled = two.b.last(DialEvent.Opened.class).link();
            two.b.node.run(() -> {
                dialled.write(Bytes.wrap(new byte[3]));
                dialled.close();
            });
            two.runTo(20);
            assertThat(two.b.received()).isEqualTo(3);
            assertThat(two.b.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.END_OF_STREAM);
        }
    }

    @Test
    void listeningNeedsAFreePortOfOnesOwn() {
        try (TwoHosts two = new TwoHosts()) {
            two.b.node.start();
            var listener = two.b.listen(9000);
            two.b.node.run(() -> {});
            var ear = two.b.node.<ListenEvent>spawn(
                    org.apache.pekko.actor.typed.javadsl.Behaviors.receiveMessage(event -> {
                        two.b.heard.add(new TwoHosts.Heard(0, event));
                        return org.apache.pekko.actor.typed.javadsl.Behaviors.same();
                    }),
                    "ear");
            two.b.node.run(() -> {
                two.b.transport.listen(new Endpoint("b", 9000), ear);
                two.b.transport.listen(new Endpoint("a", 9001), ear);
                listener.close();
                two.b.transport.listen(new Endpoint("b", 9000), ear);
                two.b.transport.listen(new Endpoint("0.0.0.0", 0), ear);
            });
            assertThat(two.b.all(ListenEvent.ListenFailed.class))
                    .extracting(heard -> ((ListenEvent.ListenFailed) heard.event()).detail())
                    .containsExactly("port 9000 is in use", "this machine is b, not a");
            assertThat(two.b.all(ListenEvent.Listening.class))
                    .extracting(heard ->
                            ((ListenEvent.Listening) heard.event()).local().port())
                    .containsExactly(9000, 9000, 49_152);
        }
    }

    @Test
    void translatedMachinesAreDialledOnlyByWhomTheirKindAdmits() {
        NetworkModel model = NetworkModel.of(Regions.single(10 * MS)).withJitter(Distribution.ZERO);
        for (Nat nat : Nat.values()) {
            AccessClass access = new AccessClass("behind " + nat, 0, 0, Distribution.ZERO, Long.MAX_VALUE, nat);
            try (TwoHosts two = new TwoHosts(model, AccessClass.UNLIMITED, access, 1, 1)) {
                two.a.node.start();
                two.b.node.start();
                two.b.listen(9000);
                two.a.dial(B, 500);
                two.runTo(1_000);
                assertThat(two.a.all(DialEvent.Opened.class)).hasSize(nat == Nat.NONE ? 1 : 0);
                two.b.dial(new Endpoint("a", 1), 500);
                two.runTo(1_500);
                two.a.dial(B, 500);
                two.runTo(2_000);
                int expected = switch (nat) {
                    case NONE -> 2;
                    case CONE -> 1;
                    case SYMMETRIC -> 0;
                };
                assertThat(two.a.all(DialEvent.Opened.class)).hasSize(expected);
            }
        }
    }

    /** So nothing is looked up in a simulation, and a name is judged as what it is there: an address. */
    @Test
    void theNameOfAMachineIsItsAddress() {
        try (TwoHosts two = new TwoHosts()) {
            two.a.node.start();
            assertThat(two.a.transport.isAddress("b")).isTrue();
            two.a.lookUp("b");
            two.runTo(1);
            assertThat(two.a.last(LookupEvent.class)).isEqualTo(new LookupEvent.Found("b", List.of("b"), 0));
        }
    }

    @Test
    void aRenamedMachineIsFoundByItsNewName() {
        try (TwoHosts two = new TwoHosts()) {
            two.a.node.start();
            two.b.node.start();
            two.b.listen(9000);
            two.network.rename(two.b.node, "elsewhere");
            two.a.dial(B, 500);
            two.a.dial(new Endpoint("elsewhere", 9000), 500);
            two.runTo(1_000);
            assertThat(two.a.all(DialEvent.Opened.class)).hasSize(1);
            assertThat(two.a.last(DialEvent.DialFailed.class).reason()).isEqualTo(DialEvent.Reason.UNRESOLVED);
        }
    }

    @Test
    void stoppingInGoodOrderEndsLinksAndFreesPorts() {
        try (TwoHosts two = new TwoHosts().connected()) {
            two.b.node.stop(SimNode.StopKind.EXIT);
            two.a.dial(B, 500);
            two.runTo(200);
            assertThat(two.a.last(LinkEvent.Closed.class).cause()).isEqualTo(LinkEvent.Cause.END_OF_STREAM);
            assertThat(two.a.last(DialEvent.DialFailed.class).reason()).isEqualTo(DialEvent.Reason.REFUSED);
        }
    }
}
