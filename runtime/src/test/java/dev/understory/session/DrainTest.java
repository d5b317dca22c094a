package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.session.Drain.Order;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.LinkEvent.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainTest {
    private static final long START = 1_000;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long GRACE_OVER = START + GRACE.toNanos();

    @Test
    void whatWaitsIsWrittenWhileTheGraceLasts() {
        Drain drain = closing(GRACE);
        assertThat(drain.next(false, true, 0, GRACE_OVER - 1)).isEqualTo(Order.NOTHING);
        assertThat(drain.deadlineNanos()).isEqualTo(GRACE_OVER);
        assertThat(drain.next(false, true, 0, GRACE_OVER)).isEqualTo(Order.CLOSE_LINK);
    }

    @Test
    void theLinkClosesAsSoonAsAllIsWritten() {
        Drain drain = closing(GRACE);
        assertThat(drain.next(false, true, 0, START)).isEqualTo(Order.NOTHING);
        assertThat(drain.next(false, false, 0, START + 1)).isEqualTo(Order.CLOSE_LINK);
    }

    @Test
    void withoutGraceNothingIsWrittenAnyMore() {
        assertThat(closing(Duration.ZERO).next(false, true, 0, START)).isEqualTo(Order.CLOSE_LINK);
    }

    @Test
    void whoLeavesNoGraceEndsTheWriting() {
        Drain drain = closing(GRACE);
        assertThat(drain.closeAgain(Duration.ZERO, START)).isEqualTo(Order.CLOSE_LINK);
        assertThat(drain.closeAgain(Duration.ZERO, START)).isEqualTo(Order.NOTHING);
    }

    @Test
    void whoComesLaterWithSomeGraceChangesNothing() {
        Drain drain = closing(GRACE);
        assertThat(drain.closeAgain(Duration.ofNanos(1), START)).isEqualTo(Order.NOTHING);
        assertThat(drain.next(false, true, 0, START + 2)).isEqualTo(Order.NOTHING);
    }

    @Test
    void aSessionThatFailsWhileItWritesIsCutOff() {
        Drain drain = closing(GRACE);
        assertThat(drain.next(true, true, 0, START)).isEqualTo(Order.ABORT_LINK);
        assertThat(drain.next(true, true, 0, START)).isEqualTo(Order.NOTHING);
        assertThat(drain.deadlineNanos()).isEqualTo(Session.NO_DEADLINE);
    }

    @Test
    void aSessionThatFailsWhileTheLinkClosesIsLetClose() {
        Drain drain = closing(Duration.ZERO);
        drain.next(false, false, 0, START);
        assertThat(drain.next(true, false, 0, START)).isEqualTo(Order.NOTHING);
    }

    @Test
    void aLinkThatDoesNotCloseInTimeIsCutOffOnce() {
        Drain drain = closing(Duration.ZERO);
        drain.next(false, false, 0, START);
        long over = START + Drain.CLOSE_NANOS;
        assertThat(drain.deadlineNanos()).isEqualTo(over);
        assertThat(drain.tick(over - 1)).isEqualTo(Order.NOTHING);
        assertThat(drain.tick(over)).isEqualTo(Order.ABORT_LINK);
        assertThat(drain.tick(over + 1)).isEqualTo(Order.NOTHING);
    }

    /** What the link holds was taken within the grace, and may be written within it. */
    @Test
    void aLinkMayTakeTheWholeGraceToClose() {
        Drain drain = closing(GRACE);
        drain.next(false, false, 0, START);
        assertThat(drain.tick(START + Drain.CLOSE_NANOS)).isEqualTo(Order.NOTHING);
        assertThat(drain.deadlineNanos()).isEqualTo(GRACE_OVER);
    }

    @Test
    void itIsOverWhenLinkAndStreamsHaveEnded() {
        Drain drain = closing(Duration.ZERO);
        assertThat(drain.next(false, false, 1, START)).isEqualTo(Order.CLOSE_LINK);
        drain.linkClosed();
        assertThat(drain.next(false, false, 1, START)).isEqualTo(Order.NOTHING);
        assertThat(drain.next(false, false, 0, START)).isEqualTo(Order.END);
    }

    @Test
    void messagesThatComeAfterTheEndLeaveItAtThat() {
        Drain drain = closing(GRACE);
        drain.linkClosed();
        assertThat(drain.next(false, false, 0, START)).isEqualTo(Order.END);
        assertThat(drain.next(false, false, 0, START)).isEqualTo(Order.END);
    }

    @Test
    void aLinkThatIsClosedIsToldNothingMore() {
        Drain drain = closing(GRACE);
        drain.linkClosed();
        assertThat(drain.next(true, true, 1, GRACE_OVER)).isEqualTo(Order.NOTHING);
        assertThat(drain.closeAgain(Duration.ZERO, GRACE_OVER)).isEqualTo(Order.NOTHING);
        assertThat(drain.tick(Long.MAX_VALUE)).isEqualTo(Order.NOTHING);
        assertThat(drain.deadlineNanos()).isEqualTo(Session.NO_DEADLINE);
    }

    @Test
    void streamsMayPauseReadingOnlyWhileSomethingIsWritten() {
        Drain drain = closing(GRACE);
        assertThat(drain.streamsMayPause()).isTrue();
        drain.closeAgain(Duration.ZERO, START);
        assertThat(drain.streamsMayPause()).isFalse();
    }

    @Test
    void theSessionsFailureIsTheReasonWhateverTheOwnerGives() {
        Drain drain = Drain.close(
                CloseReason.LOCAL, new SessionFailure(CloseReason.BAD_FRAME, "does not open"), GRACE, START);
        assertThat(drain.reason()).isEqualTo(CloseReason.BAD_FRAME);
        assertThat(drain.detail()).isEqualTo("does not open");
        assertThat(closing(GRACE).reason()).isEqualTo(CloseReason.DUPLICATE);
    }

    @Test
    void theSessionsFailureIsTheReasonWhateverTheLinkTells() {
        LinkEvent.Closed reset = new LinkEvent.Closed(Cause.RESET, "reset by peer");
        Drain drain = Drain.linkClosed(reset, new SessionFailure(CloseReason.LIVENESS_TIMEOUT, ""));
        assertThat(drain.reason()).isEqualTo(CloseReason.LIVENESS_TIMEOUT);
        assertThat(drain.detail()).isEqualTo("reset by peer");
    }

    @ParameterizedTest
    @CsvSource({"END_OF_STREAM, REMOTE_CLOSED", "RESET, RESET", "FAILED, RESET", "LOCAL, LOCAL"})
    void aLinkThatEndsFirstGivesTheReason(Cause cause, CloseReason reason) {
        Drain drain = Drain.linkClosed(new LinkEvent.Closed(cause, "why"), null);
        assertThat(drain.reason()).isEqualTo(reason);
        assertThat(drain.next(false, true, 0, START)).isEqualTo(Order.END);
    }

    private static Drain closing(Duration grace) {
        return Drain.close(CloseReason.DUPLICATE, null, grace, START);
    }
}
