package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialQueue.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialQueueTest {
    private static final int URGENT = PeerSetEffect.Dial.URGENT;

    private final DialQueue<String> queue = new DialQueue<>(2, 2);

    /** Who was refused for another. */
    private final List<String> refused = new ArrayList<>();

    private Verdict dial(DialQueue<String> at, String dial, int rank) {
        return at.dial(dial, rank, refused::add);
    }

    @Test
    void whoHasAHigherRankBeginsFirst() {
        DialQueue<String> longer = new DialQueue<>(1, 9);
        dial(longer, "begun", 0);
        dial(longer, "stranger", 0);
        dial(longer, "earner", 7);
        dial(longer, "must", URGENT);
        dial(longer, "other earner", 7);
        assertThat(longer.dialEnded(0)).isEqualTo("must");
        assertThat(longer.dialEnded(URGENT)).isEqualTo("earner");
        assertThat(longer.dialEnded(7)).isEqualTo("other earner");
        assertThat(longer.dialEnded(7)).isEqualTo("stranger");
        assertThat(longer.dialEnded(0)).isNull();
    }

    @Test
    void whoIsRaisedBeginsBeforeThoseOfALowerRankAndWhatIsUnderWayStaysAsItIs() {
        DialQueue<String> longer = new DialQueue<>(1, 9);
        dial(longer, "begun", 0);
        dial(longer, "stranger", 0);
        dial(longer, "probe", 0);
        dial(longer, "earner", 7);
        longer.raise("probe"::equals, URGENT, same -> "must");
        longer.raise("begun"::equals, URGENT, same -> "must too");
        longer.raise("nobody"::equals, URGENT, same -> "must too");
        assertThat(longer.dialEnded(0)).isEqualTo("must");
        assertThat(longer.dialEnded(URGENT)).isEqualTo("earner");
        assertThat(longer.dialEnded(7)).isEqualTo("stranger");
        assertThat(longer.dialEnded(0)).isNull();
    }

    @Test
    void whereNoMoreMayWaitOneOfAHigherRankTakesThePlaceOfTheLast() {
        fill();
        assertThat(dial(queue, "must", URGENT)).isEqualTo(Verdict.WAIT);
        assertThat(refused).containsExactly("d");
        assertThat(dial(queue, "earner", 1)).isEqualTo(Verdict.WAIT);
        assertThat(refused).containsExactly("d", "c");
        assertThat(dial(queue, "equal", 1)).isEqualTo(Verdict.TOO_MANY_DIALS);
        assertThat(queue.dialEnded(0)).isEqualTo("must");
        assertThat(queue.dialEnded(0)).isEqualTo("earner");
    }

    @Test
    void mustConnectPeersThatNeverAnswerLeaveAQuarterOfThePlacesToOthers() {
        DialQueue<String> wide = new DialQueue<>(8, 8);
        for (int i = 0; i < 16; i++) {
            dial(wide, "must", URGENT);
        }
        assertThat(dial(wide, "stranger", 0)).as("of those that wait").isEqualTo(Verdict.WAIT);
        assertThat(dial(wide, "earner", 7)).isEqualTo(Verdict.WAIT);
        assertThat(refused).containsExactly("must", "stranger");
        assertThat(dial(wide, "stranger", 0)).isEqualTo(Verdict.WAIT);
        assertThat(dial(wide, "must", URGENT)).isEqualTo(Verdict.TOO_MANY_DIALS);
        assertThat(wide.dialEnded(URGENT)).as("of those under way").isEqualTo("earner");
        assertThat(wide.dialEnded(URGENT)).isEqualTo("stranger");
        assertThat(dial(wide, "other", 0)).isEqualTo(Verdict.WAIT);
        assertThat(wide.dialEnded(URGENT)).as("six are urgent no longer").isEqualTo("must");
        assertThat(wide.dialEnded(7)).as("six are again").isEqualTo("other");
    }

    @Test
    void mustConnectPeersHaveEveryPlaceThatNobodyElseWants() {
        DialQueue<String> wide = new DialQueue<>(8, 8);
        for (int i = 0; i < 16; i++) {
            assertThat(dial(wide, "must", URGENT)).isEqualTo(i < 8 ? Verdict.BEGIN : Verdict.WAIT);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(wide.dialEnded(URGENT)).isEqualTo("must");
        }
        assertThat(wide.dialEnded(URGENT)).isNull();
    }

    @Test
    void dialsBeyondThoseAtATimeWaitAndBeyondThoseThatWaitAreRefused() {
        assertThat(dial(queue, "a", 0)).isEqualTo(Verdict.BEGIN);
        assertThat(dial(queue, "b", 0)).isEqualTo(Verdict.BEGIN);
        assertThat(dial(queue, "c", 0)).isEqualTo(Verdict.WAIT);
        assertThat(dial(queue, "d", 0)).isEqualTo(Verdict.WAIT);
        assertThat(dial(queue, "e", 0)).isEqualTo(Verdict.TOO_MANY_DIALS);
    }

    @Test
    void thoseThatWaitBeginInTheirOrderEachInThePlaceOfOneThatEnds() {
        fill();
        assertThat(queue.dialEnded(0)).isEqualTo("c");
        assertThat(dial(queue, "e", 0)).isEqualTo(Verdict.WAIT);
        assertThat(queue.dialEnded(0)).isEqualTo("d");
        assertThat(queue.dialEnded(0)).isEqualTo("e");
    }

    @Test
    void aDialThatIsRefusedNeverBegins() {
        fill();
        dial(queue, "refused", 0);
        queue.dialEnded(0);
        queue.dialEnded(0);
        assertThat(queue.dialEnded(0)).isNull();
    }

    @Test
    void aPlaceThatNobodyWaitsForIsFreeForTheNext() {
        dial(queue, "a", 0);
        dial(queue, "b", 0);
        assertThat(queue.dialEnded(0)).isNull();
        assertThat(dial(queue, "c", 0)).isEqualTo(Verdict.BEGIN);
        assertThat(dial(queue, "d", 0)).isEqualTo(Verdict.WAIT);
    }

    @Test
    void aQueueOfNoLengthRefusesWhatCannotBeginAtOnce() {
        DialQueue<String> none = new DialQueue<>(1, 0);
        assertThat(dial(none, "a", 0)).isEqualTo(Verdict.BEGIN);
        assertThat(dial(none, "b", 0)).isEqualTo(Verdict.TOO_MANY_DIALS);
    }

    @Test
    void lookupsTakeNoTurnOfTheDialsAndNeverWait() {
        fill();
        for (int i = 0; i < 4; i++) {
            assertThat(queue.lookUp()).isEqualTo(Verdict.BEGIN);
        }
        assertThat(queue.lookUp()).isEqualTo(Verdict.TOO_MANY_LOOKUPS);
        queue.lookupEnded();
        assertThat(queue.lookUp()).isEqualTo(Verdict.BEGIN);
        assertThat(queue.lookUp()).isEqualTo(Verdict.TOO_MANY_LOOKUPS);
    }

    @Test
    void anUnboundedQueueDoesNotRefuseLookups() {
        assertThat(new DialQueue<String>(2, Integer.MAX_VALUE).lookUp()).isEqualTo(Verdict.BEGIN);
    }

    @Test
    void aNodeThatStopsRefusesWhatWaitsAndWhateverComes() {
        fill();
        assertThat(queue.quiesce()).containsExactly("c", "d");
        assertThat(dial(queue, "e", 0)).isEqualTo(Verdict.STOPPING);
        assertThat(queue.lookUp()).isEqualTo(Verdict.STOPPING);
        assertThat(queue.quiesce()).isEmpty();
    }

    @Test
    void dialsThatEndAfterTheStopMakeRoomForNobody() {
        fill();
        queue.quiesce();
        assertThat(queue.dialEnded(0)).isNull();
        assertThat(dial(queue, "e", 0)).isEqualTo(Verdict.STOPPING);
    }

    private void fill() {
        for (String dial : new String[] {"a", "b", "c", "d"}) {
            dial(queue, dial, 0);
        }
    }
}
