package dev.understory.store.file;

import dev.understory.store.DocumentName;
import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreEvent;
import dev.understory.store.StoreEvents;
import dev.understory.store.StoreLimits;
import dev.understory.store.StoreProblem;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Documents as files of a folder: which files there are, and the order of steps that leaves a document old or new wherever
 * they are cut off.
 *
 * <table>
 * <caption>Files</caption>
 * <tr><td>{@code peers.book.doc}</td><td>the document {@code book} of {@code peers}</td></tr>
 * <tr><td>{@code peers.book.doc.new}</td><td>a write that has not come to its end; removed at the next start</td></tr>
 * <tr><td>{@code peers.book.damaged-7}</td><td>what was in the place of the document; the newest {@value #DAMAGED_KEPT} of
 *     all documents are kept</td></tr>
 * </table>
 *
 * <p>What has one of the first two names and is no file (a folder, a link, a pipe) is set aside as well, and never opened: a
 * pipe would hold the thread up for ever. Files with other names are left alone. It belongs to one thread.
 */
final class DocumentFolder {
    /** Files that were set aside and are kept; the oldest goes when there is one more. */
    static final int DAMAGED_KEPT = 8;

    private static final String DOCUMENT = ".doc";
    private static final String UNFINISHED = ".doc.new";
    private static final String DAMAGED = ".damaged-";
    private static final String NO_DOCUMENT = "is a folder, a link or a pipe, and no file";
    private static final String NO_UNFINISHED = "had a folder, a link or a pipe in the way of its next version";

    private final Folder folder;
    private final StoreLimits limits;
    private final StoreEvents events;
    private final TreeSet<DocumentName> documents = new TreeSet<>();
    private final TreeMap<Long, String> damaged = new TreeMap<>();

    private DocumentFolder(Folder folder, StoreLimits limits, StoreEvents events) {
        this.folder = folder;
        this.limits = limits;
        this.events = events;
    }

    /** Sees what is in a folder, and removes what an earlier process has left unfinished. */
    static DocumentFolder open(Folder folder, StoreLimits limits, StoreEvents events) throws IOException {
        DocumentFolder opened = new DocumentFolder(folder, limits, events);
        int leftovers = 0;
        List<DocumentName> inTheWay = new ArrayList<>();
        for (String file : folder.names()) {
            Optional<DocumentName> unfinished = nameIn(file, UNFINISHED);
            if (unfinished.isPresent() && folder.isNoFile(file)) {
                inTheWay.add(unfinished.get());
            } else if (unfinished.isPresent()) {
                folder.remove(file);
                leftovers++;
            } else {
                nameIn(file, DOCUMENT).ifPresent(opened.documents::add);
                opened.noteDamaged(file);
            }
        }
        for (DocumentName name : inTheWay) {
            opened.setAside(name, name + UNFINISHED, NO_UNFINISHED);
        }
        if (leftovers > 0) {
            events.emit(new StoreEvent.LeftoversRemoved(leftovers));
        }
        return opened;
    }

    /** The documents that there are. */
    SortedSet<DocumentName> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(documents));
    }

    /** Replaces a document. The old file stays under its name until the new one is on the disk as a whole. */
    StoreAnswer.Write write(DocumentName name, Bytes content, long token) {
        if (!documents.contains(name) && documents.size() >= limits.documents()) {
            return limits.tooMany(name, token);
        }
        String unfinished = name + UNFINISHED;
        try {
            makeWay(name, unfinished, NO_UNFINISHED);
            makeWay(name, name + DOCUMENT, NO_DOCUMENT);
            folder.writeAndSync(
                    unfinished,
                    DocumentFormat.header(name, content),
                    ByteBuffer.wrap(content.array(), content.offset(), content.size()));
            folder.rename(unfinished, name + DOCUMENT);
            documents.add(name);
            folder.sync();
            return new StoreAnswer.Written(name, token);
        } catch (IOException failure) {
            discard(unfinished);
            return failed(name, token, failure);
        }
    }

    /** Reads a document; what is something else is set aside. */
    StoreAnswer.Read read(DocumentName name, long token) {
        String file = name + DOCUMENT;
        try {
            if (folder.isNoFile(file)) {
                return damaged(name, token, NO_DOCUMENT);
            }
            long size = folder.size(file);
            if (size > (long) DocumentFormat.HEADER + limits.documentBytes()) {
                return damaged(name, token, "has " + size + " bytes, more than a document can have");
            }
            return switch (DocumentFormat.decode(name, folder.read(file, (int) size))) {
                case DocumentFormat.Decoded.Document document -> new StoreAnswer.Found(name, token, document.content());
                case DocumentFormat.Decoded.Unreadable other -> damaged(name, token, other.reason());
            };
        } catch (NoSuchFileException none) {
            documents.remove(name);
            return new StoreAnswer.Missing(name, token);
        } catch (IOException failure) {
            return failed(name, token, failure);
        }
    }

    /** Removes a document. */
    StoreAnswer.Delete delete(DocumentName name, long token) {
        try {
            makeWay(name, name + DOCUMENT, NO_DOCUMENT);
            boolean existed = folder.remove(name + DOCUMENT);
            documents.remove(name);
            folder.sync();
            return new StoreAnswer.Deleted(name, token, existed);
        } catch (IOException failure) {
            return failed(name, token, failure);
        }
    }

    private StoreAnswer.Read damaged(DocumentName name, long token, String reason) {
        return new StoreAnswer.Damaged(name, token, reason, setAside(name, name + DOCUMENT, reason));
    }

    /** Sets aside what is no file. Fails if it is still in the way then. */
    private void makeWay(DocumentName name, String file, String reason) throws IOException {
        if (folder.isNoFile(file)) {
            setAside(name, file, reason);
            if (folder.isNoFile(file)) {
                throw new IOException("something that is no file is in the way and cannot be renamed");
            }
        }
    }

    /** Gives a file another name, if that can be done. Returns where it is now. */
    private String setAside(DocumentName name, String file, String reason) {
        String aside = name + DAMAGED + (damaged.isEmpty() ? 1 : damaged.lastKey() + 1);
        String where = folder.where(file);
        try {
            folder.rename(file, aside);
            where = folder.where(aside);
            if (file.endsWith(DOCUMENT)) {
                documents.remove(name);
            }
            noteDamaged(aside);
            while (damaged.size() > DAMAGED_KEPT) {
                // A folder with something in it stays.
                discard(damaged.pollFirstEntry().getValue());
            }
            folder.sync();
        } catch (IOException immovable) {
            // Where it is now is told, and a write replaces it there too.
        }
        events.emit(new StoreEvent.DocumentDamaged(name, reason, where));
        return where;
    }

    private void noteDamaged(String file) {
        int at = file.lastIndexOf(DAMAGED);
        if (at > 0 && DocumentName.parse(file.substring(0, at)).isPresent()) {
            String number = file.substring(at + DAMAGED.length());
            if (number.matches("[1-9][0-9]{0,17}")) {
                damaged.put(Long.parseLong(number), file);
            }
        }
    }

    /** Removes what is of no use any more. If it stays, a later start tries again. */
    private void discard(String file) {
        try {
            folder.remove(file);
        } catch (IOException stays) {
            // Why a request has failed is told elsewhere; this changes nothing of it.
        }
    }

    private StoreAnswer.Failed failed(DocumentName name, long token, IOException failure) {
        String reason = reason(failure);
        StoreProblem problem = problem(failure, reason.toLowerCase(Locale.ROOT));
        String detail = folder.where(name + DOCUMENT) + ": " + reason;
        events.emit(new StoreEvent.DiskFailed(name, problem, detail));
        return new StoreAnswer.Failed(name, token, problem, detail);
    }

    /** The system says it in words only. */
    private static StoreProblem problem(IOException failure, String reason) {
        if (failure instanceof AccessDeniedException
                || reason.contains("read-only file system")
                || reason.contains("operation not permitted")) {
            return StoreProblem.NO_PERMISSION;
        }
        return reason.contains("no space left")
                        || reason.contains("quota exceeded")
                        || reason.contains("not enough space")
                ? StoreProblem.FULL
                : StoreProblem.BROKEN;
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }

    private static Optional<DocumentName> nameIn(String file, String ending) {
        return file.endsWith(ending)
                ? DocumentName.parse(file.substring(0, file.length() - ending.length()))
                : Optional.empty();
    }
}
