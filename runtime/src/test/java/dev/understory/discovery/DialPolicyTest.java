package dev.understory.discovery;

import static dev.understory.discovery.DiscoveryTesting.MINUTE;
import static dev.understory.discovery.DiscoveryTesting.SECOND;
import static dev.understory.discovery.DiscoveryTesting.at;
import static dev.understory.discovery.DiscoveryTesting.host;
import static dev.understory.discovery.DiscoveryTesting.key;
import static dev.understory.discovery.DiscoveryTesting.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.discovery.DialPolicy.Choice;
import dev.understory.discovery.DiscoveryEvent.Purpose;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.Routability;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.PeerBook;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whom a node dials, and when. */
final class DialPolicyTest {
    private static final PeerAddress SEED = new PeerAddress(key(500), "13.1.0.1", 9002);

    private final PeerBook book = DiscoveryTesting.book(Routability.PUBLIC);
    private final Neighbours neighbours = new Neighbours();
    private DialPolicy policy = policy(3);
    private long now;

    private DialPolicy policy(int outbound) {
        DiscoverySettings usual = DiscoverySettings.DEFAULT.withOutbound(outbound);
        DiscoverySettings settings = new DiscoverySettings(
                true, true, List.of(SEED), usual.save(), usual.exchange(), usual.dialling(), usual.crawl());
        return new DialPolicy(settings, book, neighbours, TestRandom.stream(1), DiscoveryTesting::backoff, now);
    }

    private void told(BookAddress address) {
        book.add(address, host("14.1.0.1"), now);
    }

    /** The next one to be dialled for a peer; null if there is nobody for ten minutes. */
    private Choice next() {
        for (long end = now + 10 * MINUTE; now < end; now += SECOND / 4) {
            Choice choice = policy.next(now);
            if (choice != null && choice.purpose() != Purpose.FEELER) {
                return choice;
            }
            if (choice != null) {
                policy.ended(choice, DialVerdict.REACHED, now);
            }
        }
        return null;
    }

    private void connect(int number) {
        neighbours.admitted(number, peer(number, Direction.OUTBOUND));
    }

    @Test
    void dialsAddressesOfTheBookUntilThereAreEnoughPeers() {
        for (int i = 1; i <= 9; i++) {
            told(at(i));
        }
        Set<PeerAddress> dialled = new LinkedHashSet<>();
        for (int i = 0; i < 3; i++) {
            dialled.add(next().address());
        }
        assertThat(dialled).hasSize(3);
        assertThat(next()).as("three are under way").isNull();
        connect(1);
        assertThat(next()).isNull();
    }

    @Test
    void aDialBeginsAPauseAfterTheOneBefore() {
        for (int i = 1; i <= 9; i++) {
            told(at(i));
        }
        next();
        long first = now;
        next();
        assertThat(now - first).isBetween(SECOND / 4, SECOND);
    }

    @Test
    void peersOfBeforeAreDialledFirst() {
        for (int i = 1; i <= 50; i++) {
            told(at(i));
        }
        book.anchors(List.of(at(33), at(44)));
        policy = policy(3);
        assertThat(next()).isEqualTo(Choice.of(Purpose.ANCHOR, at(33)));
        assertThat(next()).isEqualTo(Choice.of(Purpose.ANCHOR, at(44)));
        assertThat(next().purpose()).isEqualTo(Purpose.PEER);
    }

    @Test
    void anAnchorWhoseDialOurOwnLimitsEndedIsDialledFirstAgainAfterAWhile() {
        for (int i = 1; i <= 50; i++) {
            told(at(i));
        }
        book.anchors(List.of(at(33), at(44)));
        policy = policy(3);
        policy.ended(next(), DialVerdict.NONE, now);
        policy.ended(next(), DialVerdict.FAILED, now);
        assertThat(next().purpose()).as("it has to wait").isEqualTo(Purpose.PEER);
        now += MINUTE;
        assertThat(next()).isEqualTo(Choice.of(Purpose.ANCHOR, at(33)));
        assertThat(next().purpose()).as("the other one has failed").isEqualTo(Purpose.PEER);
    }

