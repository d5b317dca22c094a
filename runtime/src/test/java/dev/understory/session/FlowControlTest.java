package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.StreamEffect.AwaitConsumer;
import dev.understory.session.StreamEffect.AwaitCredit;
import dev.understory.session.StreamEffect.Deliver;
import dev.understory.session.StreamEffect.Drop;
import dev.understory.session.StreamEffect.Lend;
import dev.understory.session.StreamEffect.Stop;
import dev.understory.session.StreamEffect.Turn;
import dev.understory.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every batch here costs 100, the window is 1000 and the mark of the queue 400. */
class FlowControlTest {
    private static final List<Bytes> BATCH = List.of(Bytes.wrap(new byte[100 - FlowControl.OVERHEAD]));

    private final FlowControl control = new FlowControl(1000, 400);

    private void arrive(int batches) {
        for (int i = 0; i < batches; i++) {
            control.arrived(BATCH, 0);
        }
    }

    private void paused() {
        arrive(5);
        assertThat(control.flow()).isEqualTo(StreamFlow.PAUSING);
    }

    private void overflowing() {
        paused();
        control.stalled(1);
        assertThat(control.flow()).isEqualTo(StreamFlow.OVERFLOWING);
    }

    @Test
    void aMessageCountsForItsPayloadAndAConstant() {
        List<Bytes> two = List.of(Bytes.wrap(new byte[10]), Bytes.wrap(new byte[5]));
        assertThat(FlowControl.cost(two)).isEqualTo(15 + 2L * FlowControl.OVERHEAD);
        assertThat(FlowControl.payload(FlowControl.cost(two), two)).isEqualTo(15);
    }

    @Test
    void creditIsLentToTheConnectionWhileTheQueueIsEmpty() {
        assertThat(control.credited(300)).containsExactly(new Lend(300, 0));
        assertThat(control.credited(20)).containsExactly(new Lend(20, 0));
        assertThat(control.flow()).isEqualTo(StreamFlow.FLOWING);
    }

    @Test
    void messagesWithoutCreditAreQueued() {
        assertThat(control.arrived(BATCH, 0)).containsExactly(new Turn(StreamFlow.QUEUEING));
        assertThat(control.arrived(BATCH, 0)).isEmpty();
        assertThat(control.flow()).isEqualTo(StreamFlow.QUEUEING);
    }

    @Test
    void creditForEverythingThatWaitsMakesTheStreamFlowAndTheRestIsLentWithWhatWasSeen() {
        arrive(2);
        assertThat(control.credited(250))
                .containsExactly(new Deliver(BATCH), new Deliver(BATCH), new Turn(StreamFlow.FLOWING), new Lend(50, 2));
    }

    @Test
    void creditForSomeOfWhatWaitsDeliversSome() {
        arrive(3);
        assertThat(control.credited(100)).containsExactly(new Deliver(BATCH));
        assertThat(control.flow()).isEqualTo(StreamFlow.QUEUEING);
    }

    /** One byte of credit is enough for a batch; the next one waits until the debt is paid. */
    @Test
    void theLastDeliveryMayLeaveADebtThatIsPaidBeforeTheStreamFlows() {
        arrive(1);
        assertThat(control.credited(1)).containsExactly(new Deliver(BATCH));
        assertThat(control.flow()).isEqualTo(StreamFlow.QUEUEING);
        assertThat(control.credited(99)).isEmpty();
        assertThat(control.credited(1)).containsExactly(new Turn(StreamFlow.FLOWING), new Lend(1, 1));
    }

    @Test
    void aDebtOfTheConnectionIsTheStreams() {
        control.arrived(BATCH, -70);
        assertThat(control.credited(70)).isEmpty();
        assertThat(control.credited(1)).containsExactly(new Deliver(BATCH));
    }

    @Test
    void creditOfAStreamThatDoesNotFlowIsAtMostAWindow() {
        arrive(1);
        assertThat(control.credited(5000))
                .containsExactly(new Deliver(BATCH), new Turn(StreamFlow.FLOWING), new Lend(900, 1));
    }

    @Test
    void negativeCreditIsNone() {
        arrive(1);
        assertThat(control.credited(-5)).isEmpty();
        assertThat(control.credited(1)).containsExactly(new Deliver(BATCH));
    }

