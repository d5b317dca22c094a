package dev.understory.reputation;

import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.limits.NetworkAddress;
import dev.understory.reputation.KeptStanding.KeptBan;
import dev.understory.reputation.KeptStanding.Points;
import dev.understory.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The document in which {@link KeptStanding} lies, which one version of it can read: a mark, the version, the time of day when
 * it was written, and four lists. Times are milliseconds, no more than a century, neither written nor read. A list holds
 * {@link #MOST} entries (of bans, as many as there may be); of more the latest are kept. Whatever stands there, reading gives
 * a result.
 */
public final class StandingDocument {
    /** The name of the document. */
    public static final String NAME = "standing";

    /** Entries of a list but bans; more than a node remembers unless its operator wants so. */
    static final int MOST = 50_000;

    private static final int MOST_BANS = BanList.MOST_LASTING + BanList.MOST_AUTOMATIC + BanSubject.MOST_NAMES;
    private static final int MARK = 0x5553_5444;
    private static final int VERSION = 1;
    private static final long NO_END = -1;

    /** What came of reading. */
    public sealed interface Reading {
        /**
         * What was kept.
         *
         * @param writtenMillis the time of day then
         */
        record Found(KeptStanding kept, long writtenMillis) implements Reading {}

        /** Something else; {@code reason} completes "the document ...". */
        record Unreadable(String reason) implements Reading {}
    }

    /** Some entry. */
    private interface Writer<T> {
        void write(T entry) throws IOException;
    }

    private interface Reader<T> {
        T read() throws IOException;
    }

    private StandingDocument() {}

    /** Writes it at that time of day. */
    public static Bytes encode(KeptStanding kept, long nowMillis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeInt(MARK);
            out.writeByte(VERSION);
            out.writeLong(nowMillis);
            list(out, kept.bans(), MOST_BANS, ban -> write(out, ban));
            list(out, kept.debts(), MOST, points -> identity(out, points));
            list(out, kept.earned(), MOST, points -> identity(out, points));
            list(out, kept.groups(), MOST, points -> {
                out.writeUTF(points.who().toString());
                write(out, points);
            });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /** Reads it. */
    public static Reading decode(Bytes document) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(document.toArray()));
        try {
            if (in.readInt() != MARK) {
                return new Reading.Unreadable("is of another kind");
            }
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                return new Reading.Unreadable("has the version " + version + ", and " + VERSION + " is known here");
            }
            long written = in.readLong();
            KeptStanding kept = new KeptStanding(
                    list(in, MOST_BANS, () -> ban(in)),
                    list(in, MOST, () -> new Points<>(key(in), count(in), millis(in))),
                    list(in, MOST, () -> new Points<>(key(in), count(in), millis(in))),
                    list(in, MOST, () -> new Points<>(AddressGroup.parse(in.readUTF()), count(in), millis(in))));
            return in.read() < 0 ? new Reading.Found(kept, written) : new Reading.Unreadable("goes on behind its end");
        } catch (IOException | IllegalArgumentException damage) {
            return new Reading.Unreadable("does not parse: " + damage);
        }
    }

    private static <T> void list(DataOutputStream out, List<T> all, int most, Writer<T> writer) throws IOException {
        List<T> latest = all.subList(Math.max(0, all.size() - most), all.size());
        out.writeInt(latest.size());
        for (T entry : latest) {
            writer.write(entry);
        }
    }

    private static <T> List<T> list(DataInputStream in, int most, Reader<T> reader) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > most) {
            throw new IllegalArgumentException("a list of " + size);
        }
        List<T> all = new ArrayList<>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            all.add(reader.read());
        }
        return all;
    }

    private static void write(DataOutputStream out, KeptBan ban) throws IOException {
        switch (ban.subject()) {
            case BanSubject.Identity(PublicKey key) -> {
                out.writeByte(0);
                write(out, key);
            }
            case BanSubject.Name(String host) -> {
                out.writeByte(1);
                out.writeUTF(host);
            }
            case BanSubject.Address(NetworkAddress address) -> {
                out.writeByte(2);
                out.writeUTF(address.toString());
            }
            case BanSubject.Network(AddressGroup group) -> {
                out.writeByte(2);
                out.writeUTF(group.toString());
            }
        }
        out.writeUTF(ban.reason().name());
        out.writeLong(millis(ban.age()));
        out.writeLong(ban.left() == BanList.FOREVER ? NO_END : millis(ban.left()));
    }

    private static KeptBan ban(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        BanSubject subject = switch (kind) {
            case 0 -> new BanSubject.Identity(key(in));
            case 1 -> new BanSubject.Name(in.readUTF());
            case 2 -> BanSubject.ofAddresses(in.readUTF());
            default -> throw new IllegalArgumentException("a ban of the kind " + kind);
        };
        BanReason reason = BanReason.valueOf(in.readUTF());
        long age = millis(in);
        in.mark(Long.BYTES);
        if (in.readLong() == NO_END) {
            return new KeptBan(subject, reason, age, BanList.FOREVER);
        }
        in.reset();
        return new KeptBan(subject, reason, age, millis(in));
    }

    private static void write(DataOutputStream out, PublicKey key) throws IOException {
        byte[] bytes = key.bytes();
        out.writeByte(bytes.length);
        out.write(bytes);
    }

    private static PublicKey key(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte();
        KeyType type = KeyType.ofPublicKeyLength(length);
        if (type == null) {
            throw new IllegalArgumentException("a key of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return PublicKey.of(type, bytes);
    }

    private static void identity(DataOutputStream out, Points<PublicKey> points) throws IOException {
        write(out, points.who());
        write(out, points);
    }

    private static void write(DataOutputStream out, Points<?> points) throws IOException {
        out.writeInt(points.count());
        out.writeLong(millis(points.age()));
    }

    private static int count(DataInputStream in) throws IOException {
        return Math.clamp(in.readInt(), 0, -ReputationLedger.FLOOR);
    }

    /** A time in nanoseconds. */
    private static long millis(DataInputStream in) throws IOException {
        return bounded(TimeUnit.MILLISECONDS.toNanos(in.readLong()));
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(bounded(nanos));
    }

    private static long bounded(long nanos) {
        return Math.clamp(nanos, 0, KeptStanding.CENTURY);
    }
}
