package dev.understory.discovery;

import static dev.understory.discovery.DiscoveryTesting.MINUTE;
import static dev.understory.discovery.DiscoveryTesting.PRIVATE;
import static dev.understory.discovery.DiscoveryTesting.PUBLIC;
import static dev.understory.discovery.DiscoveryTesting.SECOND;
import static dev.understory.discovery.DiscoveryTesting.SELF;
import static dev.understory.discovery.DiscoveryTesting.at;
import static dev.understory.discovery.DiscoveryTesting.entry;
import static dev.understory.discovery.DiscoveryTesting.key;
import static dev.understory.discovery.DiscoveryTesting.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.discovery.DiscoveryEvent.AnswerRefusal;
import dev.understory.discovery.DiscoveryEvent.Unfit;
import dev.understory.discovery.PeerExchange.Heard;
import dev.understory.identity.PublicKey;
import dev.understory.peerbook.BookAddress;
import dev.understory.reputation.Offence;
import dev.understory.wire.BookPeer;
import dev.understory.wire.Bytes;
import dev.understory.wire.PeerBookMessages;
import dev.understory.wire.PeerMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What peers tell each other about peers. */
final class PeerExchangeTest {
    private static final Predicate<PublicKey> NOBODY = key -> false;

    private final PeerExchange exchange = exchange(PUBLIC);

    private static PeerExchange exchange(PeerExchange.Self self) {
        return new PeerExchange(DiscoverySettings.Exchange.DEFAULT, self, TestRandom.stream(1), 0);
    }

    private Heard answered(Bytes message) {
        exchange.asked(7);
        return exchange.answered(7, message, 1, NOBODY);
    }

    private Unfit unfit(BookPeer entry) {
        Heard.Learned learned = (Heard.Learned) answered(response(entry));
        assertThat(learned.addresses()).isEmpty();
        assertThat(learned.unfit()).hasSize(1);
        return learned.unfit().keySet().iterator().next();
    }

    private Bytes requested(PublicKey peer, long now) {
        return exchange.requested(peer, PeerBookMessages.request(), 1, () -> List.of(at(1)), now);
    }

    // Asking.

    @Test
    void onePeerAtATimeIsAskedAboutEverySixteenSeconds() {
        int asked = 0;
        for (long now = 0; now < 16 * MINUTE; now += SECOND / 4) {
            Long whom = exchange.askOneOf(List.of(1L, 2L, 3L), now);
            if (whom != null) {
                asked++;
                assertThat(exchange.answered(whom, response(), 1, NOBODY)).isInstanceOf(Heard.Learned.class);
                assertThat(exchange.nextRequestAt() - now).isBetween(16 * SECOND, 20 * SECOND);
            }
        }
        assertThat(asked).isBetween(48, 60);
    }

    @Test
    void whoLeavesManyRequestsUnansweredIsAskedHalfAsOften() {
        int asked = 0;
        int times = 0;
        for (long now = 0; times < 2 * PeerExchange.MOST_UNANSWERED + 20; now += SECOND) {
            times += now >= exchange.nextRequestAt() ? 1 : 0;
            asked += exchange.askOneOf(List.of(1L), now) == null ? 0 : 1;
        }
        assertThat(asked).isEqualTo(PeerExchange.MOST_UNANSWERED + (PeerExchange.MOST_UNANSWERED + 20) / 2);
    }

    // Hearing.

    @Test
    void anAnswerToARequestIsLearnedHoweverLateItComes() {
        assertThat(answered(response(entry(3, "tcp://12.3.0.1:9002"))))
                .isEqualTo(new Heard.Learned(List.of(at(3, "12.3.0.1")), Map.of()));
    }

    @Test
    void anAnswerThatNobodyAskedForIsRefusedAndCostsTheLeast() {
        assertThat(exchange.answered(7, response(entry(3, "12.3.0.1:9002")), 1, NOBODY))
                .isEqualTo(new Heard.Refused(AnswerRefusal.NOT_ASKED_FOR, Offence.PEERS_NOT_ASKED_FOR));
        assertThat(Offence.PEERS_NOT_ASKED_FOR.cost()).isEqualTo(1);
        answered(response());
        assertThat(exchange.answered(7, response(), 1, NOBODY)).isInstanceOf(Heard.Refused.class);
    }

