package dev.understory.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two messages of the peer exchange: {@code PeerBookRequestMessage}, which has no fields, and {@code
 * PeerBookResponseMessage}, a list of {@link BookPeer}s (wire.md, section 4.7).
 *
 * <p>Reading follows protobuf as {@link HandshakeMessages} does; of a message that is there twice the last one counts. A text
 * that is no UTF-8 makes the whole message malformed.
 */
public final class PeerBookMessages {
    /** An entry with more bytes is one without anything in it; one with the longest key, host name and capabilities has 800. */
    public static final int MAX_ENTRY = 4096;

    private static final BookPeer EMPTY = new BookPeer(Bytes.EMPTY, "", null, 0);
    private static final int FIELD_1_BYTES = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int FIELD_2_BYTES = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int FIELD_3_BYTES = 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int FIELD_2_VARINT = 2 << 3 | WireFormat.WIRETYPE_VARINT;

    /**
     * What a response holds.
     *
     * @param first its first entries, as many as were asked for at most
     * @param count how many it has
     */
    public record Response(List<BookPeer> first, int count) {}

    private PeerBookMessages() {}

    /** Asks for entries of the book. */
    public static Bytes request() {
        return Bytes.EMPTY;
    }

    /** Whether that is a request: any protobuf message, whose fields mean nothing to us. */
    public static boolean isRequest(Bytes message) {
        try {
            CodedInputStream in = input(message);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                skip(in, tag);
            }
            return true;
        } catch (IOException malformed) {
            return false;
        }
    }

    /** Answers with these entries; the meta of each is written even if it is all zeros, since a Go node passes over an entry without. */
    public static Bytes response(List<BookPeer> entries) {
        int size = 0;
        for (BookPeer entry : entries) {
            size += lengthDelimited(1, entrySize(entry));
        }
        byte[] message = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(message);
        try {
            for (BookPeer entry : entries) {
                begin(out, 1, entrySize(entry));
                writeEntry(out, entry);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("a response is not as long as it was said to be", impossible);
        }
        out.checkNoSpaceLeft();
        return Bytes.wrap(message);
    }

    /**
     * Reads a response: the first {@code most} entries, and how many there are. The others cost no memory. An entry that does not
     * parse is one without anything in it: a node passes entries on as they came, so whoever sends one need not have made it.
     */
    public static Optional<Response> decodeResponse(Bytes message, int most) {
        try {
            CodedInputStream in = input(message);
            List<BookPeer> first = new ArrayList<>();
            int count = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag != FIELD_1_BYTES) {
                    skip(in, tag);
                } else if (count++ < most) {
                    first.add(readEntry(in, message));
                } else {
                    in.skipField(tag);
                }
            }
            return Optional.of(new Response(first, count));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** Reads where it lies: only what an entry is made of is copied, and of one that is too long nothing is. */
    private static BookPeer readEntry(CodedInputStream in, Bytes message) throws IOException {
        int size = in.readRawVarint32();
        int from = in.getTotalBytesRead();
        in.skipRawBytes(size);
        if (size > MAX_ENTRY) {
            return EMPTY;
        }
        try {
            return readWholeEntry(message.slice(from, size));
        } catch (IOException unreadable) {
            return EMPTY;
        }
    }

    private static BookPeer readWholeEntry(Bytes entry) throws IOException {
        CodedInputStream in = input(entry);
        BookPeer peer = EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case FIELD_1_BYTES -> peer = readAddress(in.readByteArray(), peer.failedDials());
                case FIELD_2_VARINT ->
                    peer = new BookPeer(peer.publicKey(), peer.netAddress(), peer.meta(), in.readInt32());
                default -> skip(in, tag);
            }
        }
        return peer;
    }

    private static BookPeer readAddress(byte[] address, int failedDials) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(address);
        Bytes key = Bytes.EMPTY;
        String text = "";
        PeerMeta meta = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case FIELD_1_BYTES -> key = Bytes.wrap(in.readByteArray());
                case FIELD_2_BYTES -> text = in.readStringRequireUtf8();
                case FIELD_3_BYTES ->
                    meta = HandshakeMessages.decodeMeta(Bytes.wrap(in.readByteArray()))
                            .orElseThrow(() -> new IOException("no meta"));
                default -> skip(in, tag);
            }
        }
        return new BookPeer(key, text, meta, failedDials);
    }

    private static int entrySize(BookPeer entry) {
        int failed = entry.failedDials();
        return lengthDelimited(1, addressSize(entry))
                + (failed == 0 ? 0 : CodedOutputStream.computeInt32Size(2, failed));
    }

    private static int addressSize(BookPeer entry) {
        PeerMeta meta = entry.meta();
        return (entry.publicKey().size() == 0
                        ? 0
                        : lengthDelimited(1, entry.publicKey().size()))
                + (entry.netAddress().isEmpty() ? 0 : CodedOutputStream.computeStringSize(2, entry.netAddress()))
                + (meta == null ? 0 : lengthDelimited(3, HandshakeMessages.encodeMeta(meta).length));
    }

    private static void writeEntry(CodedOutputStream out, BookPeer entry) throws IOException {
        begin(out, 1, addressSize(entry));
        if (entry.publicKey().size() > 0) {
            out.writeByteArray(1, entry.publicKey().toArray());
        }
        if (!entry.netAddress().isEmpty()) {
            out.writeString(2, entry.netAddress());
        }
        @Nullable PeerMeta meta = entry.meta();
        if (meta != null) {
            out.writeByteArray(3, HandshakeMessages.encodeMeta(meta));
        }
        if (entry.failedDials() != 0) {
            out.writeInt32(2, entry.failedDials());
        }
    }

    private static void begin(CodedOutputStream out, int field, int size) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
    }

    private static int lengthDelimited(int field, int size) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    private static CodedInputStream input(Bytes message) {
        return CodedInputStream.newInstance(message.array(), message.offset(), message.size());
    }

    /** Skips a field that means nothing to us; the end of a group that never began is malformed. */
    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("a group ends that did not begin");
        }
    }
}
