package dev.understory.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The steps in which documents are kept in a folder, each of them all that one call of the system does at a time. */
interface Folder {
    /** The names of all files. */
    List<String> names() throws IOException;

    /** Whether something has that name and is no file: a folder, a link, a pipe. Nothing else may be done with it but to rename it. */
    boolean isNoFile(String file) throws IOException;

    /** The size of a file in bytes; {@link java.nio.file.NoSuchFileException} if there is none. */
    long size(String file) throws IOException;

    /** The first {@code size} bytes of a file. */
    byte[] read(String file, int size) throws IOException;

    /** Makes a file, or replaces its content in place, and waits until that is on the disk. */
    void writeAndSync(String file, ByteBuffer... parts) throws IOException;

    /** Gives a file another name; a file that had it is gone in the same moment. */
    void rename(String from, String to) throws IOException;

    /** Removes a file; false if there was none. */
    boolean remove(String file) throws IOException;

    /** Waits until the names of files are on the disk as they are now. */
    void sync() throws IOException;

    /** Where a file is, for people. */
    String where(String file);
}
