package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.wire.PacketDecoder.Rejection;
import dev.understory.wire.RecordReader.Next;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SlicedPacketsTest {
    private static final int ROOM = 64 * 1024;

    /** Records as they are laid out to be copied, and to be kept as slices. */
    private record Both(byte[] flat, Bytes sliced) {}

    @Test
    void aRecordsPayloadIsAPartOfItsMessage() {
        Bytes message = Bytes.wrap(new byte[20_000]);
        SlicedPackets packets = new SlicedPackets();
        packets.add(1, true, message, 5_000, 10_000);

        RecordReader reader = new RecordReader(RecordReader.MAX_RECORD);
        reader.feed(packets.bytes());
        assertThat(reader.next()).isEqualTo(Next.RECORD);
        Bytes record = reader.lazy();
        PacketDecoder decoder = new PacketDecoder();
        assertThat(record).isNotNull();
        assertThat(decoder.decode(record)).isNull();
        Bytes payload =
                record.slice(decoder.payloadOffset(), decoder.payloadLength()).flat();
        assertThat(payload).isNotNull();
        assertThat(payload.isSame(message.slice(5_000, 10_000))).isTrue();
    }

    @Test
    void smallMessagesAreOneArray() {
        SlicedPackets packets = new SlicedPackets();
        for (int i = 0; i < 50; i++) {
            packets.add(
                    2, true, Bytes.wrap(new byte[SlicedPackets.LEAST_SLICED - 1]), 0, SlicedPackets.LEAST_SLICED - 1);
        }
        assertThat(packets.bytes().lazy()).isNull();
    }

    @Test
    void aHeartbeatTakesNoMoreThanItsRecord() {
        SlicedPackets packets = new SlicedPackets();
        packets.add(6, true, Bytes.wrap(new byte[4]), 0, 4);
        assertThat(packets.bytes().array()).hasSize(PacketCodec.encodedSize(6, true, 4));
    }

    @Test
    void recordsHaveTheSameBytesAsThoseThatAreCopied() {
        for (int seed = 0; seed < 100; seed++) {
            Both both = random(new Random(seed));
            assertThat(both.sliced.toArray()).as("seed %s", seed).isEqualTo(both.flat);
        }
    }

    @Test
    void slicesCutAnywhereAreReadAsCopiesAre() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            RecordReader copying = new RecordReader(RecordReader.MAX_RECORD);
            RecordReader slicing = new RecordReader(RecordReader.MAX_RECORD);
            for (int run = 0; run < 4; run++) {
                Both both = random(random);
                int all = both.flat.length;
                for (int at = 0; at < all; ) {
                    int size = Math.min(all - at, 1 + random.nextInt(random.nextInt(3) == 0 ? 100 : 20_000));
                    copying.feed(both.flat, at, size);
                    // Of the same stream some comes in arrays, as it does from whoever has looked at it.
                    boolean looked = random.nextInt(10) == 0;
                    slicing.feed(looked ? Bytes.wrap(both.flat.clone(), at, size) : both.sliced.slice(at, size));
                    readBoth(copying, slicing);
                    at += size;
                }
            }
        }
    }

    @Test
    void whatTheReaderWasFedMayChangeAfterwardsIfItIsAnArray() {
        Both both = random(new Random(3));
        int half = both.flat.length / 2 + 7;
        RecordReader copying = new RecordReader(RecordReader.MAX_RECORD);
        RecordReader slicing = new RecordReader(RecordReader.MAX_RECORD);
        byte[] lent = both.flat.clone();
        copying.feed(both.flat, 0, half);
        slicing.feed(Bytes.wrap(lent, 0, half));
        readBoth(copying, slicing);
        Arrays.fill(lent, (byte) 0x55);
        copying.feed(both.flat, half, both.flat.length - half);
        slicing.feed(both.sliced.slice(half, both.flat.length - half));
        readBoth(copying, slicing);
    }

    @Test
    void aLazyRecordThatIsLaidOutInAnotherWayIsReadByteByByte() {
        Random random = new Random(9);
        PacketDecoder decoder = new PacketDecoder();
        PacketDecoder expected = new PacketDecoder();
        for (int round = 0; round < 20_000; round++) {
            byte[] record = new byte[PacketCodec.encodedSize(3, true, 200)];
            PacketCodec.encode(record, 0, 3, true, new byte[200], 0, 200);
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                record[4 + random.nextInt(60)] ^= (byte) (1 << random.nextInt(8));
            }
            int cut = 4 + random.nextInt(record.length - 4);
            Bytes lazy = Bytes.of(
                    List.of(Bytes.wrap(record, 0, cut), Bytes.wrap(Arrays.copyOfRange(record, cut, record.length))));
            Rejection rejection = decoder.decode(lazy.slice(4, record.length - 4));
            assertThat(rejection).isEqualTo(expected.decode(record, 4, record.length - 4));
            if (rejection == null) {
                assertThat(decoder.topicId()).isEqualTo(expected.topicId());
                assertThat(decoder.eof()).isEqualTo(expected.eof());
                assertThat(decoder.payloadOffset()).isEqualTo(expected.payloadOffset() - 4);
                assertThat(decoder.payloadLength()).isEqualTo(expected.payloadLength());
            }
        }
    }

    private static void readBoth(RecordReader copying, RecordReader slicing) {
        while (true) {
            Next next = copying.next();
            assertThat(slicing.next()).isEqualTo(next);
            assertThat(slicing.pending()).isEqualTo(copying.pending());
            assertThat(slicing.held()).isEqualTo(copying.held());
            if (next != Next.RECORD) {
                assertThat(next).isEqualTo(Next.NEED_MORE);
                return;
            }
            assertThat(slicing.length()).isEqualTo(copying.length());
            assertThat(slicing.copy()).isEqualTo(copying.copy());
        }
    }

    private static Both random(Random random) {
        byte[] flat = new byte[ROOM];
        PacketOutput copied = new ArrayPackets(flat, 0);
        SlicedPackets sliced = new SlicedPackets();
        int size = 0;
        while (random.nextInt(12) > 0) {
            byte[] message = new byte[random.nextInt(random.nextBoolean() ? 300 : 30_000)];
            random.nextBytes(message);
            int from = random.nextInt(message.length + 1);
            int length = random.nextInt(message.length - from + 1);
            int topic = random.nextInt(7);
            boolean eof = random.nextBoolean();
            if (size + PacketCodec.encodedSize(topic, eof, length) > ROOM) {
                break;
            }
            copied.add(topic, eof, Bytes.wrap(message), from, length);
            sliced.add(topic, eof, Bytes.wrap(message), from, length);
            size += PacketCodec.encodedSize(topic, eof, length);
        }
        return new Both(Arrays.copyOf(flat, size), sliced.bytes());
    }
}
