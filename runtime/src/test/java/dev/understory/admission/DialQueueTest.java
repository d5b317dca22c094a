package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.admission.DialQueue.Verdict;
import org.junit.jupiter.api.Test;

class DialQueueTest {
    private final DialQueue<String> queue = new DialQueue<>(2, 2);

    @Test
    void dialsBeyondThoseAtATimeWaitAndBeyondThoseThatWaitAreRefused() {
        assertThat(queue.dial("a")).isEqualTo(Verdict.BEGIN);
        assertThat(queue.dial("b")).isEqualTo(Verdict.BEGIN);
        assertThat(queue.dial("c")).isEqualTo(Verdict.WAIT);
        assertThat(queue.dial("d")).isEqualTo(Verdict.WAIT);
        assertThat(queue.dial("e")).isEqualTo(Verdict.TOO_MANY_DIALS);
    }

    @Test
    void thoseThatWaitBeginInTheirOrderEachInThePlaceOfOneThatEnds() {
        fill();
        assertThat(queue.dialEnded()).isEqualTo("c");
        assertThat(queue.dial("e")).isEqualTo(Verdict.WAIT);
        assertThat(queue.dialEnded()).isEqualTo("d");
        assertThat(queue.dialEnded()).isEqualTo("e");
    }

    @Test
    void aDialThatIsRefusedNeverBegins() {
        fill();
        queue.dial("refused");
        queue.dialEnded();
        queue.dialEnded();
        assertThat(queue.dialEnded()).isNull();
    }

    @Test
    void aPlaceThatNobodyWaitsForIsFreeForTheNext() {
        queue.dial("a");
        queue.dial("b");
        assertThat(queue.dialEnded()).isNull();
        assertThat(queue.dial("c")).isEqualTo(Verdict.BEGIN);
        assertThat(queue.dial("d")).isEqualTo(Verdict.WAIT);
    }

    @Test
    void aQueueOfNoLengthRefusesWhatCannotBeginAtOnce() {
        DialQueue<String> none = new DialQueue<>(1, 0);
        assertThat(none.dial("a")).isEqualTo(Verdict.BEGIN);
        assertThat(none.dial("b")).isEqualTo(Verdict.TOO_MANY_DIALS);
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
        assertThat(queue.dial("e")).isEqualTo(Verdict.STOPPING);
        assertThat(queue.lookUp()).isEqualTo(Verdict.STOPPING);
        assertThat(queue.quiesce()).isEmpty();
    }

    @Test
    void dialsThatEndAfterTheStopMakeRoomForNobody() {
        fill();
        queue.quiesce();
        assertThat(queue.dialEnded()).isNull();
        assertThat(queue.dial("e")).isEqualTo(Verdict.STOPPING);
    }

    private void fill() {
        for (String dial : new String[] {"a", "b", "c", "d"}) {
            queue.dial(dial);
        }
    }
}
