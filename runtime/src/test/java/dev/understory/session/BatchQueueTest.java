package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
    private static final int TOO_LARGE = 666;

    private final BatchQueue<String> queue = new BatchQueue<>();
    private final Recorder owner = new Recorder();

    @Test
    void messagesAreTakenInTheirOrderAsRoomComes() {
        add("first", Topic.TX, 10, 11, 12);
        add("second", Topic.TX, 13);
        offer(2);
        assertThat(owner.taken).containsExactly(10, 11);
        assertThat(owner.done).isEmpty();
        offer(2);
        assertThat(owner.taken).containsExactly(10, 11, 12, 13);
        assertThat(owner.done).containsExactly("first 3 ACCEPTED", "second 1 ACCEPTED");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aTopicThatIsFullHoldsUpNoOther() {
        add("full", Topic.CONSENSUS, 10);
        add("other", Topic.TX, 11);
        owner.full = Topic.CONSENSUS;
        offer(9);
        assertThat(owner.done).containsExactly("other 1 ACCEPTED");
        assertThat(queue.isEmpty()).isFalse();
    }

    @Test
    void aMessageThatIsRefusedEndsItsBatchAndNotTheNext() {
        add("first", Topic.TX, 10, TOO_LARGE, 11);
        add("second", Topic.TX, 12);
        offer(9);
        assertThat(owner.taken).containsExactly(10, 12);
        assertThat(owner.done).containsExactly("first 1 TOO_LARGE", "second 1 ACCEPTED");
    }

    @Test
    void closingLeavesNoBatchWithoutItsEnd() {
        add("first", Topic.TX, 10, 11);
        add("second", Topic.BLOCK, 12);
        owner.full = Topic.BLOCK;
        offer(1);
        queue.close(owner);
        assertThat(owner.done).containsExactlyInAnyOrder("first 1 CLOSED", "second 0 CLOSED");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void everyMessageLeavesOnceWhateverBecomesOfIt() {
        add("taken", Topic.TX, 10);
        add("refused", Topic.TX, TOO_LARGE, 11);
        add("closed", Topic.TX, 12, 13);
        offer(2);
        queue.close(owner);
        assertThat(owner.left).containsExactly(10, TOO_LARGE, 11, 12, 13);
    }

    @Test
    void anEmptyBatchIsDoneAtOnce() {
        add("empty", Topic.TX);
        offer(0);
        assertThat(owner.done).containsExactly("empty 0 ACCEPTED");
    }

    private void add(String batch, Topic topic, int... sizes) {
        List<Bytes> payloads = new ArrayList<>();
        for (int size : sizes) {
            payloads.add(Bytes.wrap(new byte[size]));
        }
        queue.add(batch, topic, payloads);
    }

    private void offer(int room) {
        owner.room = room;
        queue.offer(owner);
    }

    private static final class Recorder implements BatchQueue.Owner<String> {
        final List<Integer> taken = new ArrayList<>();
        final List<Integer> left = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        Topic full = Topic.HEARTBEAT;
        int room;

        @Override
        public SendOutcome offer(Topic topic, Bytes payload) {
            if (payload.size() == TOO_LARGE) {
                return SendOutcome.TOO_LARGE;
            }
            if (room == 0 || topic == full) {
                return SendOutcome.QUEUE_FULL;
            }
            room--;
            taken.add(payload.size());
            return SendOutcome.ACCEPTED;
        }

        @Override
        public void left(Bytes payload) {
            left.add(payload.size());
        }

        @Override
        public void done(String batch, int count, SendOutcome outcome) {
            done.add(batch + " " + count + " " + outcome);
        }
    }
}
