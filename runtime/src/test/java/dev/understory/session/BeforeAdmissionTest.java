package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.session.BeforeAdmission.Order;
import dev.understory.transport.LinkEvent.Cause;
import dev.understory.transport.LinkEvent.Closed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BeforeAdmissionTest {
    private static final int LIMIT = BeforeAdmission.READ_BEFORE_ADMISSION;

    private final BeforeAdmission before = new BeforeAdmission();

    @Test
    void aPeerIsReportedOnceAsSoonAsItIsProven() {
        assertThat(before.next(false, false)).isEqualTo(Order.NOTHING);
        assertThat(before.next(false, true)).isEqualTo(Order.REPORT_PEER);
        assertThat(before.next(false, true)).isEqualTo(Order.NOTHING);
    }

    @Test
    void aFailureEndsTheConnectionAlsoOfAProvenPeer() {
        assertThat(before.next(true, true)).isEqualTo(Order.END);
        assertThat(before.isWaiting()).isFalse();
        before.next(false, true);
        assertThat(before.next(true, true)).isEqualTo(Order.END);
    }

    @Test
    void aWaitingPeerIsReadUpToTheLimit() {
        before.next(false, true);
        assertThat(before.pausesReading(0)).isFalse();
        assertThat(before.pausesReading(LIMIT - 1)).isFalse();
        assertThat(before.pausesReading(LIMIT)).isTrue();
    }

    @Test
    void aPeerHasSpokenWithItsFirstByteBeyondTheHandshake() {
        before.next(false, true);
        assertThat(before.hasSpoken(0)).isFalse();
        assertThat(before.hasSpoken(1)).isTrue();
    }

    /** The handshake has deadlines of its own, and what comes in it is not yet a proven peer's. */
    @Test
    void aPeerThatIsNotProvenIsReadOnAndHasNotSpoken() {
        assertThat(before.pausesReading(LIMIT)).isFalse();
        assertThat(before.hasSpoken(LIMIT)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"END_OF_STREAM", "RESET"})
    void aDialThatEndsBeforeTheFirstByteIsExplained(Cause cause) {
        Closed explained = before.explained(new Closed(cause, "closed"), Direction.OUTBOUND);
        assertThat(explained.cause()).isEqualTo(cause);
        assertThat(explained.detail()).startsWith("closed before the peer's first byte: it has no room for us");
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "FAILED"})
    void whatThePeerDidNotDoIsNotExplainedByIt(Cause cause) {
        Closed closed = new Closed(cause, "closed");
        assertThat(before.explained(closed, Direction.OUTBOUND)).isSameAs(closed);
    }

    @Test
    void aPeerThatHasDialledUsOrWasHeardHadRoomForUs() {
        Closed closed = new Closed(Cause.RESET, "closed");
        assertThat(before.explained(closed, Direction.INBOUND)).isSameAs(closed);
        before.heard();
        assertThat(before.explained(closed, Direction.OUTBOUND)).isSameAs(closed);
    }
}