    @Test
    void whoIsTakenOutOfTheBookIsNoAnchorAnyMoreNorAfterADialUnderWay() {
        for (int i = 1; i <= 9; i++) {
            told(at(i));
        }
        book.anchors(List.of(at(33), at(44)));
        policy = policy(3);
        Choice underWay = next();
        assertThat(underWay).isEqualTo(Choice.of(Purpose.ANCHOR, at(33)));
        policy.forget(address -> address.equals(at(33)) || address.equals(at(44)));
        policy.ended(underWay, DialVerdict.NONE, now);
        now += MINUTE;
        assertThat(next().purpose()).isEqualTo(Purpose.PEER);
    }

    @Test
    void anAnchorThatOurOwnLimitsNeverLetThroughIsTriedMoreAndMoreSeldom() {
        book.anchors(List.of(at(33)));
        policy = policy(3);
        List<Long> tries = new ArrayList<>();
        for (long end = now + 60 * MINUTE; now < end; now += SECOND / 4) {
            Choice choice = policy.next(now);
            if (choice != null) {
                boolean isAnchor = choice.purpose() == Purpose.ANCHOR;
                policy.ended(choice, isAnchor ? DialVerdict.NONE : DialVerdict.FAILED, now);
                tries.addAll(isAnchor ? List.of(now) : List.of());
            }
        }
        assertThat(tries).hasSizeGreaterThan(2);
        assertThat(tries.get(2) - tries.get(1)).isGreaterThan(3 * (tries.get(1) - tries.get(0)) / 2);
    }

    @Test
    void noTwoPeersThatItDialsAreInOneNetworkUnlessNothingElseIsLeft() {
        for (int i = 1; i <= 20; i++) {
            told(at(i, "11.1.7." + i));
        }
        told(at(60));
        connect(1);
        assertThat(next().address()).isEqualTo(at(60).toPeerAddress());
        assertThat(next().address().host()).startsWith("11.1.7.");
    }

    @Test
    void nobodyIsDialledWhoIsConnectedOrIsBeingDialledElsewhere() {
        told(at(1));
        told(at(1, "12.1.0.1"));
        assertThat(next().purpose()).isEqualTo(Purpose.PEER);
        assertThat(next().purpose()).as("the same identity").isEqualTo(Purpose.SEED);
        told(at(2));
        neighbours.admitted(2, peer(2, Direction.INBOUND));
        assertThat(next()).isNull();
    }

