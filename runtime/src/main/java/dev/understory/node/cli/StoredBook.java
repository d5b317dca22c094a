package dev.understory.node.cli;

import dev.understory.crypto.OperatingSystemEntropy;
import dev.understory.crypto.RandomStream;
import dev.understory.node.config.SystemSettings;
import dev.understory.node.embed.SystemClock;
import dev.understory.peerbook.BookRead;
import dev.understory.peerbook.BookSettings;
import dev.understory.peerbook.PeerBook;
import dev.understory.store.DocumentName;
import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreLimits;
import dev.understory.store.file.FileStore;
import dev.understory.transport.NodeClock;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The peer book in the store of a node that does not run: whoever has it open keeps the node from starting. */
final class StoredBook implements AutoCloseable {
    /** Where a node keeps its book. */
    private static final DocumentName NAME = new DocumentName("p2p", "book");

    private final NodeClock clock = new SystemClock();
    private final FileStore store;
    private final LinkedBlockingQueue<StoreAnswer> answers = new LinkedBlockingQueue<>();
    private final ActorSystem<StoreAnswer> system;

    private StoredBook(FileStore store) {
        this.store = store;
        this.system = ActorSystem.create(
                Behaviors.receiveMessage(answer -> {
                    answers.add(answer);
                    return Behaviors.same();
                }),
                "book",
                SystemSettings.bootstrap(""));
    }

    /** Takes the folder, which no running node may have. */
    static StoredBook open(Path folder) {
        return switch (FileStore.open(folder, StoreLimits.DEFAULT, event -> {})) {
            case FileStore.Opening.Opened opened -> new StoredBook(opened.store());
            case FileStore.Opening.Unusable unusable -> throw new CommandFailure(ExitCode.FAILED, unusable.problem());
        };
    }

    /** The book, empty if there is none; one that cannot be read is left to the node, which sets it aside. */
    PeerBook read(BookSettings settings) {
        store.read(NAME, 0, system);
        return switch (answer()) {
            case StoreAnswer.Found found ->
                switch (PeerBook.fromBytes(found.content(), settings, random(), clock.nowNanos())) {
                    case BookRead.Restored restored -> restored.book();
                    case BookRead.Unusable unusable -> throw failed("the node's own book " + unusable.detail());
                };
            case StoreAnswer.Damaged damaged ->
                throw failed("the node's own book " + damaged.reason() + "; it is kept as " + damaged.setAside());
            case StoreAnswer.Failed failure -> throw failed(failure.detail());
            case StoreAnswer other -> PeerBook.empty(settings, random());
        };
    }

    void write(PeerBook book) {
        store.write(NAME, book.toBytes(clock.nowNanos()), 0, system);
        if (answer() instanceof StoreAnswer.Failed failure) {
            throw failed(failure.detail());
        }
    }

    long now() {
        return clock.nowNanos();
    }

    @Override
    public void close() {
        CompletableFuture<?> closed = store.close().toCompletableFuture();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        closed.join();
    }

    private StoreAnswer answer() {
        try {
            return answers.take();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    private static RandomStream random() {
        return new OperatingSystemEntropy().stream("discovery.book");
    }

    private static CommandFailure failed(String detail) {
        return new CommandFailure(ExitCode.FAILED, detail);
    }
}
