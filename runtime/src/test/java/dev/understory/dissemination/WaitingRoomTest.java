package dev.understory.dissemination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    private static final int MOST = 64;
    private static final long MOST_BYTES = 64L << 10;
    private static final long SHARE_BYTES = 16L << 10;

    private final AtomicLong waiting = new AtomicLong();
    private final WaitingShares shares = new WaitingShares(SHARE_BYTES, new GossipEvents() {
        @Override
        public void gossiped(Topic topic, GossipCount what, long amount) {}

        @Override
        public void waiting(long change) {
            waiting.addAndGet(change);
        }
    });
    private final WaitingRoom room = new WaitingRoom(MOST, MOST_BYTES, shares);
    private long tokens;

    private boolean enters(PublicKey sender, int size) {
        boolean hasRoom = room.makeRoom(sender, size) != null;
        if (hasRoom) {
            enter(sender, size);
        }
        return hasRoom;
    }

    private void enter(PublicKey sender, int size) {
        Bytes payload = Bytes.wrap(new byte[size]);
        room.enter(new Unjudged(tokens, new MessageId(0, tokens), sender, payload, payload, tokens));
        tokens++;
    }

    private static int size(SplittableRandom random) {
        return random.nextInt(1 << random.nextInt(17));
    }

    @Test
    void whateverOthersHaveWaitingWhoHasNothingGetsOneIn() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int flooders = 1 + random.nextInt(40);
            for (int i = 0; i < 500; i++) {
                enters(Fixtures.peer(random.nextInt(flooders)), size(random));
            }
            assertThat(enters(Fixtures.peer(1000 + seed), size(random)))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void itHoldsNoMoreThanItsLimitsAndNobodyGoesForOneWhoHasMore() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 50_000; i++) {
            if (random.nextInt(4) == 0 && tokens > 0) {
                room.leave(random.nextLong(tokens));
            }
            PublicKey sender = Fixtures.peer(random.nextInt(12));
            int size = size(random);
            int before = room.size();
            List<Unjudged> gone = room.makeRoom(sender, size);
            if (gone == null) {
                assertThat(room.size()).isEqualTo(before);
                continue;
            }
            assertThat(gone).noneMatch(message -> message.keeper().equals(sender));
            enter(sender, size);
            assertThat(room.size()).isLessThanOrEqualTo(MOST);
            assertThat(room.bytes() <= MOST_BYTES || room.size() == 1)
                    .as("%d bytes of %d", room.bytes(), room.size())
                    .isTrue();
            assertThat(waiting).hasValue(room.bytes());
        }
        room.clear();
        assertThat(room.bytes()).isZero();
        assertThat(waiting).hasValue(0);
        assertThat(shares.peers()).isZero();
    }

    @Test
    void onePeerHasNoMoreWaitingThanItsShareOrOneThatIsLarger() {
        for (int i = 0; i < 15; i++) {
            assertThat(enters(Fixtures.peer(1), 800)).isTrue();
        }
        assertThat(enters(Fixtures.peer(1), 800)).isFalse();
        assertThat(enters(Fixtures.peer(1), 200)).isTrue();
        assertThat(enters(Fixtures.peer(2), 40_000)).isTrue();
        assertThat(enters(Fixtures.peer(2), 1)).isFalse();
        assertThat(room.size()).isEqualTo(17);
    }

    @Test
    void whatWaitsOnOneTopicLeavesItsPeerLessOnTheOthers() {
        WaitingRoom other = new WaitingRoom(MOST, MOST_BYTES, shares);
        assertThat(enters(Fixtures.peer(1), 10_000)).isTrue();
        assertThat(other.makeRoom(Fixtures.peer(1), 10_000)).isNull();
        assertThat(other.makeRoom(Fixtures.peer(2), 10_000)).isEmpty();
        assertThat(room.lost(Fixtures.peer(1))).isEqualTo(1);
        assertThat(other.makeRoom(Fixtures.peer(1), 10_000)).isEmpty();
    }

    @Test
    void whatFindsNoPlaceOnItsTopicTakesNothingOfItsPeersShare() {
        for (int i = 0; i < MOST; i++) {
            assertThat(enters(Fixtures.peer(i), 0)).isTrue();
        }
        assertThat(enters(Fixtures.peer(1), 0)).isFalse();
        assertThat(shares.of(Fixtures.peer(1))).isEqualTo(WaitingRoom.MESSAGE_COST);
    }

    @Test
    void whatALostPeerAloneHasSentGoesAndTheRestIsInTheNameOfTheNext() {
        enters(Fixtures.peer(1), 1000);
        enters(Fixtures.peer(1), 2000);
        enters(Fixtures.peer(2), 3000);
        Unjudged both = room.find(new MessageId(0, 1));
        both.alsoFrom(Fixtures.peer(3));
        both.alsoFrom(Fixtures.peer(2));
        assertThat(room.lost(Fixtures.peer(3))).isZero();
        assertThat(room.lost(Fixtures.peer(1))).isEqualTo(1);
        assertThat(both.keeper()).isEqualTo(Fixtures.peer(2));
        assertThat(both.sender).isEqualTo(Fixtures.peer(1));
        assertThat(room.size()).isEqualTo(2);
        assertThat(room.bytes()).isEqualTo(5000 + 2 * WaitingRoom.MESSAGE_COST);
        assertThat(enters(Fixtures.peer(2), 12_000)).as("both count as its own").isFalse();
        assertThat(room.lost(Fixtures.peer(2))).isEqualTo(2);
        assertThat(room.bytes()).isZero();
        assertThat(enters(Fixtures.peer(2), 12_000)).isTrue();
    }
}
