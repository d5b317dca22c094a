package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.wire.RecordReader.Next;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecordReaderTest {
    private final RecordReader reader = new RecordReader(RecordReader.MAX_RECORD);

    @Test
    void cutsRecordsOutOfTheStreamWithoutCopying() {
        byte[] stream = stream(new byte[] {1, 2, 3}, new byte[] {4});
        reader.feed(stream, 0, stream.length);
        assertThat(reader.next()).isEqualTo(Next.RECORD);
        assertThat(reader.array()).isSameAs(stream);
        assertThat(reader.copy()).isEqualTo(Bytes.wrap(new byte[] {1, 2, 3}));
        assertThat(reader.next()).isEqualTo(Next.RECORD);
        assertThat(reader.copy()).isEqualTo(Bytes.wrap(new byte[] {4}));
        assertThat(reader.next()).isEqualTo(Next.NEED_MORE);
        assertThat(reader.held()).isZero();
    }

    @Test
    void givesTheSameRecordsWhereverTheStreamIsSplit() {
        byte[] stream = stream(new byte[] {1, 2, 3}, new byte[300], new byte[] {9}, new byte[] {7, 7});
        List<Bytes> whole = read(new RecordReader(1000), stream, stream.length);
        assertThat(whole).hasSize(4);
        for (int first = 0; first <= stream.length; first++) {
            RecordReader split = new RecordReader(1000);
            List<Bytes> records = new ArrayList<>();
            drain(split, Arrays.copyOf(stream, first), records);
            drain(split, Arrays.copyOfRange(stream, first, stream.length), records);
            assertThat(records).isEqualTo(whole);
        }
        for (int piece = 1; piece < 20; piece++) {
            assertThat(read(new RecordReader(1000), stream, piece)).isEqualTo(whole);
        }
    }

    @Test
    void refusesALengthOfZero() {
        assertThat(nextOf(0, 0, 0, 0)).isEqualTo(Next.EMPTY);
    }

    @Test
    void refusesALengthAboveTheLimitBeforeAnyOfItComes() {
        reader.limit(64);
        assertThat(nextOf(0, 0, 0, 65)).isEqualTo(Next.TOO_LONG);
        assertThat(nextOf(0xff, 0xff, 0xff, 0xff)).isEqualTo(Next.TOO_LONG);
        assertThat(nextOf('H', 'T', 'T', 'P')).isEqualTo(Next.TOO_LONG);
        assertThat(nextOf(0x7f, 0xff, 0xff, 0xff)).isEqualTo(Next.TOO_LONG);
        assertThat(reader.held()).isLessThanOrEqualTo(64);
    }

    @Test
    void takesALengthOfExactlyTheLimit() {
        reader.limit(64);
        byte[] stream = stream(new byte[64]);
        reader.feed(stream, 0, stream.length);
        assertThat(reader.next()).isEqualTo(Next.RECORD);
        assertThat(reader.length()).isEqualTo(64);
    }

    @Test
    void allocatesForBytesThatCameAndNotForALengthThatWasClaimed() {
        byte[] start = {0, 15, 66, 64, 1, 2, 3};
        reader.feed(start, 0, start.length);
        assertThat(reader.next()).isEqualTo(Next.NEED_MORE);
        assertThat(reader.held()).isLessThan(100);
        byte[] more = new byte[10_000];
        for (int i = 0; i < 50; i++) {
            reader.feed(more, 0, more.length);
            assertThat(reader.next()).isEqualTo(Next.NEED_MORE);
            assertThat(reader.held()).isLessThanOrEqualTo(2 * (7 + (i + 1) * more.length));
        }
    }

    @Test
    void neverHoldsMoreThanTwiceWhatHasCome() {
        byte[] stream = stream(new byte[100_000]);
        for (int first = 1; first < 40_000; first += 13) {
            RecordReader fresh = new RecordReader(RecordReader.MAX_RECORD);
            int came = 0;
            for (int piece = first; came + piece < stream.length; piece = 1 + came / 3) {
                fresh.feed(stream, came, piece);
                assertThat(fresh.next()).isEqualTo(Next.NEED_MORE);
                came += piece;
                assertThat(fresh.held())
                        .as("%d bytes, %d at first", came, first)
                        .isLessThanOrEqualTo(2 * came);
            }
        }
    }

    @Test
    void givesALargeCarryBackWhenItsRecordWasRead() {
        byte[] stream = stream(new byte[900_000], new byte[] {1});
        List<Bytes> records = new ArrayList<>();
        drain(reader, Arrays.copyOf(stream, 500_000), records);
        drain(reader, Arrays.copyOfRange(stream, 500_000, stream.length), records);
        assertThat(records).hasSize(2);
        assertThat(reader.held()).isZero();
    }

    @Test
    void recordsThatEndInTheNextReadTakeTurnsInTheSameArrays() {
        reader.use(new SpareArrays());
        byte[] stream = stream(new byte[16_000], new byte[16_000]);
        Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int round = 0; round < 20; round++) {
            for (int at = 0; at < stream.length; at += 11_000) {
                reader.feed(stream, at, Math.min(11_000, stream.length - at));
                while (reader.next() == Next.RECORD) {
                    arrays.add(reader.array());
                }
            }
        }
        arrays.remove(stream);
        assertThat(arrays).hasSize(1);
        assertThat(reader.held()).isZero();
    }

    @Test
    void aLimitMayChangeBetweenRecords() {
        byte[] stream = stream(new byte[10], new byte[100]);
        reader.limit(10);
        reader.feed(stream, 0, stream.length);
        assertThat(reader.next()).isEqualTo(Next.RECORD);
        assertThat(reader.next()).isEqualTo(Next.TOO_LONG);
        reader.limit(100);
        assertThat(reader.next()).isEqualTo(Next.RECORD);
    }

    @Test
    void detachingKeepsUnreadRecordsWhenTheFedArrayIsUsedAgain() {
        byte[] stream = stream(new byte[] {1}, new byte[] {2}, new byte[] {3});
        reader.feed(stream, 0, stream.length);
        assertThat(reader.next()).isEqualTo(Next.RECORD);
        reader.detach();
        Arrays.fill(stream, (byte) 0x55);
        assertThat(reader.pending()).isEqualTo(10);
        byte[] more = stream(new byte[] {4});
        List<Bytes> records = new ArrayList<>();
        drain(reader, more, records);
        assertThat(records)
                .containsExactly(Bytes.wrap(new byte[] {2}), Bytes.wrap(new byte[] {3}), Bytes.wrap(new byte[] {4}));
    }

    @Test
    void refusesLimitsThatTheProtocolDoesNotKnow() {
        assertThatThrownBy(() -> new RecordReader(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RecordReader(1_000_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomStreamsInRandomPiecesComeOutWhole() {
        Random random = new Random(51);
        SpareArrays shared = new SpareArrays();
        for (int round = 0; round < 300; round++) {
            byte[][] records = new byte[random.nextInt(30)][];
            List<Bytes> expected = new ArrayList<>();
            for (int i = 0; i < records.length; i++) {
                records[i] = new byte[1 + random.nextInt(random.nextBoolean() ? 10 : 9000)];
                random.nextBytes(records[i]);
                expected.add(Bytes.wrap(records[i].clone()));
            }
            byte[] stream = stream(records);
            RecordReader random1 = new RecordReader(9001);
            random1.use(random.nextBoolean() ? shared : SpareArrays.NONE);
            List<Bytes> found = new ArrayList<>();
            for (int at = 0; at < stream.length; ) {
                int piece = Math.min(1 + random.nextInt(random.nextBoolean() ? 7 : 3000), stream.length - at);
                drain(random1, Arrays.copyOfRange(stream, at, at + piece), found);
                at += piece;
            }
            assertThat(found).isEqualTo(expected);
            assertThat(random1.pending()).isZero();
        }
    }

    private static Next nextOf(int... prefix) {
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) prefix[i];
        }
        RecordReader fresh = new RecordReader(64);
        fresh.feed(bytes, 0, 4);
        return fresh.next();
    }

    private static List<Bytes> read(RecordReader reader, byte[] stream, int piece) {
        List<Bytes> records = new ArrayList<>();
        for (int at = 0; at < stream.length; at += piece) {
            drain(reader, Arrays.copyOfRange(stream, at, Math.min(stream.length, at + piece)), records);
        }
        return records;
    }

    private static void drain(RecordReader reader, byte[] piece, List<Bytes> records) {
        reader.feed(piece, 0, piece.length);
        while (reader.next() == Next.RECORD) {
            records.add(reader.copy());
        }
        Arrays.fill(piece, (byte) 0x55);
    }

    static byte[] stream(byte[]... records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] record : records) {
            out.write(record.length >>> 24);
            out.write(record.length >>> 16);
            out.write(record.length >>> 8);
            out.write(record.length);
            out.writeBytes(record);
        }
        return out.toByteArray();
    }
}
