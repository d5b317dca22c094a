package dev.understory.node.embed;

import dev.understory.node.config.NodeConfig;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.store.MemoryStore;
import dev.understory.store.Store;
import dev.understory.store.StoreLimits;
import dev.understory.store.file.FileStore;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;

/** The store that a node's configuration asks for. */
sealed interface NodeStore {
    /** How long a node that has stopped waits for its disk. */
    int CLOSING_SECONDS = 10;

    /** As the node's actors see it. */
    Store store();

    /** Takes no more requests and completes when all have been done, or soon where the disk hangs. */
    CompletionStage<Done> close();

    /** Keeps documents while the node runs. */
    record InMemory(MemoryStore store) implements NodeStore {
        @Override
        public CompletionStage<Done> close() {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
    }

    /** Keeps documents in files. */
    record InFiles(FileStore store) implements NodeStore {
        @Override
        public CompletionStage<Done> close() {
            return store.close()
                    .toCompletableFuture()
                    .completeOnTimeout(Done.getInstance(), CLOSING_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The folder for files cannot be used; the message says which, and why. */
    final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** Opens the store; throws {@link Unusable}. */
    static NodeStore open(NodeConfig.Machine machine, NodeEventSink events) {
        Path folder = machine.store();
        if (folder == null) {
            return new InMemory(new MemoryStore(StoreLimits.DEFAULT));
        }
        return switch (FileStore.open(
                folder, StoreLimits.DEFAULT, event -> events.emit(new NodeEvent.Storage(event)))) {
            case FileStore.Opening.Opened opened -> new InFiles(opened.store());
            case FileStore.Opening.Unusable unusable -> throw new Unusable(unusable.problem());
        };
    }
}
