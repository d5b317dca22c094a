package dev.understory.discovery;

import static dev.understory.discovery.DiscoveryTesting.MINUTE;
import static dev.understory.discovery.DiscoveryTesting.PUBLIC;
import static dev.understory.discovery.DiscoveryTesting.SECOND;
import static dev.understory.discovery.DiscoveryTesting.at;
import static dev.understory.discovery.DiscoveryTesting.entry;
import static dev.understory.discovery.DiscoveryTesting.key;
import static dev.understory.discovery.DiscoveryTesting.peer;
import static dev.understory.discovery.DiscoveryTesting.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialOutcome;
import dev.understory.crypto.TestRandom;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.Routability;
import dev.understory.mux.Topic;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.PeerBook;
import dev.understory.peerbook.PeerRecord;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.transport.Endpoint;
import dev.understory.wire.BookPeer;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import dev.understory.wire.PeerBookMessages;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node's whole search for peers, without an actor. */
final class DiscoveryTest {
    private static final Capabilities SEVERAL = Capabilities.of(EnumSet.of(Capability.SEVERAL_ADDRESSES), "");
    private static final PeerAddress SEED = new PeerAddress(key(500), "13.1.0.1", 9002);

    private final PeerBook book = DiscoveryTesting.book(Routability.PUBLIC);
    private long now;
    private final Discovery discovery = discovery();

    private Discovery discovery() {
        DiscoverySettings usual = DiscoverySettings.DEFAULT.withOutbound(3);
        DiscoverySettings settings = new DiscoverySettings(
                true, true, List.of(SEED), usual.save(), usual.exchange(), usual.dialling(), usual.crawl());
        DiscoveryRandom random =
                new DiscoveryRandom(TestRandom.stream(1), TestRandom.stream(2), DiscoveryTesting::backoff);
        return new Discovery(settings, book, 9002, true, PUBLIC, random, () -> now);
    }

    private List<DiscoveryEffect> done() {
        List<DiscoveryEffect> effects = new ArrayList<>(discovery.effects());
        discovery.effects().clear();
        return effects;
    }

    /** What is wanted within that time, nothing of which is carried out. */
    private List<DiscoveryEffect> during(long nanos) {
        List<DiscoveryEffect> effects = new ArrayList<>(done());
        for (long end = now + nanos; discovery.nextWake() <= end; ) {
            now = Math.max(now, discovery.nextWake());
            discovery.wake();
            effects.addAll(done());
        }
        return effects;
    }

    private void admit(int number, Direction direction) {
        discovery.admitted(number, peer(number, direction));
    }