    @Test
    void aQueueAboveItsMarkHasTheConnectionPauseOnce() {
        arrive(4);
        assertThat(control.flow()).isEqualTo(StreamFlow.QUEUEING);
        assertThat(control.arrived(BATCH, 0)).containsExactly(new Turn(StreamFlow.PAUSING), new AwaitCredit(1));
        assertThat(control.arrived(BATCH, 0)).isEmpty();
    }

    @Test
    void aPauseEndsOnceTheQueueIsHalfItsMark() {
        paused();
        assertThat(control.credited(101)).containsExactly(new Deliver(BATCH), new Deliver(BATCH));
        assertThat(control.flow()).isEqualTo(StreamFlow.PAUSING);
        assertThat(control.credited(100)).containsExactly(new Deliver(BATCH), new Turn(StreamFlow.QUEUEING));
    }

    @Test
    void aPauseEndsAtOnceIfThereIsCreditForEverything() {
        paused();
        assertThat(control.credited(501))
                .startsWith(new Deliver(BATCH))
                .endsWith(new Turn(StreamFlow.FLOWING), new Lend(1, 5))
                .hasSize(7);
    }

    @Test
    void aConsumerThatGivesNothingForTheStallTimeLosesWhatComes() {
        paused();
        assertThat(control.stalled(1)).containsExactly(new Turn(StreamFlow.OVERFLOWING));
        assertThat(control.arrived(BATCH, 0)).containsExactly(new Drop(BATCH, DropReason.CONSUMER_STALLED));
    }

    @Test
    void aConsumerThatIsSlowGetsAnotherReadAndAnotherPause() {
        paused();
        control.credited(1);
        assertThat(control.stalled(1)).containsExactly(new Turn(StreamFlow.QUEUEING));
        assertThat(control.arrived(BATCH, 0)).containsExactly(new Turn(StreamFlow.PAUSING), new AwaitCredit(2));
    }

    @Test
    void aConsumerWhoseQueueIsTwiceItsMarkLosesWhatComesThoughItGivesSomething() {
        paused();
        control.credited(1);
        arrive(5);
        assertThat(control.stalled(1)).containsExactly(new Turn(StreamFlow.OVERFLOWING));
    }

    @Test
    void theStallTimeOfAnEarlierPauseChangesNothing() {
        paused();
        control.credited(501);
        arrive(5);
        assertThat(control.flow()).isEqualTo(StreamFlow.PAUSING);
        assertThat(control.stalled(1)).isEmpty();
        assertThat(control.flow()).isEqualTo(StreamFlow.PAUSING);
        control.credited(1000);
        assertThat(control.stalled(2)).isEmpty();
        assertThat(control.flow()).isEqualTo(StreamFlow.FLOWING);
    }

    @Test
    void aStreamThatOverflowsQueuesAgainOnceHalfItsMarkIsLeft() {
        overflowing();
        assertThat(control.credited(101)).containsExactly(new Deliver(BATCH), new Deliver(BATCH));
        assertThat(control.credited(100)).containsExactly(new Deliver(BATCH), new Turn(StreamFlow.QUEUEING));
    }

    @Test
    void aStreamThatOverflowsFlowsAgainOnceEverythingIsTaken() {
        overflowing();
        assertThat(control.credited(1000)).endsWith(new Turn(StreamFlow.FLOWING), new Lend(500, 5));
    }

    @Test
    void whatDropsIsStillADetour() {
        overflowing();
        control.arrived(BATCH, 0);
        assertThat(control.credited(1000)).endsWith(new Lend(500, 6));
    }

    @Test
    void aStreamWithNothingInItsQueueFinishesAtOnce() {
        assertThat(control.finish()).containsExactly(new Stop());
    }

    @Test
    void aStreamThatFinishesDeliversWhatWaitsAndLendsNothing() {
        arrive(2);
        assertThat(control.finish()).containsExactly(new AwaitConsumer());
        assertThat(control.credited(100)).containsExactly(new Deliver(BATCH));
        assertThat(control.credited(500)).containsExactly(new Deliver(BATCH), new Stop());
    }

    @Test
    void whatStillWaitsWhenTheDrainTimeIsOverIsDropped() {
        arrive(2);
        control.finish();
        Drop dropped = new Drop(BATCH, DropReason.CONNECTION_ENDED);
        assertThat(control.drainTimeOver()).containsExactly(dropped, dropped, new Stop());
    }
}
