package dev.understory.dissemination;

import static dev.understory.dissemination.Fixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.Sha256;
import dev.understory.crypto.TestRandom;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When and of whom that is asked for which one peer should send and others tell of. */
class FetchingInTimeTest {
    private static final long MILLI = 1_000_000;

    /** The peer that was chosen to send brings nine of ten messages by then. */
    private static final long PATIENCE = 200 * MILLI;

    private static final FetchSettings SETTINGS =
            new FetchSettings(32 << 10, 1, Duration.ofSeconds(2), 1, 1, 100, 100_000, Duration.ofSeconds(60));

    private final Map<PublicKey, Long> roundTrips = new HashMap<>();
    private final Fetching fetching = new Fetching(
            Topic.TX,
            SETTINGS,
            MessageIds.drawn(TestRandom.stream(3)),
            (topic, what, amount) -> {},
            peer -> roundTrips.getOrDefault(peer, Fetching.RoundTrips.UNKNOWN));
    private long now;
    /** Messages with smaller numbers are here. */
    private int known;

    private static Bytes id(int number) {
        byte[] bytes = {(byte) number, (byte) (number >> 8)};
        return Bytes.wrap(Sha256.of(bytes, 0, 2));
    }

    private List<FetchEffect> tell(int from, int number, long at) {
        Bytes have =
                FetchMessage.encode(new FetchMessage.Have(List.of(new FetchMessage.Entry(id(number), 200)), false));
        return fetching.received(peer(from), have, any -> number < known, at);
    }

    private static FetchEffect want(int peer, int number) {
        return new FetchEffect.Send(peer(peer), FetchMessage.encode(new FetchMessage.Want(List.of(id(number)))));
    }

    /** Peer 2 is chosen to send: half of the messages come from it at once, the others in {@link #PATIENCE}. */
    @BeforeEach
    void oneSends() {
        for (int peer = 1; peer <= 5; peer++) {
            fetching.admitted(peer(peer), true, true, true);
            fetching.received(peer(peer), FetchMessage.encode(new FetchMessage.Here(true)), any -> false, 0);
        }
        for (int number = 0; number < 40; number++) {
            now += 10_000 * MILLI;
            if (number % 2 == 0) {
                fetching.heard(peer(2), id(number), true, now);
                known = number + 1;
                tell(3, number, now + 250 * MILLI);
            } else {
                tell(3, number, now);
                fetching.heard(peer(2), id(number), true, now + PATIENCE);
            }
            fetching.accepted(id(number));
        }
        known = 40;
        now += 10_000 * MILLI;
        assertThat(fetching.wanted()).isZero();
    }

    @Test
    void thoseThatSendAreWaitedForAsLongAsAskingTakes() {
        roundTrips.put(peer(3), 100 * MILLI);
        assertThat(tell(3, 100, now)).isEmpty();
        assertThat(fetching.wakeAt()).isEqualTo(now + 100 * MILLI);
        assertThat(fetching.wake(now + 100 * MILLI)).containsExactly(want(3, 100));
    }

    @Test
    void theNearestOfThoseThatTellIsAsked() {
        roundTrips.put(peer(3), 100 * MILLI);
        roundTrips.put(peer(4), 60 * MILLI);
        tell(3, 100, now);
        tell(1, 100, now + MILLI);
        tell(4, 100, now + 50 * MILLI);
        assertThat(fetching.wakeAt()).as("since the first of them told").isEqualTo(now + 60 * MILLI);
        assertThat(fetching.wake(now + 60 * MILLI)).containsExactly(want(4, 100));
    }

    @Test
    void whoIsNearAndTellsLateIsAskedAtOnce() {
        roundTrips.put(peer(4), 60 * MILLI);
        tell(3, 100, now);
        assertThat(tell(4, 100, now + 70 * MILLI)).containsExactly(want(4, 100));
    }

    @Test
    void whereTheRoundTripIsNotKnownOrLongThoseThatSendAreWaitedForAsLongAsTheyTake() {
        tell(3, 100, now);
        assertThat(fetching.wakeAt()).isEqualTo(now + PATIENCE);
        fetching.heard(peer(2), id(100), true, now);
        roundTrips.put(peer(3), Long.MAX_VALUE / 4);
        tell(3, 101, now);
        assertThat(fetching.wakeAt()).isEqualTo(now + PATIENCE);
    }

    @Test
    void whoClaimsToBeNextDoorIsNotAskedAtOnce() {
        roundTrips.put(peer(3), 0L);
        assertThat(tell(3, 100, now)).isEmpty();
        assertThat(fetching.wakeAt()).isEqualTo(now + Fetching.LEAST_WAIT_NANOS);
    }

    @Test
    void whoIsNearestAndWithholdsIsAskedLastThen() {
        roundTrips.put(peer(3), 30 * MILLI);
        roundTrips.put(peer(4), 90 * MILLI);
        tell(3, 100, now);
        assertThat(fetching.wake(now + 30 * MILLI)).containsExactly(want(3, 100));
        fetching.wake(now + 3000 * MILLI);
        now += 5000 * MILLI;
        tell(4, 101, now);
        tell(3, 101, now);
        assertThat(fetching.wake(now + 90 * MILLI)).containsExactly(want(4, 101));
    }

    @Test
    void whoSaysThatItHasWhatIsWantedNeedsNoCopy() {
        tell(3, 100, now);
        tell(4, 100, now + MILLI);
        assertThat(fetching.heard(peer(2), id(100), true, now + 2 * MILLI)).containsExactly(peer(3), peer(4));
        fetching.wake(now + 10_000 * MILLI);
        tell(3, 101, now + 10_000 * MILLI);
        fetching.wake(now + 10_000 * MILLI + PATIENCE);
        assertThat(fetching.heard(peer(3), id(101), true, now + 11_000 * MILLI)).containsExactly(peer(3));
        assertThat(fetching.heard(peer(2), id(102), true, now)).isEmpty();
    }

    @Test
    void whoHasSaidPushOnceHasNotChosenYet() {
        Bytes push = FetchMessage.encode(new FetchMessage.Here(true));
        Bytes tell = FetchMessage.encode(new FetchMessage.Here(false));
        assertThat(fetching.isUndecided(peer(1))).isTrue();
        assertThat(fetching.isUndecided(peer(50))).as("says nothing of it").isFalse();
        fetching.received(peer(1), push, any -> false, now);
        fetching.received(peer(2), tell, any -> false, now);
        assertThat(fetching.isUndecided(peer(1))).isFalse();
        assertThat(fetching.isUndecided(peer(2))).isFalse();
        fetching.received(peer(2), push, any -> false, now);
        assertThat(fetching.isUndecided(peer(2))).isFalse();
        fetching.lost(peer(2), now);
        fetching.received(peer(2), push, any -> false, now);
        assertThat(fetching.isUndecided(peer(2))).as("connected anew").isTrue();
    }
}
