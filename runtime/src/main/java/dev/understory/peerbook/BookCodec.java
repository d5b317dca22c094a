package dev.understory.peerbook;

import dev.understory.crypto.RandomStream;
import dev.understory.crypto.SipHash;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A book as a document, big-endian:
 *
 * <pre>
 *  0  magic     4   89 'U' 'P' 'B'
 *  4  version   2   1
 *  6  network   8
 * 14  chain     8
 * 22  key      16   of the hash that gives places
 * 38  anchors   1   how many, 8 at most
 * 39  entries   4   how many
 * 43  anchors: key type 1, key, host, port 2
 *     entries: key type 1, key, host, port 2; host and prefix length 1 of the source;
 *              ages in seconds of last seen, dial and success 4 each, ffffffff for never; failed rounds 1;
 *              places: ff for a tried one, else 1 to 4, and 2 for each
 *     checksum  4   CRC-32C of all before
 * host: 4 or 6 and the address of 4 or 16 bytes, or 0, the length of a name in a byte, and the name
 * </pre>
 *
 * Times are ages, because a node's clock begins anew with each process; the time while it was down does not count. The store
 * has a checksum of its own; this one holds in any store, and for copies that people make.
 */
final class BookCodec {
    /** Larger than the document of any full book. */
    static final int MOST_BYTES = 16 << 20;

    private static final byte[] MAGIC = {(byte) 0x89, 'U', 'P', 'B'};
    private static final int VERSION = 1;
    private static final int HEADER = 43;
    private static final int CHECKSUM = 4;
    private static final int NEVER = -1;
    private static final int IN_TRIED = 0xff;
    private static final long NANOS = Duration.ofSeconds(1).toNanos();
    /** Nothing in a book is older. */
    private static final long OLDEST_SECONDS = Duration.ofDays(3_650).toSeconds();

    /** What contradicts itself; never leaves this class. */
    private static final class Contradiction extends Exception {
        private static final long serialVersionUID = 1;

        private final String what;

        Contradiction(String what) {
            super(what, null, false, false);
            this.what = what;
        }
    }

    private BookCodec() {}