    @Test
    void ofAPeerThatHasGoneNothingIsAwaitedAnyMore() {
        exchange.asked(7);
        exchange.left(7);
        assertThat(exchange.answered(7, response(), 1, NOBODY)).isInstanceOf(Heard.Refused.class);
    }

    @Test
    void anAnswerWithMoreEntriesThanMayBeIsRefusedAsAWhole() {
        Heard refused = new Heard.Refused(AnswerRefusal.TOO_MANY, Offence.PEERS_NOT_ASKED_FOR);
        assertThat(answered(response(entry(3, "12.3.0.1:9002"), entry(4, "12.4.0.1:9002"))))
                .isEqualTo(refused);
        byte[] million = new byte[2_000_000];
        for (int at = 0; at < million.length; at += 2) {
            million[at] = 0x0a;
        }
        assertThat(answered(Bytes.wrap(million))).isEqualTo(refused);
    }

    @Test
    void asManyEntriesAreTakenAsThePeerMaySend() {
        Bytes two = response(entry(3, "12.3.0.1:9002"), entry(4, "12.4.0.1:9002"));
        exchange.asked(7);
        assertThat(((Heard.Learned) exchange.answered(7, two, 2, NOBODY)).addresses())
                .hasSize(2);
        exchange.asked(7);
        Bytes three = response(entry(3, "12.3.0.1:9002"), entry(4, "12.4.0.1:9002"), entry(5, "12.5.0.1:9002"));
        assertThat(exchange.answered(7, three, 2, NOBODY)).isInstanceOf(Heard.Refused.class);
    }

    @Test
    void anAnswerThatDoesNotParseIsRefused() {
        assertThat(answered(Bytes.wrap(new byte[] {0x0a, 0x7f})))
                .isEqualTo(new Heard.Refused(AnswerRefusal.MALFORMED, Offence.INVALID_MESSAGE));
    }

    @Test
    void passesOverEntriesThatAreNoneOfOurs() {
        BookPeer good = entry(3, "12.3.0.1:9002");
        assertThat(unfit(new BookPeer(good.publicKey(), good.netAddress(), null, 0)))
                .isEqualTo(Unfit.NO_META);
        assertThat(unfit(new BookPeer(good.publicKey(), good.netAddress(), new PeerMeta(1, 3, Bytes.EMPTY), 0)))
                .isEqualTo(Unfit.OTHER_CHAIN);
        assertThat(unfit(new BookPeer(good.publicKey(), good.netAddress(), new PeerMeta(2, 2, Bytes.EMPTY), 0)))
                .isEqualTo(Unfit.OTHER_CHAIN);
        assertThat(unfit(new BookPeer(good.publicKey(), good.netAddress(), good.meta(), 10)))
                .isEqualTo(Unfit.DEAD);
        assertThat(unfit(new BookPeer(Bytes.wrap(new byte[5]), good.netAddress(), good.meta(), 0)))
                .isEqualTo(Unfit.MALFORMED);
        for (String text :
                List.of("", "12.3.0.1", "12.3.0.1:0", "12.3.0.1:70000", SELF.hex() + "@12.3.0.1:9002", "a b:1")) {
            assertThat(unfit(entry(3, text))).as(text).isEqualTo(Unfit.MALFORMED);
        }
        assertThat(unfit(new BookPeer(Bytes.wrap(SELF.bytes()), "12.3.0.1:9002", good.meta(), 0)))
                .isEqualTo(Unfit.OURSELVES);
        exchange.asked(7);
        assertThat(((Heard.Learned) exchange.answered(7, response(good), 1, key(3)::equals)).unfit())
                .isEqualTo(Map.of(Unfit.CONNECTED, 1));
    }

    @Test
    void inPublicModeOnlyAddressesCountThatAnybodyMayDial() {
        for (String text : List.of(
                "127.0.0.1:9002",
                "10.1.2.3:9002",
                "169.254.169.254:9002",
                "[fc00::1]:9002",
                "[::1]:9002",
                "12.3.0.1:22",
                "224.0.0.1:9002",
                "node.test:9002",
                "[::ffff:10.0.0.1]:9002")) {
            assertThat(unfit(entry(3, text))).as(text).isEqualTo(Unfit.UNROUTABLE);
        }
        PeerExchange local = exchange(PRIVATE);
        local.asked(7);
        assertThat(((Heard.Learned) local.answered(7, response(entry(3, "10.1.2.3:22")), 1, NOBODY)).addresses())
                .hasSize(1);
    }

