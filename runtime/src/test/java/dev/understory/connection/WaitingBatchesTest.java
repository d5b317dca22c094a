package dev.understory.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

final class WaitingBatchesTest {
    private static final PublicKey ID = PublicKey.of(KeyType.ED25519, new byte[32]);

    private final SendGate gate = new SendGate(10_000);
    private final WaitingBatches waiting = new WaitingBatches(gate);
    private final TestInbox<Delivery.BatchCompleted> answers = TestInbox.create();
    private final List<Integer> taken = new ArrayList<>();
    private int room;

    @Test
    void messagesAreTakenInOrderAsRoomComesAndTheAnswerComesWithTheLast() {
        add(1, 10, 11, 12);
        add(2, 13);
        room = 2;
        offer();
        assertThat(taken).containsExactly(10, 11);
        assertThat(answers.hasMessages()).isFalse();
        assertThat(gate.waiting()).isEqualTo(12 + 13 + 2 * SendGate.OVERHEAD);
        room = 2;
        offer();
        assertThat(taken).containsExactly(10, 11, 12, 13);
        assertThat(answers.getAllReceived())
                .containsExactly(
                        new Delivery.BatchCompleted(1, ID, 3, SendOutcome.ACCEPTED),
                        new Delivery.BatchCompleted(2, ID, 1, SendOutcome.ACCEPTED));
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aMessageThatNeverFitsEndsItsBatchAndNotTheNext() {
        add(1, 10, 666, 11);
        add(2, 12);
        room = 9;
        offer();
        assertThat(taken).containsExactly(10, 12);
        assertThat(answers.getAllReceived())
                .containsExactly(
                        new Delivery.BatchCompleted(1, ID, 1, SendOutcome.TOO_LARGE),
                        new Delivery.BatchCompleted(2, ID, 1, SendOutcome.ACCEPTED));
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void closingAnswersEverythingThatWaits() {
        add(1, 10, 11);
        add(2, 12);
        room = 1;
        offer();
        waiting.close(ID);
        assertThat(answers.getAllReceived())
                .containsExactly(
                        new Delivery.BatchCompleted(1, ID, 1, SendOutcome.CLOSED),
                        new Delivery.BatchCompleted(2, ID, 0, SendOutcome.CLOSED));
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aBatchThatDoesNotFitThroughTheGateIsNotChargedAtAll() {
        List<Bytes> large = List.of(Bytes.wrap(new byte[6_000]), Bytes.wrap(new byte[6_000]));
        assertThat(gate.enter(1)).isTrue();
        assertThat(gate.enter(large)).isFalse();
        assertThat(gate.waiting()).isEqualTo(1 + SendGate.OVERHEAD);
    }

    private void add(long token, int... sizes) {
        List<Bytes> payloads = new ArrayList<>();
        for (int size : sizes) {
            payloads.add(Bytes.wrap(new byte[size]));
        }
        assertThat(gate.enter(payloads)).isTrue();
        waiting.add(new ConnectionActor.SendBatch(Topic.TX, payloads, token, answers.getRef()));
    }

    private void offer() {
        waiting.offer(ID, (topic, payload) -> {
            if (payload.size() == 666) {
                return SendOutcome.TOO_LARGE;
            }
            if (room == 0) {
                return SendOutcome.QUEUE_FULL;
            }
            room--;
            taken.add(payload.size());
            return SendOutcome.ACCEPTED;
        });
    }
}
