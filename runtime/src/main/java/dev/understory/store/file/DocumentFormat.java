package dev.understory.store.file;

import dev.understory.store.DocumentName;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The file of a document: a header of {@value #HEADER} bytes, big-endian, and the content.
 *
 * <pre>
 *  0  magic     8   89 55 53 54 0d 0a 1a 0a; as PNG's, it shows what a transfer as text has done to it
 *  8  version   4   1
 * 12  length    8   of the content
 * 20  checksum  4   CRC-32C of bytes 0 to 19, the document's name in ASCII, and the content
 * 24  content
 * </pre>
 *
 * The name is under the checksum so that a file that was renamed or copied is no other document.
 */
final class DocumentFormat {
    /** Bytes before the content. */
    static final int HEADER = 24;

    private static final byte[] MAGIC = {(byte) 0x89, 'U', 'S', 'T', '\r', '\n', 0x1a, '\n'};
    private static final int VERSION = 1;
    private static final int CHECKSUM_AT = 20;

    private DocumentFormat() {}

    /** What a file holds. */
    sealed interface Decoded {
        /** The document. */
        record Document(Bytes content) implements Decoded {}

        /** Something else; {@code reason} says how that shows. */
        record Unreadable(String reason) implements Decoded {}
    }

    /** The header in front of a content, from its first byte on. */
    static ByteBuffer header(DocumentName name, Bytes content) {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.put(MAGIC).putInt(VERSION).putLong(content.size());
        header.putInt(checksum(header.array(), name, content)).flip();
        return header;
    }

    /** Reads a whole file. The content shares its array. */
    static Decoded decode(DocumentName name, byte[] file) {
        if (file.length == 0) {
            return new Decoded.Unreadable("is empty");
        }
        int magic = Math.min(MAGIC.length, file.length);
        if (!Arrays.equals(file, 0, magic, MAGIC, 0, magic)) {
            return new Decoded.Unreadable("is no document of a node: it begins otherwise");
        }
        if (file.length < HEADER) {
            return new Decoded.Unreadable("is cut off after " + file.length + " bytes, within its header");
        }
        ByteBuffer header = ByteBuffer.wrap(file, 0, HEADER).position(MAGIC.length);
        int version = header.getInt();
        if (version != VERSION) {
            return new Decoded.Unreadable("has format version " + Integer.toUnsignedString(version)
                    + ", and this node knows version " + VERSION + " only");
        }
        long length = header.getLong();
        if (length != file.length - HEADER) {
            return new Decoded.Unreadable("holds " + (file.length - HEADER) + " bytes of content, and its header says "
                    + Long.toUnsignedString(length));
        }
        Bytes content = Bytes.wrap(file, HEADER, file.length - HEADER);
        if (header.getInt() != checksum(file, name, content)) {
            return new Decoded.Unreadable("was altered, or is the file of another document: its checksum does not fit");
        }
        return new Decoded.Document(content);
    }

    private static int checksum(byte[] header, DocumentName name, Bytes content) {
        CRC32C checksum = new CRC32C();
        checksum.update(header, 0, CHECKSUM_AT);
        checksum.update(name.toString().getBytes(StandardCharsets.US_ASCII));
        checksum.update(content.array(), content.offset(), content.size());
        return (int) checksum.getValue();
    }
}