    // Answering.

    @Test
    void answersWithAnEntryThatHasTheNetworkAndChainAndNoMarkOfTime() {
        Bytes answer = requested(key(9), 0);
        assertThat(PeerBookMessages.decodeResponse(answer, 2).orElseThrow())
                .isEqualTo(new PeerBookMessages.Response(List.of(entry(1, "11.1.0.1:9002")), 1));
    }

    @Test
    void nobodyIsToldOfHimself() {
        assertThat(requested(key(1), 0)).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void beyondTwoRequestsInAWindowThereIsSilence() {
        assertThat(requested(key(9), 0)).isNotNull();
        assertThat(requested(key(9), SECOND)).isNotNull();
        assertThat(requested(key(9), 2 * SECOND)).isNull();
        assertThat(requested(key(8), 2 * SECOND)).as("somebody else").isNotNull();
        assertThat(requested(key(9), 30 * SECOND)).as("the next window").isNotNull();
    }

    @Test
    void beyondTheRequestsOfAllThereIsSilenceForAll() {
        int answered = 0;
        for (int i = 1; i <= 400; i++) {
            answered += requested(key(i), 0) == null ? 0 : 1;
        }
        assertThat(answered).isEqualTo(256);
        assertThat(requested(key(1), 30 * SECOND)).isNotNull();
    }

    @Test
    void whoAsksAgainGetsTheSameAnswerForAWhile() {
        List<BookAddress> drawn = new ArrayList<>(List.of(at(1), at(2), at(3)));
        List<Bytes> answers = new ArrayList<>();
        for (long now = 0; now < 90 * SECOND; now += 15 * SECOND) {
            answers.add(exchange.requested(key(9), Bytes.EMPTY, 1, () -> List.of(drawn.remove(0)), now));
        }
        assertThat(answers.subList(0, 4)).containsOnly(response(entry(1, "11.1.0.1:9002")));
        assertThat(answers.subList(4, 6)).containsOnly(response(entry(2, "11.2.0.1:9002")));
    }

    @Test
    void whoTakesSeveralIsToldOfSeveralAndOfTheFirstOfThemIfHeComesBackTakingOne() {
        for (int most : List.of(3, 1)) {
            Bytes answer = exchange.requested(key(9), Bytes.EMPTY, most, () -> List.of(at(9), at(1), at(2)), 0);
            assertThat(PeerBookMessages.decodeResponse(answer, 9).orElseThrow().first())
                    .isEqualTo(List.of(entry(1, "11.1.0.1:9002"), entry(2, "11.2.0.1:9002"))
                            .subList(0, Math.min(most, 2)));
        }
    }

    @Test
    void remembersSoManyAnswersAndForgetsTheOldest() {
        DiscoverySettings.Exchange usual = DiscoverySettings.Exchange.DEFAULT;
        PeerExchange open = new PeerExchange(
                new DiscoverySettings.Exchange(
                        usual.interval(), 0, 1, 1, 9, 9_999, usual.window(), usual.answerLifetime()),
                PUBLIC,
                TestRandom.stream(1),
                0);
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i <= PeerExchange.MOST_ANSWERS; i++) {
            ask(open, i, drawn);
        }
        ask(open, PeerExchange.MOST_ANSWERS, drawn);
        assertThat(drawn).hasSize(PeerExchange.MOST_ANSWERS + 1);
        ask(open, 0, drawn);
        assertThat(drawn).as("drawn anew").hasSize(PeerExchange.MOST_ANSWERS + 2);
    }

    private static void ask(PeerExchange exchange, int peer, List<Integer> drawn) {
        exchange.requested(
                key(peer + 10),
                Bytes.EMPTY,
                1,
                () -> {
                    drawn.add(peer);
                    return List.of(at(1));
                },
                0);
    }

    @Test
    void aRequestThatIsNoneGetsNoAnswer() {
        assertThat(exchange.requested(key(9), Bytes.wrap(new byte[] {0x0a, 0x7f}), 1, List::of, 0))
                .isNull();
    }
}
