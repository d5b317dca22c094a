package dev.understory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.wire.Bytes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private final MemoryStore store = new MemoryStore(new StoreLimits(10, 2, 1, 10));
    private final TestInbox<StoreAnswer> inbox = TestInbox.create();
    private final Documents mine = store.documents("mine");

    private static DocumentName name(String name) {
        return new DocumentName("mine", name);
    }

    @Test
    void keepsReplacesAndDeletes() {
        mine.read("a", 1, inbox.getRef());
        mine.write("a", Bytes.wrap(new byte[] {1}), 2, inbox.getRef());
        mine.write("a", Bytes.wrap(new byte[] {2}), 3, inbox.getRef());
        mine.read("a", 4, inbox.getRef());
        mine.delete("a", 5, inbox.getRef());
        mine.delete("a", 6, inbox.getRef());
        assertThat(inbox.getAllReceived())
                .containsExactly(
                        new StoreAnswer.Missing(name("a"), 1),
                        new StoreAnswer.Written(name("a"), 2),
                        new StoreAnswer.Written(name("a"), 3),
                        new StoreAnswer.Found(name("a"), 4, Bytes.wrap(new byte[] {2})),
                        new StoreAnswer.Deleted(name("a"), 5, true),
                        new StoreAnswer.Deleted(name("a"), 6, false));
    }

    @Test
    void aServiceSeesOnlyItsOwnDocuments() {
        mine.write("a", Bytes.EMPTY, 1, inbox.getRef());
        store.documents("theirs").read("a", 2, inbox.getRef());
        assertThat(inbox.getAllReceived()).contains(new StoreAnswer.Missing(new DocumentName("theirs", "a"), 2));
    }

    @Test
    void refusesWhatIsTooLargeOrOneTooMany() {
        mine.write("a", Bytes.wrap(new byte[11]), 1, inbox.getRef());
        mine.write("a", Bytes.wrap(new byte[10]), 2, inbox.getRef());
        mine.write("b", Bytes.EMPTY, 3, inbox.getRef());
        mine.write("c", Bytes.EMPTY, 4, inbox.getRef());
        mine.write("b", Bytes.EMPTY, 5, inbox.getRef());
        assertThat(inbox.getAllReceived())
                .containsExactly(
                        new StoreAnswer.Failed(
                                name("a"),
                                1,
                                StoreProblem.TOO_LARGE,
                                "mine.a would have 11 bytes, and a document has 10 at most"),
                        new StoreAnswer.Written(name("a"), 2),
                        new StoreAnswer.Written(name("b"), 3),
                        new StoreAnswer.Failed(
                                name("c"),
                                4,
                                StoreProblem.TOO_MANY,
                                "mine.c would be new, and there are 2 documents already"),
                        new StoreAnswer.Written(name("b"), 5));
    }

    @Test
    void saysWhetherItOutlivesTheNode() {
        assertThat(mine.surviveRestart()).isFalse();
        assertThat(new MemoryStore(StoreLimits.DEFAULT, true).survivesRestart()).isTrue();
    }

    @Test
    void limitsThatNoDocumentFitsIntoAreRefused() {
        assertThatThrownBy(() -> new StoreLimits(10, 1, 1, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StoreLimits(10, 0, 1, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StoreLimits(10, 1, 0, 10)).isInstanceOf(IllegalArgumentException.class);
    }
}