    @Test
    void anAddressWhoseDialHasFailedWaitsLongerAndLonger() {
        told(at(1));
        neighbours.admitted(500, peer(500, Direction.INBOUND));
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Choice choice = next();
            long failed = now;
            policy.ended(choice, DialVerdict.FAILED, now);
            next();
            waits.add((now - failed) / SECOND);
            policy.ended(choice, DialVerdict.FAILED, now);
            now += 60 * MINUTE;
        }
        assertThat(waits.get(0)).isBetween(10L, 17L);
        assertThat(waits.get(1)).isBetween(40L, 47L);
        assertThat(waits.get(2)).isBetween(160L, 167L);
    }

    @Test
    void anAddressThatOurOwnLimitsKeptFromBeingReachedWaitsNoLongerEachTime() {
        told(at(1));
        neighbours.admitted(500, peer(500, Direction.INBOUND));
        Choice choice = next();
        for (int i = 0; i < 6; i++) {
            long refused = now;
            policy.ended(choice, DialVerdict.NONE, now);
            assertThat(next()).isEqualTo(choice);
            assertThat((now - refused) / SECOND).isBetween(10L, 17L);
        }
        policy.ended(choice, DialVerdict.FAILED, now);
        long failed = now;
        next();
        assertThat((now - failed) / SECOND).as("the first failure").isBetween(10L, 17L);
        policy.ended(choice, DialVerdict.NONE, now);
        next();
        policy.ended(choice, DialVerdict.FAILED, now);
        failed = now;
        next();
        assertThat((now - failed) / SECOND).as("the second failure").isBetween(20L, 27L);
    }

    @Test
    void soManyWaitsAreRememberedAndNoMore() {
        for (int i = 0; i < DialPolicy.MOST_WAITS; i++) {
            policy.ended(Choice.of(Purpose.FEELER, at(i + 1000, "11.9.0.1")), DialVerdict.FAILED, now);
        }
        told(at(1));
        Choice choice = Choice.of(Purpose.FEELER, at(1));
        policy.ended(choice, DialVerdict.FAILED, now);
        assertThat(policy.waits()).isEqualTo(DialPolicy.MOST_WAITS);
        policy.ended(choice, DialVerdict.REACHED, now);
        assertThat(policy.waits()).isEqualTo(DialPolicy.MOST_WAITS - 1);
    }

    @Test
    void aSeedIsDialledWhenNobodyElseIsKnownAndNeverFromTheBook() {
        told(new BookAddress(SEED.key(), host(SEED.host()), SEED.port()));
        assertThat(next()).isEqualTo(new Choice(Purpose.SEED, SEED, null));
        told(at(1));
        assertThat(next()).isEqualTo(Choice.of(Purpose.PEER, at(1)));
    }

    @Test
    void aSeedThatWasVisitedIsNotVisitedAgainBeforeItHasAnotherAnswer() {
        Choice visit = next();
        long ended = now;
        policy.ended(visit, DialVerdict.REACHED, now);
        assertThat(next()).isEqualTo(visit);
        assertThat(now - ended).isGreaterThanOrEqualTo(MINUTE);
    }

    @Test
    void anAddressThatIsOurOwnIsNotDialledAgain() {
        told(at(1));
        policy.isOwn(at(1));
        assertThat(next().purpose()).isEqualTo(Purpose.SEED);
    }

    @Test
    void feelersGoOutNowAndThenThoughThereAreEnoughPeers() {
        for (int i = 1; i <= 100; i++) {
            told(at(i));
        }
        policy = policy(0);
        int feelers = 0;
        for (; now < 60 * MINUTE; now += SECOND) {
            Choice choice = policy.next(now);
            if (choice != null) {
                assertThat(choice.purpose()).isEqualTo(Purpose.FEELER);
                policy.ended(choice, DialVerdict.REACHED, now);
                feelers++;
            }
        }
        assertThat(feelers).isBetween(22, 40);
    }

    @Test
    void aSeedThatHasNoRoomIsAskedAgainAfterTheFirstWaitHoweverOftenItHadNone() {
        policy.ended(next(), DialVerdict.BUSY, now);
        for (int i = 0; i < 20; i++) {
            long refused = now;
            Choice again = next();
            assertThat(again.purpose()).isEqualTo(Purpose.SEED);
            assertThat(now - refused).isBetween(10 * SECOND, 20 * SECOND);
            policy.ended(again, DialVerdict.BUSY, now);
        }
    }

    @Test
    void whoWasPassedOverIsDialledIfNobodyElseIsKnown() {
        connect(1);
        told(at(1));
        policy.passOver(key(1), Duration.ofHours(1), now);
        neighbours.lost(1);
        assertThat(policy.trial(now)).isNull();
        assertThat(next()).isEqualTo(Choice.of(Purpose.PEER, at(1)));
    }

    @Test
    void noMoreAreRememberedAsPassedOverThanHaveToWait() {
        for (int i = 1; i <= DialPolicy.MOST_WAITS + 10; i++) {
            neighbours.admitted(i, peerAt(i));
            policy.passOver(key(i), Duration.ofHours(1), now);
        }
        assertThat(policy.passedOver()).isEqualTo(DialPolicy.MOST_WAITS);
    }

    private static PeerInfo peerAt(int number) {
        var remote = new Endpoint("11." + number / 250 + "." + number % 250 + ".1", 9002);
        return new PeerInfo(key(number), Direction.OUTBOUND, remote, false, false, 0);
    }
}
