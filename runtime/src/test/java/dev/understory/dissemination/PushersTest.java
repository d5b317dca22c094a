package dev.understory.dissemination;

import static dev.understory.dissemination.Fixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class PushersTest {
    private static final int PEERS = 10;
    private static final long MILLI = 1_000_000;

    private final Pushers pushers = new Pushers(3);
    private final Set<Integer> sending = new TreeSet<>();
    private long messages;
    /** All have been told once how they have us hear. */
    private boolean isTold;

    private void here(int number, boolean dialled, boolean heeds) {
        if (pushers.here(peer(number), dialled, heeds)) {
            sending.add(number);
        }
    }

    private void note(List<Pushers.Change> changes) {
        for (Pushers.Change change : changes) {
            for (int i = 0; i < 200; i++) {
                if (peer(i).equals(change.peer())) {
                    boolean isChange = change.pushes() ? sending.add(i) : sending.remove(i);
                    assertThat(isChange || change.pushes() && !isTold).isTrue();
                }
            }
        }
        isTold |= !changes.isEmpty();
    }

    /** So many messages are accepted; each peer shows them so many milliseconds late, or not at all if that is below 0. */
    private void accept(int count, IntUnaryOperator lateMillis) {
        for (int i = 0; i < count; i++) {
            MessageId id = new MessageId(1, messages++);
            for (int late = 0; late < 400; late++) {
                for (int number = 0; number < PEERS; number++) {
                    if (lateMillis.applyAsInt(number) == late) {
                        pushers.sent(peer(number), id, true, messages * 1000 * MILLI + late * MILLI);
                    }
                }
            }
            note(pushers.accepted(id));
        }
    }

    private void tenPeers() {
        for (int number = 0; number < PEERS; number++) {
            here(number, number % 2 == 0, true);
        }
    }

    @Test
    void allSendUntilEnoughWasAcceptedAndThenTheSoonest() {
        tenPeers();
        accept(Pushers.LEAST_MESSAGES - 1, number -> 10 * number);
        assertThat(sending).hasSize(PEERS);
        accept(1, number -> 10 * number);
        assertThat(sending).hasSize(3).contains(0);
        assertThat(pushers.here(peer(50), true, true))
                .as("who comes later tells")
                .isFalse();
    }

    @Test
    void withTheFirstChoiceThoseThatSendAreToldTooAndLaterOnlyWhoIsExchanged() {
        tenPeers();
        List<List<Pushers.Change>> changes = new ArrayList<>();
        for (int i = 0; i < Pushers.LEAST_MESSAGES + Pushers.REVIEW; i++) {
            MessageId id = new MessageId(5, i);
            for (int number = 0; number < PEERS; number++) {
                pushers.sent(peer(number), id, true, 1000L * i * MILLI + number * MILLI);
            }
            changes.add(pushers.accepted(id));
        }
        changes.removeIf(List::isEmpty);
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0)).hasSize(PEERS).contains(new Pushers.Change(peer(0), true));
    }

    @Test
    void thoseAreChosenThatTogetherAreSoonForAllAndNotTheSoonestForSome() {
        tenPeers();
        for (int i = 0; i < 6; i++) {
            accept(4, number -> number < 5 ? number : 100 + number);
            accept(1, number -> number == 7 ? 0 : 200);
        }
        assertThat(sending).hasSize(3).contains(7, 0);
    }

    @Test
    void whoTurnsSilentIsExchangedForOneThatTells() {
        tenPeers();
        accept(40, number -> 10 * number);
        List<Integer> before = new ArrayList<>(sending);
        accept(3 * Pushers.REVIEW, number -> before.contains(number) ? -1 : 10 * number);
        assertThat(sending).hasSize(3).doesNotContainAnyElementsOf(before);
    }

    @Test
    void whoShowsWhatItDoesNotSendIsExchanged() {
        tenPeers();
        for (int i = 0; i < 5 * Pushers.REVIEW; i++) {
            MessageId id = new MessageId(2, i);
            pushers.told(peer(9), id, true, true, 0);
            pushers.sent(peer(4), id, true, 10 * MILLI);
            pushers.withheld(peer(9), id);
            note(pushers.accepted(id));
        }
        assertThat(sending).contains(4).doesNotContain(9);
    }

    /** So many messages: 9 tells of each first, whether it is to send or not, and the others send as of old. */
    private void acceptWhile9OnlyTells(int count) {
        for (int i = 0; i < count; i++) {
            MessageId id = new MessageId(8, messages++);
            long at = messages * 1000 * MILLI;
            pushers.told(peer(9), id, true, true, at);
            for (int number = 0; number < 9; number++) {
                pushers.sent(peer(number), id, false, at + (20 + 10 * number) * MILLI);
            }
            note(pushers.accepted(id));
        }
    }

    @Test
    void whoOnlyTellsWhatItIsToSendLosesItsPlaceAndDoesNotGetItBackByTelling() {
        tenPeers();
        acceptWhile9OnlyTells(Pushers.LEAST_MESSAGES);
        assertThat(sending).as("it told first").contains(9);
        acceptWhile9OnlyTells(Neighbour.MOST_ONLY_TOLD + Pushers.REVIEW);
        assertThat(sending).as("exchanged").hasSize(3).doesNotContain(9);
        for (int i = 0; i < 10; i++) {
            acceptWhile9OnlyTells(Pushers.REVIEW);
            assertThat(sending).as("by words").doesNotContain(9);
        }
        accept(2 * Signs.WINDOW, number -> number == 9 ? 0 : 50 + 10 * number);
        assertThat(sending).as("by deeds").contains(9);
    }

    @Test
    void littleDifferencesChangeNothing() {
        tenPeers();
        accept(40, number -> 100 + number / 3);
        Set<Integer> before = new TreeSet<>(sending);
        accept(40, number -> 100 + (PEERS - number) / 3);
        assertThat(sending).isEqualTo(before);
    }

    @Test
    void oneOfThoseThatSendIsOneThatWeHaveDialledIfAnyWasSoon() {
        for (int number = 0; number < PEERS; number++) {
            here(number, number == 9, true);
        }
        accept(60, number -> number == 9 ? 250 : number);
        assertThat(sending).hasSize(3).contains(9);
        accept(60, number -> number == 9 ? -1 : number);
        assertThat(sending).hasSize(3).doesNotContain(9);
    }

    @Test
    void whoCannotBeToldCountsAmongThoseThatSendIfItDoes() {
        for (int number = 0; number < PEERS; number++) {
            here(number, true, number > 1);
        }
        accept(20, number -> number == 1 ? -1 : 10 * number);
        assertThat(sending).as("0 and 1 always, 1 in vain").hasSize(4).contains(0, 1);
        here(20, true, false);
        here(21, true, false);
        assertThat(sending).contains(20, 21);
    }

    @Test
    void theBestOfTheOthersTakesThePlaceOfOneThatIsGone() {
        tenPeers();
        accept(40, number -> 10 * number);
        int gone = sending.iterator().next();
        sending.remove(gone);
        note(pushers.lost(peer(gone)));
        assertThat(sending).hasSize(3).doesNotContain(gone);
        for (int number = 0; number < PEERS; number++) {
            sending.remove(number);
            note(pushers.lost(peer(number)));
        }
        assertThat(sending).isEmpty();
    }

    @Test
    void whoComesBackAfterAllWereGoneSendsAtOnce() {
        tenPeers();
        accept(40, number -> 10 * number);
        for (int number = 0; number < PEERS; number++) {
            sending.remove(number);
            note(pushers.lost(peer(number)));
        }
        sending.clear();
        tenPeers();
        assertThat(sending).hasSize(PEERS);
    }

    @Test
    void whoComesWhileFewerSendThanWantedSends() {
        here(0, true, true);
        here(1, true, true);
        accept(20, number -> number);
        assertThat(pushers.here(peer(2), true, true)).isTrue();
        assertThat(pushers.here(peer(3), true, true)).as("three send").isFalse();
    }

    @Test
    void promisesAreBoundedAndTheOldestIsForgotten() {
        here(0, true, true);
        for (int i = 0; i <= Neighbour.MOST_PROMISED; i++) {
            pushers.promised(peer(0), new MessageId(6, i), true, 0);
        }
        assertThat(pushers.promised(peer(0))).isEqualTo(Neighbour.MOST_PROMISED);
        pushers.sent(peer(0), new MessageId(6, 1), true, MILLI);
        assertThat(pushers.promised(peer(0))).isEqualTo(Neighbour.MOST_PROMISED - 1);
    }

    @Test
    void itWaitsForThoseThatSendAboutAsLongAsTheyTake() {
        Pushers one = new Pushers(1);
        one.here(peer(0), true, true);
        one.here(peer(1), true, true);
        assertThat(one.patienceNanos()).as("nothing is known yet").isZero();
        for (int i = 0; i < 40; i++) {
            // The first is 10 ms behind the second in one case of five, and far ahead of it in all others.
            MessageId id = new MessageId(7, i);
            long at = i * 1000 * MILLI;
            if (i % 5 == 0) {
                one.sent(peer(1), id, true, at);
            }
            one.sent(peer(0), id, true, at + 10 * MILLI);
            one.sent(peer(1), id, true, at + 200 * MILLI);
            one.accepted(id);
        }
        assertThat(one.pushes(peer(0))).isTrue();
        assertThat(one.pushes(peer(1))).isFalse();
        assertThat(one.patienceNanos()).isEqualTo(10 * MILLI);
    }

    @Test
    void whereOnlyTwoSendItWaitsAsLongAsTheyEverTookAndElseAsLongAsMostly() {
        assertThat(patienceOf(new Pushers(3))).isLessThan(100 * MILLI);
        assertThat(patienceOf(new Pushers(2))).isEqualTo(200 * MILLI);
    }

    /** The first peer tells soonest of one message in sixteen, and the others send that 200 ms later; it never tells of others. */
    private static long patienceOf(Pushers some) {
        for (int number = 0; number < PEERS; number++) {
            some.here(peer(number), true, true);
        }
        for (int i = 0; i < 64; i++) {
            MessageId id = new MessageId(5, i);
            long at = i * 1000 * MILLI;
            if (i % 16 == 0) {
                some.sent(peer(0), id, true, at);
            }
            for (int number = 1; number < PEERS; number++) {
                some.sent(peer(number), id, true, at + (i % 16 == 0 ? 200 : 10 * number) * MILLI);
            }
            some.accepted(id);
        }
        return some.patienceNanos();
    }

    @Test
    void peersBeyondThoseThatAreRememberedTellAndAreNeverChosen() {
        for (int number = 0; number < Pushers.MOST_PEERS; number++) {
            here(number, true, true);
        }
        assertThat(pushers.here(peer(100), true, true)).isFalse();
        assertThat(pushers.here(peer(101), true, false)).as("cannot be told").isTrue();
        assertThat(pushers.lost(peer(100))).isEmpty();
        pushers.lost(peer(0));
        assertThat(pushers.here(peer(102), true, true)).as("a place is free").isTrue();
    }

    @Test
    void withoutANumberAllSend() {
        Pushers all = new Pushers(0);
        for (int number = 0; number < 2 * Pushers.MOST_PEERS; number++) {
            assertThat(all.here(peer(number), false, true)).isTrue();
        }
        for (int i = 0; i < 100; i++) {
            all.sent(peer(1), new MessageId(3, i), true, i);
            assertThat(all.accepted(new MessageId(3, i))).isEmpty();
        }
    }

    @Test
    void junkThatIsNeverAcceptedChoosesNobody() {
        tenPeers();
        for (int i = 0; i < 3 * Signs.MOST_OPEN; i++) {
            pushers.sent(peer(9), new MessageId(4, i), true, i);
        }
        accept(40, number -> 10 * number);
        assertThat(sending)
                .as("9 was soonest with junk alone")
                .hasSize(3)
                .contains(0)
                .doesNotContain(9);
    }
}
