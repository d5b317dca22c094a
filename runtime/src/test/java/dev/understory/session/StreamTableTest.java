package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Topic;
import dev.understory.session.StreamTable.Way;
import org.junit.jupiter.api.Test;

class StreamTableTest {
    private static final long WINDOW = 1_000;
    private static final long IDLE = 30;
    private static final long START = 5;

    private final StreamTable table = new StreamTable(WINDOW, IDLE);

    @Test
    void theFirstMessageOfATopicOpensAStreamAndGoesStraightToItsConsumer() {
        assertThat(table.arrived(Topic.TX, 10, true)).isEqualTo(Way.OPEN);
        table.opened(Topic.TX, START);
        assertThat(table.arrived(Topic.TX, 10, true)).isEqualTo(Way.STRAIGHT);
        assertThat(table.running()).as("it has credit").isZero();
    }

    @Test
    void creditThatIsGivenBackToAStreamThatDoesNotRunKeepsMessagesGoingStraight() {
        table.opened(Topic.TX, START);
        for (int i = 0; i < 3; i++) {
            assertThat(table.arrived(Topic.TX, WINDOW, true)).isEqualTo(Way.STRAIGHT);
            assertThat(table.lend(Topic.TX, WINDOW, 0)).isTrue();
        }
        assertThat(table.running()).isZero();
    }

    @Test
    void aTopicThatNobodyConsumesGetsNoStream() {
        assertThat(table.arrived(Topic.TX, 10, false)).isEqualTo(Way.DROP_UNWANTED);
        assertThat(table.running()).isZero();
    }

    @Test
    void messagesWithoutCreditTakeADetourWithTheDebtUntilTheStreamLendsAgain() {
        table.opened(Topic.TX, START);
        table.arrived(Topic.TX, WINDOW + 1, true);
        assertThat(table.arrived(Topic.TX, 1, true)).isEqualTo(Way.DETOUR);
        assertThat(table.detour(Topic.TX)).isEqualTo(-1);
        assertThat(table.lend(Topic.TX, 10, 0)).isFalse();
        assertThat(table.lend(Topic.TX, 10, 1)).isTrue();
        assertThat(table.arrived(Topic.TX, 1, true)).isEqualTo(Way.STRAIGHT);
    }

    @Test
    void oneTopicsCreditIsNotAnothers() {
        table.opened(Topic.TX, START);
        table.opened(Topic.BLOCK, START);
        table.arrived(Topic.TX, WINDOW, true);
        assertThat(table.arrived(Topic.TX, 1, true)).isEqualTo(Way.DETOUR);
        assertThat(table.arrived(Topic.BLOCK, 1, true)).isEqualTo(Way.STRAIGHT);
    }

    @Test
    void readingPausesUntilNoStreamWantsIt() {
        table.opened(Topic.TX, START);
        table.opened(Topic.BLOCK, START);
        table.turned(Topic.TX, StreamFlow.PAUSING);
        table.turned(Topic.BLOCK, StreamFlow.PAUSING);
        table.turned(Topic.BLOCK, StreamFlow.PAUSING);
        table.turned(Topic.TX, StreamFlow.QUEUEING);
        assertThat(table.isPausing()).isTrue();
        table.turned(Topic.BLOCK, StreamFlow.OVERFLOWING);
        assertThat(table.isPausing()).isFalse();
    }

    @Test
    void aStreamThatFinishesLetsReadingGoOn() {
        table.opened(Topic.TX, START);
        table.turned(Topic.TX, StreamFlow.PAUSING);
        assertThat(table.consumerChanged(Topic.TX)).isTrue();
        assertThat(table.isPausing()).isFalse();
    }

    @Test
    void itIsWorthTellingThatAStreamBeginsOrCeasesToDrop() {
        table.opened(Topic.TX, START);
        assertThat(table.turned(Topic.TX, StreamFlow.QUEUEING)).isFalse();
        assertThat(table.turned(Topic.TX, StreamFlow.PAUSING)).isFalse();
        assertThat(table.turned(Topic.TX, StreamFlow.OVERFLOWING)).isTrue();
        assertThat(table.turned(Topic.TX, StreamFlow.OVERFLOWING)).isFalse();
        assertThat(table.turned(Topic.TX, StreamFlow.FLOWING)).isTrue();
    }

    @Test
    void aTopicThatWasSilentSinceTheLastCheckLosesItsStream() {
        table.opened(Topic.TX, START);
        table.opened(Topic.BLOCK, START);
        assertThat(table.nextCheckNanos()).isEqualTo(START + IDLE);
        assertThat(table.check(START + IDLE - 1)).isEmpty();
        assertThat(table.check(START + IDLE))
                .as("both were used since they began")
                .isEmpty();
        table.arrived(Topic.TX, 1, true);
        assertThat(table.nextCheckNanos()).isEqualTo(START + 2 * IDLE);
        assertThat(table.check(START + 2 * IDLE)).containsExactly(Topic.BLOCK);
        assertThat(table.arrived(Topic.BLOCK, 1, true)).isEqualTo(Way.OPEN);
    }

    @Test
    void thereIsNothingToCheckOnceNoStreamRuns() {
        table.opened(Topic.TX, START);
        int stream = table.begun(Topic.TX);
        table.consumerChanged(Topic.TX);
        table.stopped(Topic.TX, stream);
        table.check(START + IDLE);
        assertThat(table.nextCheckNanos()).isEqualTo(Session.NO_DEADLINE);
        table.opened(Topic.TX, 1_000);
        assertThat(table.nextCheckNanos()).isEqualTo(1_000 + IDLE);
    }

    @Test
    void aStreamRunsUntilItHasStoppedAlsoBesideItsSuccessor() {
        table.opened(Topic.TX, START);
        int first = table.begun(Topic.TX);
        table.consumerChanged(Topic.TX);
        table.opened(Topic.TX, START);
        int second = table.begun(Topic.TX);
        assertThat(table.running()).isEqualTo(2);
        assertThat(table.stopped(Topic.TX, first)).isFalse();
        assertThat(table.running()).isEqualTo(1);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void aStreamThatStopsByItselfIsADefect() {
        table.opened(Topic.TX, START);
        int stream = table.begun(Topic.TX);
        assertThat(table.stopped(Topic.TX, stream)).isTrue();
    }

    @Test
    void theEndFinishesEveryStreamAndDropsWhatComesAfterIt() {
        table.opened(Topic.TX, START);
        table.opened(Topic.CONSENSUS, START);
        assertThat(table.end()).containsExactly(Topic.CONSENSUS, Topic.TX);
        assertThat(table.end()).isEmpty();
        assertThat(table.arrived(Topic.TX, 1, true)).isEqualTo(Way.DROP_ENDED);
        assertThat(table.arrived(Topic.BLOCK, 1, false)).isEqualTo(Way.DROP_ENDED);
    }

    @Test
    void aChangeOfConsumersConcernsOnlyTopicsInUse() {
        assertThat(table.consumerChanged(Topic.TX)).isFalse();
    }
}