    private DiscoveryEffect.Dial dialOf(List<DiscoveryEffect> effects) {
        return effects.stream()
                .filter(DiscoveryEffect.Dial.class::isInstance)
                .map(DiscoveryEffect.Dial.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static <T extends DiscoveryEffect> List<T> only(Class<T> type, List<DiscoveryEffect> effects) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** A peer that was asked tells of that address. */
    private void tells(int teller, int about, String address) {
        admit(teller, Direction.INBOUND);
        List<DiscoveryEffect> effects = during(MINUTE);
        assertThat(effects).contains(new DiscoveryEffect.Send(teller, Topic.PEERS_REQUEST, Bytes.EMPTY));
        discovery.answered(key(teller), response(entry(about, address)));
    }

    @Test
    void whatAPeerTellsIsNewUntilADialHasProvenItAndThenItIsToItsCredit() {
        tells(1, 2, "11.2.0.1:9002");
        assertThat(done()).contains(new DiscoveryEffect.Commend(key(1), Credit.ADDRESSES_ANSWERED));
        assertThat(book.find(at(2)).isTried()).isFalse();
        admit(2, Direction.OUTBOUND);
        assertThat(book.find(at(2)).isTried()).isTrue();
        assertThat(done()).contains(new DiscoveryEffect.Commend(key(1), Credit.TRUE_ADDRESS));
    }

    @Test
    void whereAPeerListensThatHasDialledUsIsAGuessUntilItWasDialled() {
        admit(1, Direction.INBOUND);
        assertThat(book.find(at(1)).isTried()).isFalse();
    }

    @Test
    void anAnswerThatNobodyAskedForIsReportedAndNothingOfItKept() {
        admit(1, Direction.INBOUND);
        discovery.answered(key(1), response(entry(2, "11.2.0.1:9002")));
        assertThat(done()).contains(new DiscoveryEffect.Report(key(1), Offence.PEERS_NOT_ASKED_FOR));
        assertThat(book.find(at(2))).isNull();
        discovery.answered(key(9), response());
        assertThat(done()).as("who is not connected any more").isEmpty();
    }

    @Test
    void addressesThatNobodyMayHaveAreNeitherKeptNorDialled() {
        for (String address : List.of("127.0.0.1:9002", "10.0.0.1:9002", "[fc00::1]:9002", "12.0.0.1:22")) {
            tells(1, 2, address);
            discovery.lost(1);
        }
        assertThat(book.addresses()).extracting(BookAddress::key).doesNotContain(key(2));
    }

    @Test
    void tellsOfProvenAddressesAndOfAConnectedHostOnlyWhereThereIsNone() {
        admit(1, Direction.INBOUND);
        admit(2, Direction.INBOUND);
        discovery.requested(key(1), Bytes.EMPTY);
        assertThat(done())
                .contains(new DiscoveryEffect.Send(1, Topic.PEERS_RESPONSE, response(entry(2, "11.2.0.1:9002"))));
        admit(3, Direction.OUTBOUND);
        now += 2 * MINUTE;
        discovery.requested(key(1), Bytes.EMPTY);
        assertThat(done())
                .contains(new DiscoveryEffect.Send(1, Topic.PEERS_RESPONSE, response(entry(3, "11.3.0.1:9002"))));
    }

    @Test
    void whoTakesSeveralAddressesIsToldOfSeveralAndATellerOfOneStaysAtOne() {
        for (int i = 2; i <= 60; i++) {
            admit(i, i % 2 == 0 ? Direction.OUTBOUND : Direction.INBOUND);
        }
        PeerInfo ours = peer(70, Direction.INBOUND);
        discovery.admitted(70, new PeerInfo(ours.id(), ours.direction(), ours.remote(), false, false, 0, SEVERAL));
        admit(71, Direction.INBOUND);
        done();
        discovery.requested(key(70), Bytes.EMPTY);
        discovery.requested(key(71), Bytes.EMPTY);
        List<DiscoveryEffect.Send> answers = only(DiscoveryEffect.Send.class, done());
        assertThat(answers.get(0).message().size()).isLessThan(4096);
        assertThat(entries(answers.get(0)))
                .as("eight of each kind: of 30 and 31 there is no larger quarter")
                .hasSize(16)
                .doesNotHaveDuplicates()
                .doesNotContain(entry(70, "11.70.0.1:9002"));
        assertThat(entries(answers.get(1))).hasSize(1);
    }

    @Test
    void whoIsAloneWithUsIsToldOfNobody() {
        PeerInfo ours = peer(70, Direction.INBOUND);
        discovery.admitted(70, new PeerInfo(ours.id(), ours.direction(), ours.remote(), false, false, 0, SEVERAL));
        discovery.requested(key(70), Bytes.EMPTY);
        assertThat(done()).contains(new DiscoveryEffect.Send(70, Topic.PEERS_RESPONSE, Bytes.EMPTY));
    }

    @Test
    void anAnswerWithSeveralAddressesIsTakenFromWhoMaySendIt() {
        PeerInfo ours = peer(70, Direction.OUTBOUND);
        discovery.admitted(70, new PeerInfo(ours.id(), ours.direction(), ours.remote(), false, false, 0, SEVERAL));
        admit(71, Direction.OUTBOUND);
        discovery.answered(key(70), response(entry(1, "11.1.0.1:9002"), entry(2, "11.2.0.1:9002")));
        assertThat(book.find(at(2))).isNotNull();
        done();
        discovery.answered(key(71), response(entry(3, "11.3.0.1:9002"), entry(4, "11.4.0.1:9002")));
        assertThat(book.find(at(4))).isNull();
        assertThat(done()).contains(new DiscoveryEffect.Report(key(71), Offence.PEERS_NOT_ASKED_FOR));
    }

    private static List<BookPeer> entries(DiscoveryEffect.Send answer) {
        return PeerBookMessages.decodeResponse(answer.message(), 99)
                .orElseThrow()
                .first();
    }

    @Test
    void theSameRequestTwiceGetsTheSameBytes() {
        for (int i = 2; i <= 9; i++) {
            admit(i, Direction.OUTBOUND);
        }
        admit(1, Direction.INBOUND);
        done();
        discovery.requested(key(1), Bytes.EMPTY);
        Bytes first = only(DiscoveryEffect.Send.class, done()).get(0).message();
        now += 10 * SECOND;
        discovery.requested(key(1), Bytes.EMPTY);
        assertThat(only(DiscoveryEffect.Send.class, done()).get(0).message()).isEqualTo(first);
        discovery.requested(key(1), Bytes.EMPTY);
        assertThat(done()).containsExactly(new DiscoveryEffect.Emit(new DiscoveryEvent.RequestIgnored(key(1))));
    }

    @Test
    void aSeedIsAskedAtOnceAndLeftWhenThereAreOthers() {
        DiscoveryEffect.Dial dial = dialOf(during(MINUTE));
        assertThat(dial.address()).isEqualTo(SEED);
        discovery.admitted(
                50, new PeerInfo(key(500), Direction.OUTBOUND, new Endpoint("13.1.0.1", 9002), false, false, 0));
        discovery.dialled(dial.request(), new DialOutcome.Connected(key(500)));
        assertThat(done()).contains(new DiscoveryEffect.Send(50, Topic.PEERS_REQUEST, Bytes.EMPTY));
        admit(1, Direction.OUTBOUND);
        assertThat(done()).doesNotContain(new DiscoveryEffect.Disconnect(key(500)));
        admit(2, Direction.OUTBOUND);
        assertThat(done()).as("before it has answered").doesNotContain(new DiscoveryEffect.Disconnect(key(500)));
        discovery.answered(key(500), response());
        assertThat(done()).contains(new DiscoveryEffect.Disconnect(key(500)));
    }

    @Test
    void aConnectionFromElsewhereThatHasEndedByThenProvesNoAddress() {
        tells(1, 2, "11.2.0.1:9002");
        DiscoveryEffect.Dial dial = dialOfTheSecond(during(10 * MINUTE));
        discovery.admitted(
                20, new PeerInfo(key(2), Direction.INBOUND, new Endpoint("11.9.0.1", 50_000), false, false, 0));
        discovery.lost(20);
        discovery.dialled(dial.request(), new DialOutcome.Connected(key(2)));
        assertThat(book.find(at(2)).isTried()).isFalse();
        assertThat(book.find(at(2)).failures()).isZero();
    }

    private DiscoveryEffect.Dial dialOfTheSecond(List<DiscoveryEffect> effects) {
        return only(DiscoveryEffect.Dial.class, effects).stream()
                .filter(one -> one.address().equals(at(2).toPeerAddress()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void c4WhoeverOpensAndDropsUnderTheAddressOfAnotherMovesNothingOfHim() {
        admit(2, Direction.OUTBOUND);
        discovery.lost(2);
        PeerRecord before = book.find(at(2));
        for (int i = 0; i < 200; i++) {
            Endpoint sameHost = new Endpoint("11.2.0.1", 40_000 + i);
            discovery.admitted(1000 + i, new PeerInfo(key(1000 + i), Direction.INBOUND, sameHost, false, false, 0));
            discovery.lost(1000 + i);
        }
        assertThat(book.find(at(2))).isEqualTo(before);
        assertThat(before.isTried()).isTrue();
        assertThat(book.addresses()).as("entries of a host").hasSizeLessThanOrEqualTo(32);
    }

    @Test
    void u13AnEarlyRequestIsHeldAgainstNobodyAndNothingOfAConnectionOutlivesIt() {
        admit(1, Direction.INBOUND);
        for (int i = 0; i < 5; i++) {
            discovery.requested(key(1), Bytes.EMPTY);
        }
        List<DiscoveryEffect> effects = done();
        assertThat(only(DiscoveryEffect.Send.class, effects)).hasSize(2);
        assertThat(only(DiscoveryEffect.Report.class, effects)).isEmpty();
        during(MINUTE);
        discovery.lost(1);
        admit(1, Direction.INBOUND);
        done();
        discovery.answered(key(1), response());
        assertThat(done())
                .as("asked on a connection before")
                .contains(new DiscoveryEffect.Report(key(1), Offence.PEERS_NOT_ASKED_FOR));
        discovery.requested(key(1), Bytes.EMPTY);
        assertThat(only(DiscoveryEffect.Send.class, done())).hasSize(1);
    }

    @Test
    void anAddressThatLeadsToOurselvesLeavesTheBookAndIsNotDialledAgain() {
        tells(1, 2, "11.2.0.1:9002");
        done();
        List<DiscoveryEffect> effects = during(10 * MINUTE);
        DiscoveryEffect.Dial dial = only(DiscoveryEffect.Dial.class, effects).stream()
                .filter(one -> one.address().equals(at(2).toPeerAddress()))
                .findFirst()
                .orElseThrow();
        discovery.dialled(
                dial.request(), new DialOutcome.Failed(DialOutcome.Cause.HANDSHAKE, CloseReason.SELF, "ourselves"));
        assertThat(book.find(at(2))).isNull();
    }

    @Test
    void oneThatIsFullIsNoFailureAndOneThatNeverAnswersIs() {
        admit(3, Direction.OUTBOUND);
        tells(1, 2, "11.2.0.1:9002");
        List<DiscoveryEffect> effects = during(10 * MINUTE);
        DiscoveryEffect.Dial dial = only(DiscoveryEffect.Dial.class, effects).stream()
                .filter(one -> one.address().equals(at(2).toPeerAddress()))
                .findFirst()
                .orElseThrow();
        discovery.dialled(dial.request(), failed(CloseReason.REMOTE_CLOSED));
        assertThat(book.find(at(2)).failures()).isZero();
        effects = during(10 * MINUTE);
        dial = only(DiscoveryEffect.Dial.class, effects).stream()
                .filter(one -> one.address().equals(at(2).toPeerAddress()))
                .findFirst()
                .orElseThrow();
        discovery.dialled(dial.request(), failed(CloseReason.HANDSHAKE_TIMEOUT));
        assertThat(book.find(at(2)).failures()).isEqualTo(1);
    }

    private static DialOutcome failed(CloseReason reason) {
        return new DialOutcome.Failed(DialOutcome.Cause.HANDSHAKE, reason, "");
    }

    @Test
    void theBookIsStoredWithItsAnchorsWhenItHasChangedAndNotOtherwise() {
        assertThat(only(DiscoveryEffect.Save.class, during(6 * MINUTE))).isEmpty();
        admit(3, Direction.OUTBOUND);
        List<DiscoveryEffect.Save> saves = only(DiscoveryEffect.Save.class, during(6 * MINUTE));
        assertThat(saves).hasSize(1);
        assertThat(book.anchors()).containsExactly(at(3));
        discovery.kept.notSaved("the disk is full");
        assertThat(only(DiscoveryEffect.Save.class, during(6 * MINUTE))).hasSize(1);
        discovery.kept.save(now);
        assertThat(only(DiscoveryEffect.Save.class, done())).isEmpty();
    }
}
