package dev.understory.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.store.DocumentName;
import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoreLimits;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/** An open store for a test: asks, and waits for the answers. Its thread can be held up by a damaged document. */
final class OpenStore implements AutoCloseable {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    final FileStore store;
    final List<StoreEvent> events = new CopyOnWriteArrayList<>();
    private final TestInbox<StoreAnswer> inbox = TestInbox.create();
    private final BlockingQueue<CountDownLatch> gates = new LinkedBlockingQueue<>();

    OpenStore(Path folder) {
        this(folder, StoreLimits.DEFAULT);
    }

    OpenStore(Path folder, StoreLimits limits) {
        FileStore.Opening opening = FileStore.open(folder, limits, this::hear);
        assertThat(opening).isInstanceOf(FileStore.Opening.Opened.class);
        store = ((FileStore.Opening.Opened) opening).store();
    }

    static DocumentName name(String name) {
        return new DocumentName("test", name);
    }

    static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private void hear(StoreEvent event) {
        events.add(event);
        CountDownLatch gate = gates.poll();
        if (gate != null) {
            await(gate);
        }
    }

    /** The next event holds the store's thread up until that is counted down. */
    CountDownLatch holdUpAtTheNextEvent() {
        CountDownLatch gate = new CountDownLatch(1);
        gates.add(gate);
        return gate;
    }

    void write(String name, String content, long token) {
        store.write(name(name), bytes(content), token, inbox.getRef());
    }

    void read(String name, long token) {
        store.read(name(name), token, inbox.getRef());
    }

    void delete(String name, long token) {
        store.delete(name(name), token, inbox.getRef());
    }

    /** The next answer, whichever it is. */
    StoreAnswer next() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!inbox.hasMessages()) {
            assertThat(System.nanoTime()).as("an answer has come").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
        return inbox.receiveMessage();
    }

    boolean hasAnswers() {
        return inbox.hasMessages();
    }

    StoreAnswer written(String name, String content) {
        write(name, content, 1);
        return next();
    }

    StoreAnswer found(String name) {
        read(name, 2);
        return next();
    }

    StoreAnswer deleted(String name) {
        delete(name, 3);
        return next();
    }

    private static void await(CountDownLatch gate) {
        try {
            assertThat(gate.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        store.close().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
