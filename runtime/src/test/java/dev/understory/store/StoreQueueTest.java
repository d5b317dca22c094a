package dev.understory.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.store.StoreQueue.Admission;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class StoreQueueTest {
    private static final Admission TAKEN = new Admission.Taken();

    private final TestInbox<StoreAnswer> inbox = TestInbox.create();
    private final StoreQueue queue = new StoreQueue(new StoreLimits(100, 10, 4, 250));

    private StoreRequest.Write write(String name, int size, long token) {
        return new StoreRequest.Write(name(name), Bytes.wrap(new byte[size]), token, inbox.getRef());
    }

    private StoreRequest.Read read(String name, long token) {
        return new StoreRequest.Read(name(name), token, inbox.getRef());
    }

    private static DocumentName name(String name) {
        return new DocumentName("test", name);
    }

    private List<Long> rest() {
        List<Long> tokens = new ArrayList<>();
        for (StoreRequest request = queue.next(); request != null; request = queue.next()) {
            tokens.add(request.token());
            queue.done(request);
        }
        return tokens;
    }

    private static StoreProblem problem(Admission admission) {
        return ((Admission.Refused) admission).problem();
    }

    @Test
    void requestsComeInTheOrderInWhichTheyWereMade() {
        assertThat(queue.offer(write("a", 1, 1))).isEqualTo(TAKEN);
        assertThat(queue.offer(read("a", 2))).isEqualTo(TAKEN);
        assertThat(queue.offer(write("b", 1, 3))).isEqualTo(TAKEN);
        assertThat(queue.offer(new StoreRequest.Delete(name("a"), 4, inbox.getRef())))
                .isEqualTo(TAKEN);
        assertThat(rest()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(queue.next()).isNull();
    }

    @Test
    void aNewerWriteTakesThePlaceOfOneThatWaits() {
        StoreRequest.Write older = write("a", 90, 1);
        queue.offer(older);
        queue.offer(write("b", 90, 2));
        assertThat(queue.offer(write("a", 10, 3))).isEqualTo(new Admission.TakenInsteadOf(older));
        assertThat(rest()).containsExactly(3L, 2L);
    }

    @Test
    void aWriteThatIsUnderWayIsNotReplaced() {
        queue.offer(write("a", 1, 1));
        StoreRequest underWay = queue.next();
        assertThat(queue.offer(write("a", 1, 2))).isEqualTo(TAKEN);
        assertThat(underWay).isNotNull();
        assertThat(rest()).containsExactly(2L);
    }

    @Test
    void whatWasAskedInBetweenSeesTheOlderWrite() {
        queue.offer(write("a", 1, 1));
        queue.offer(read("a", 2));
        assertThat(queue.offer(write("a", 1, 3))).isEqualTo(TAKEN);
        assertThat(rest()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void refusesADocumentLargerThanTheLimit() {
        assertThat(queue.offer(write("a", 100, 1))).isEqualTo(TAKEN);
        Admission refused = queue.offer(write("b", 101, 2));
        assertThat(problem(refused)).isEqualTo(StoreProblem.TOO_LARGE);
        assertThat(((Admission.Refused) refused).detail())
                .isEqualTo("test.b would have 101 bytes, and a document has 100 at most");
    }

    @Test
    void refusesRequestsBeyondTheLimitUntilOneIsDoneButNotThoseThatReplace() {
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(write("a" + i, 1, i))).isEqualTo(TAKEN);
        }
        assertThat(problem(queue.offer(read("b", 9)))).isEqualTo(StoreProblem.BUSY);
        assertThat(queue.offer(write("a3", 1, 13))).isInstanceOf(Admission.TakenInsteadOf.class);
        StoreRequest first = queue.next();
        assertThat(problem(queue.offer(read("b", 9)))).as("under way counts").isEqualTo(StoreProblem.BUSY);
        assertThat(first).isNotNull();
        queue.done(first);
        assertThat(queue.offer(read("b", 10))).isEqualTo(TAKEN);
    }

    @Test
    void refusesBytesBeyondTheLimitAlsoWhereAWriteWouldReplaceASmallerOne() {
        queue.offer(write("a", 100, 1));
        queue.offer(write("b", 100, 2));
        assertThat(problem(queue.offer(write("c", 51, 3)))).isEqualTo(StoreProblem.BUSY);
        assertThat(queue.offer(write("c", 50, 4))).isEqualTo(TAKEN);
        Admission refused = queue.offer(write("c", 51, 5));
        assertThat(refused)
                .isEqualTo(new Admission.Refused(StoreProblem.BUSY, "250 bytes are waiting for the disk already"));
        assertThat(rest()).as("the smaller one stays").containsExactly(1L, 2L, 4L);
        assertThat(queue.offer(write("d", 100, 6))).isEqualTo(TAKEN);
    }

    @Test
    void aMillionWritesOfOneDocumentAreOnePlace() {
        queue.offer(write("a", 1, 0));
        for (int i = 1; i <= 1_000_000; i++) {
            assertThat(queue.offer(write("a", 1, i))).isInstanceOf(Admission.TakenInsteadOf.class);
        }
        assertThat(rest()).containsExactly(1_000_000L);
    }

    @Test
    void whatWaitsCanBeTakenOutAtOnce() {
        queue.offer(write("a", 100, 1));
        queue.offer(read("a", 2));
        assertThat(queue.removeAll()).extracting(StoreRequest::token).containsExactly(1L, 2L);
        for (int i = 0; i < 2; i++) {
            assertThat(queue.offer(write("b" + i, 100, i))).isEqualTo(TAKEN);
        }
        assertThat(rest()).hasSize(2);
    }
}
