package dev.understory.node.embed;

import dev.understory.crypto.OperatingSystemEntropy;
import dev.understory.identity.PublicKey;
import dev.understory.limits.Routability;
import dev.understory.node.config.NodeConfig;
import dev.understory.observe.NodeEvent;
import dev.understory.peerbook.BookSettings;
import dev.understory.peerbook.CanopyBook;
import dev.understory.peerbook.PeerBook;
import dev.understory.store.DocumentName;
import dev.understory.store.Store;
import dev.understory.store.StoreAnswer;
import dev.understory.transport.NodeClock;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The book of a node that takes over Canopy's data folder: made of the {@code book.json} that lies there, if the node keeps its
 * documents in files, looks for peers, and has no book of its own yet. So it happens once; {@code node import-book} does it at any
 * time, from any file.
 */
final class CanopyImport {
    /** What Canopy calls it (wire.md, section 4.10). */
    static final String FILE = "book.json";

    private static final NodeClock CLOCK = new SystemClock();
    private static final DocumentName BOOK = new DocumentName("p2p", "book");

    private final PeerBook book;
    private final NodeEvent.BookImported event;

    private CanopyImport(PeerBook book, NodeEvent.BookImported event) {
        this.book = book;
        this.event = event;
    }

    /** Reads Canopy's book on the calling thread; null if there is nothing to take over. */
    static @Nullable CanopyImport of(NodeConfig config, PublicKey self, NodeStore store) {
        Path file = config.identity().dataDir().resolve(FILE);
        boolean isFirst = store instanceof NodeStore.InFiles(var files) && !files.hadAtOpening(BOOK);
        boolean isWanted = isFirst && config.network().discovery().enabled() && Files.isRegularFile(file);
        return isWanted ? read(file, config, self) : null;
    }

    private static CanopyImport read(Path file, NodeConfig config, PublicKey self) {
        NodeConfig.Identity identity = config.identity();
        Routability routability = config.network().discovery().isPublic() ? Routability.PUBLIC : Routability.PRIVATE;
        PeerBook book = PeerBook.empty(
                BookSettings.of(identity.networkId(), identity.chainId(), self, routability),
                new OperatingSystemEntropy().stream("discovery.book"));
        List<String> notes = new ArrayList<>();
        try {
            long size = Files.size(file);
            if (size > CanopyBook.MOST_BYTES) {
                notes.add("has " + size + " bytes, and no more than " + CanopyBook.MOST_BYTES + " are read");
            } else {
                CanopyBook read =
                        CanopyBook.read(Bytes.wrap(Files.readAllBytes(file)), identity.networkId(), identity.chainId());
                notes.addAll(read.problems());
                read.addTo(book, CLOCK.nowNanos()).forEach((what, count) -> notes.add(count + " " + what));
                if (!read.named().isEmpty()) {
                    notes.add(read.named().size() + " at host names are not taken; name some of them as seeds: "
                            + read.named().getFirst());
                }
            }
        } catch (IOException unreadable) {
            notes.add("cannot be read: " + unreadable);
        }
        return new CanopyImport(book, new NodeEvent.BookImported(file.toString(), book.size(), notes));
    }

    /** What there is to tell. */
    NodeEvent.BookImported event() {
        return event;
    }

    /** Stores the book, before anybody asks the store for one. The store tells if that fails. */
    void store(Store store, ActorRef<? super StoreAnswer.Write> whoever) {
        if (book.size() > 0) {
            store.write(BOOK, book.toBytes(CLOCK.nowNanos()), 0, whoever);
        }
    }
}
