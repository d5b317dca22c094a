package dev.understory.store.file;

import dev.understory.store.DocumentName;
import dev.understory.store.QueuedStore;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoreEvents;
import dev.understory.store.StoreLimits;
import dev.understory.store.StoreProblem;
import dev.understory.store.StoreQueue;
import dev.understory.store.StoreQueue.Admission;
import dev.understory.store.StoreRequest;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents in the files of a folder, which belongs to this store until it is closed. All work is done one request after the
 * other on one thread, which is there only while there is work; answers come from it. Safe for any thread.
 */
public final class FileStore extends QueuedStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final AtomicInteger STORES = new AtomicInteger();
    private static final int IDLE_SECONDS = 10;

    private final RealFolder folder;
    private final DocumentFolder documents;
    private final StoreEvents events;
    private final Set<DocumentName> atOpening;
    private final ThreadPoolExecutor thread;
    private final Object lock = new Object();
    private final StoreQueue queue;
    private final CompletableFuture<Done> closed = new CompletableFuture<>();
    private boolean working;
    private boolean closing;

    /** What comes of opening a store. */
    public sealed interface Opening {
        /** The store. */
        record Opened(FileStore store) implements Opening {}

        /** There is none; {@code problem} is one line that names the folder and says what to do. */
        record Unusable(String problem) implements Opening {}
    }

    private FileStore(RealFolder folder, DocumentFolder documents, StoreLimits limits, StoreEvents events) {
        this.folder = folder;
        this.documents = documents;
        this.events = events;
        this.atOpening = documents.names();
        this.queue = new StoreQueue(limits);
        String name = "store-" + STORES.incrementAndGet();
        this.thread =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), task -> {
                    Thread worker = new Thread(task, name);
                    worker.setDaemon(true);
                    return worker;
                });
        this.thread.allowCoreThreadTimeOut(true);
    }

    /** Takes a folder, and makes it where there is none. Reads it on the calling thread. */
    public static Opening open(Path folder, StoreLimits limits, StoreEvents events) {
        StoreEvents harmless = event -> tell(events, event);
        RealFolder held = null;
        try {
            held = RealFolder.open(folder);
            return new Opening.Opened(
                    new FileStore(held, DocumentFolder.open(held, limits, harmless), limits, harmless));
        } catch (RuntimeException | Error defect) {
            release(held);
            throw defect;
        } catch (IOException failure) {
            release(held);
            return new Opening.Unusable("the store's folder " + folder.toAbsolutePath() + " " + said(failure));
        }
    }

    /** Whether there was such a document, damaged or not, when the store was opened. */
    public boolean hadAtOpening(DocumentName name) {
        return atOpening.contains(name);
    }

    /**
     * Takes no more requests, does what waits, and gives the folder back; completes then. A disk that hangs holds that up, but
     * no process: the thread is a daemon.
     */
    public CompletionStage<Done> close() {
        boolean idle;
        synchronized (lock) {
            idle = !closing && !working;
            closing = true;
        }
        if (idle) {
            end();
        }
        return closed.copy();
    }

    @Override
    protected void submit(StoreRequest request) {
        Admission admission;
        synchronized (lock) {
            admission =
                    closing ? new Admission.Refused(StoreProblem.CLOSED, "the node has stopped") : queue.offer(request);
            if (admission instanceof Admission.Taken && !working) {
                working = true;
                thread.execute(this::work);
            }
        }
        switch (admission) {
            case Admission.Taken taken -> {}
            case Admission.TakenInsteadOf instead -> instead.tell();
            case Admission.Refused refused -> request.fail(refused.problem(), refused.detail());
        }
    }

    /** Does all that waits. */
    private void work() {
        for (StoreRequest request = next(null); request != null; request = next(request)) {
            try {
                perform(request);
            } catch (RuntimeException | Error defect) {
                events.emit(new StoreEvent.DiskFailed(request.name(), StoreProblem.BROKEN, defect.toString()));
                request.fail(StoreProblem.BROKEN, defect.toString());
            }
        }
    }

    private @Nullable StoreRequest next(@Nullable StoreRequest done) {
        StoreRequest next;
        synchronized (lock) {
            if (done != null) {
                queue.done(done);
            }
            next = queue.next();
            if (next != null) {
                return next;
            }
            working = false;
            if (!closing) {
                return null;
            }
        }
        end();
        return null;
    }

    private void perform(StoreRequest request) {
        switch (request) {
            case StoreRequest.Write write ->
                write.replyTo().tell(documents.write(write.name(), write.content(), write.token()));
            case StoreRequest.Read read -> read.replyTo().tell(documents.read(read.name(), read.token()));
            case StoreRequest.Delete delete -> delete.replyTo().tell(documents.delete(delete.name(), delete.token()));
        }
    }

    private void end() {
        thread.shutdown();
        release(folder);
        closed.complete(Done.getInstance());
    }

    /** Who listens must not decide whether requests are answered. */
    private static void tell(StoreEvents events, StoreEvent event) {
        try {
            events.emit(event);
        } catch (RuntimeException defect) {
            LOG.error("the listener of the store's events has failed on {}", event, defect);
        }
    }

    private static void release(@Nullable RealFolder folder) {
        if (folder != null) {
            try {
                folder.close();
            } catch (IOException alreadyGone) {
                // The lock ends with the process at the latest.
            }
        }
    }

    private static String said(IOException failure) {
        return switch (failure) {
            case RealFolder.InUse inUse ->
                inUse.getMessage() + ": give each node a folder of its own (understory.node.data-dir)";
            case FolderVersion.Unknown unknown -> String.valueOf(unknown.getMessage());
            case AccessDeniedException denied -> "cannot be used: no permission for " + denied.getFile();
            case FileAlreadyExistsException inTheWay -> "cannot be made: " + inTheWay.getFile() + " is no folder";
            case FileSystemException system
            when system.getReason() != null -> "cannot be used: " + system.getFile() + ": " + system.getReason();
            default -> "cannot be used: " + failure.getMessage();
        };
    }
}