    static Bytes write(BookSettings settings, byte[] key, BookTables tables, List<BookAddress> anchors, long now) {
        int size = HEADER + CHECKSUM;
        for (BookAddress anchor : anchors) {
            size += sizeOf(anchor);
        }
        for (int i = 0; i < tables.size(); i++) {
            BookEntry entry = tables.get(i);
            size += sizeOf(entry.address) + sizeOf(entry.source.first()) + 15 + 2 * entry.placeCount();
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(MAGIC).putShort((short) VERSION);
        out.putLong(settings.networkId()).putLong(settings.chainId());
        out.put(key).put((byte) anchors.size()).putInt(tables.size());
        anchors.forEach(anchor -> write(out, anchor));
        for (int i = 0; i < tables.size(); i++) {
            write(out, tables.get(i), now);
        }
        out.putInt(checksum(out.array(), 0, out.position()));
        return Bytes.wrap(out.array());
    }

    static BookRead read(Bytes document, BookSettings settings, RandomStream random, long now) {
        if (document.size() == 0) {
            return unusable(settings, random, BookRead.Reason.EMPTY, "is empty");
        }
        if (document.size() > MOST_BYTES) {
            return unusable(
                    settings,
                    random,
                    BookRead.Reason.TOO_LARGE,
                    "has " + document.size() + " bytes, and a full book no more than " + MOST_BYTES);
        }
        byte[] array = document.array();
        int from = document.offset();
        int magic = Math.min(MAGIC.length, document.size());
        if (!Arrays.equals(array, from, from + magic, MAGIC, 0, magic)) {
            return unusable(settings, random, BookRead.Reason.NO_BOOK, "is no peer book: it begins otherwise");
        }
        if (document.size() < HEADER + CHECKSUM) {
            return unusable(
                    settings, random, BookRead.Reason.ALTERED, "is cut off after " + document.size() + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(array, from, document.size() - CHECKSUM).position(from + MAGIC.length);
        int version = Short.toUnsignedInt(in.getShort());
        if (version > VERSION) {
            return unusable(
                    settings,
                    random,
                    BookRead.Reason.NEWER,
                    "has format version " + version + ", and this node knows " + VERSION + " at most");
        }
        int expected = ByteBuffer.wrap(array, from + document.size() - CHECKSUM, CHECKSUM)
                .getInt();
        if (version == 0 || expected != checksum(array, from, document.size() - CHECKSUM)) {
            return unusable(
                    settings, random, BookRead.Reason.ALTERED, "was cut off or altered: its checksum does not fit");
        }
        return readBody(in, settings, random, now);
    }

    private static BookRead readBody(ByteBuffer in, BookSettings settings, RandomStream random, long now) {
        long network = in.getLong();
        long chain = in.getLong();
        if (network != settings.networkId() || chain != settings.chainId()) {
            return unusable(
                    settings,
                    random,
                    BookRead.Reason.OTHER_CHAIN,
                    "is of network " + Long.toUnsignedString(network) + " and chain " + Long.toUnsignedString(chain));
        }
        byte[] key = new byte[SipHash.KEY_LENGTH];
        in.get(key);
        try {
            PeerBook book = new PeerBook(settings, random, key);
            int skipped = readEntries(in, book, now);
            return new BookRead.Restored(book, skipped);
        } catch (Contradiction contradiction) {
            return unusable(settings, random, BookRead.Reason.INCONSISTENT, contradiction.what);
        }
    }

    private static int readEntries(ByteBuffer in, PeerBook book, long now) throws Contradiction {
        int anchorCount = Byte.toUnsignedInt(in.get());
        int count = in.getInt();
        if (anchorCount > PeerBook.MOST_ANCHORS || count < 0 || count > PeerBook.MOST_ENTRIES) {
            throw new Contradiction(
                    "holds " + anchorCount + " anchors and " + Integer.toUnsignedString(count) + " addresses");
        }
        List<BookAddress> anchors = new ArrayList<>();
        for (int i = 0; i < anchorCount; i++) {
            anchors.add(readAddress(in));
        }
        int skipped = 0;
        for (int i = 0; i < count; i++) {
            skipped += readEntry(in, book, now) ? 0 : 1;
        }
        if (in.hasRemaining()) {
            throw new Contradiction("holds " + in.remaining() + " bytes behind its last address");
        }
        book.restoreAnchors(anchors);
        return skipped;
    }

    private static boolean readEntry(ByteBuffer in, PeerBook book, long now) throws Contradiction {
        BookAddress address = readAddress(in);
        NetworkAddress source = readHost(in);
        int length = readByte(in);
        if (length > source.bits()) {
            throw new Contradiction("holds a source of " + length + " bits");
        }
        BookEntry entry = book.entry(address, AddressGroup.of(source, length), now);
        need(in, 14);
        entry.lastSeen = readAge(in, now);
        entry.lastTried = readAge(in, now);
        entry.lastSuccess = readAge(in, now);
        entry.failures = readByte(in);
        int count = readByte(in);
        if (entry.lastSeen == PeerRecord.NEVER
                || (count != IN_TRIED && (count == 0 || count > BookEntry.MOST_PLACES))) {
            throw new Contradiction("holds an address that was never seen, or has no place");
        }
        int[] places = new int[count == IN_TRIED ? 0 : count];
        need(in, 2 * places.length);
        for (int i = 0; i < places.length; i++) {
            places[i] = Short.toUnsignedInt(in.getShort());
        }
        return book.restore(entry, places);
    }

    private static void write(ByteBuffer out, BookEntry entry, long now) {
        write(out, entry.address);
        write(out, entry.source.first());
        out.put((byte) entry.source.length());
        writeAge(out, entry.lastSeen, now);
        writeAge(out, entry.lastTried, now);
        writeAge(out, entry.lastSuccess, now);
        out.put((byte) entry.failures);
        out.put((byte) (entry.tried ? IN_TRIED : entry.placeCount()));
        for (int i = entry.placeCount() - 1; i >= 0; i--) {
            out.putShort((short) entry.place(i));
        }
    }

    private static void write(ByteBuffer out, BookAddress address) {
        out.put((byte) address.key().length());
        out.put(address.key().bytes());
        write(out, address.host());
        out.putShort((short) address.port());
    }

    private static BookAddress readAddress(ByteBuffer in) throws Contradiction {
        int length = readByte(in);
        KeyType type = KeyType.ofPublicKeyLength(length);
        if (type == null) {
            throw new Contradiction("holds a key of " + length + " bytes");
        }
        PublicKey key = PublicKey.of(type, readBytes(in, length));
        NetworkAddress host = readHost(in);
        need(in, 2);
        int port = Short.toUnsignedInt(in.getShort());
        if (port == 0) {
            throw new Contradiction("holds an address without a port");
        }
        return new BookAddress(key, host, port);
    }

    private static void write(ByteBuffer out, NetworkAddress host) {
        if (host.literal()) {
            byte[] address = host.bytes();
            out.put((byte) (address.length == 4 ? 4 : 6)).put(address);
        } else {
            byte[] name = host.toString().getBytes(StandardCharsets.US_ASCII);
            out.put((byte) 0).put((byte) name.length).put(name);
        }
    }

    private static NetworkAddress readHost(ByteBuffer in) throws Contradiction {
        int kind = readByte(in);
        return switch (kind) {
            case 4 -> NetworkAddress.ofBytes(readBytes(in, 4));
            case 6 -> NetworkAddress.ofBytes(readBytes(in, 16));
            case 0 -> {
                byte[] name = readBytes(in, readByte(in));
                yield named(new String(name, StandardCharsets.US_ASCII));
            }
            default -> throw new Contradiction("holds a host of kind " + kind);
        };
    }

    private static NetworkAddress named(String name) throws Contradiction {
        try {
            PeerAddress.checkHost(name);
            return NetworkAddress.of(name);
        } catch (IllegalArgumentException noHost) {
            throw new Contradiction("holds no host: " + noHost.getMessage());
        }
    }

    private static void writeAge(ByteBuffer out, long at, long now) {
        out.putInt(at == PeerRecord.NEVER ? NEVER : (int) Math.clamp((now - at) / NANOS, 0, OLDEST_SECONDS));
    }

    private static long readAge(ByteBuffer in, long now) {
        int age = in.getInt();
        return age == NEVER ? PeerRecord.NEVER : now - Math.min(Integer.toUnsignedLong(age), OLDEST_SECONDS) * NANOS;
    }

    private static int readByte(ByteBuffer in) throws Contradiction {
        need(in, 1);
        return Byte.toUnsignedInt(in.get());
    }

    private static byte[] readBytes(ByteBuffer in, int length) throws Contradiction {
        need(in, length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void need(ByteBuffer in, int bytes) throws Contradiction {
        if (in.remaining() < bytes) {
            throw new Contradiction("ends within an address");
        }
    }

    private static int sizeOf(BookAddress address) {
        return 1 + address.key().length() + sizeOf(address.host()) + 2;
    }

    private static int sizeOf(NetworkAddress host) {
        return host.literal()
                ? 1 + host.bits() / Byte.SIZE
                : 2 + host.toString().length();
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }

    private static BookRead unusable(
            BookSettings settings, RandomStream random, BookRead.Reason reason, String detail) {
        return new BookRead.Unusable(PeerBook.empty(settings, random), reason, detail);
    }
}
