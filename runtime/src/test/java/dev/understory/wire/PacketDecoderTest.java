package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.understory.proto.Envelope;
import dev.understory.proto.Packet;
import dev.understory.wire.PacketDecoder.Rejection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketDecoderTest {
    private static final String URL = "type.googleapis.com/types.Packet";

    private final PacketDecoder decoder = new PacketDecoder();

    @Test
    void readsFieldsInAnyOrderAndTheLastOfAKindWins() {
        byte[] packet = join(field(3, bytes("old")), varint(2, 1), varint(1, 4), field(3, bytes("new")), varint(1, 3));
        byte[] record = field(1, join(field(2, packet), field(1, bytes(URL))));

        assertThat(decode(record)).isNull();
        assertThat(decoder.topicId()).isEqualTo(3);
        assertThat(decoder.eof()).isTrue();
        assertThat(PacketCodecTest.payload(decoder, record)).isEqualTo(bytes("new"));
    }

    @Test
    void mergesAPayloadThatComesInTwoParts() {
        byte[] record = join(field(1, field(1, bytes(URL))), field(1, field(2, varint(1, 3))));

        assertThat(decode(record)).isNull();
        assertThat(decoder.topicId()).isEqualTo(3);
    }

    @Test
    void aSecondValueReplacesTheFirst() {
        byte[] record = field(
                1,
                join(
                        field(1, bytes(URL)),
                        field(2, join(varint(1, 3), varint(2, 1), field(3, bytes("x")))),
                        field(2, varint(1, 4))));

        assertThat(decode(record)).isNull();
        assertThat(decoder.topicId()).isEqualTo(4);
        assertThat(decoder.eof()).isFalse();
        assertThat(decoder.payloadLength()).isZero();
    }

    @Test
    void skipsUnknownFieldsOfEveryWireType() {
        byte[] unknown = join(
                varint(17, -1), fixed(18, 1, 8), field(19, bytes("future")), fixed(20, 5, 4), varint(536_870_911, 1));
        byte[] packet = join(unknown, varint(1, 3), field(3, bytes("abc")), unknown);
        byte[] record =
                join(unknown, field(1, join(unknown, field(1, bytes(URL)), field(2, packet), unknown)), unknown);

        assertThat(decode(record)).isNull();
        assertThat(decoder.topicId()).isEqualTo(3);
        assertThat(PacketCodecTest.payload(decoder, record)).isEqualTo(bytes("abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"types.Packet", "/types.Packet", "a/b/types.Packet", "höst/types.Packet"})
    void takesAnyPrefixOfTheTypeUrl(String url) {
        assertThat(decode(envelope(url, varint(1, 3)))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "types.Packe", "types.Packet/", "x.types.Packet", "a/types.PeerMeta", "a/types.packet"})
    void refusesEveryOtherType(String url) {
        assertThat(decode(envelope(url, varint(1, 3)))).isEqualTo(Rejection.NOT_A_PACKET);
    }

    @Test
    void refusesATypeUrlThatIsNoText() {
        byte[] url = bytes("x/types.Packet");
        url[0] = (byte) 0xff;
        assertThat(decode(field(1, field(1, url)))).isEqualTo(Rejection.NOT_A_PACKET);
    }

    @Test
    void m1RefusesAnEnvelopeWithoutPayloadAnEmptyAnyAndOtherTypes() {
        assertThat(decode(new byte[0])).isEqualTo(Rejection.NO_PAYLOAD);
        assertThat(decode(varint(9, 1))).isEqualTo(Rejection.NO_PAYLOAD);
        assertThat(decode(field(1, new byte[0]))).isEqualTo(Rejection.NOT_A_PACKET);
        assertThat(decode(envelope("type.googleapis.com/types.PeerMeta", varint(1, 1))))
                .isEqualTo(Rejection.NOT_A_PACKET);
    }

    @Test
    void aPacketMayBeAbsentAltogether() {
        assertThat(decode(field(1, field(1, bytes(URL))))).isNull();
        assertThat(decoder.topicId()).isZero();
        assertThat(decoder.eof()).isFalse();
        assertThat(decoder.payloadLength()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "truncated tag: 80",
                "truncated length: 0a",
                "truncated varint: 0880",
                "length beyond the end: 0a05 01",
                "length of 2^63: 0a ffffffffffffffffff01",
                "length of 2^31: 0a 8080808008",
                "varint of 11 bytes: 10 8080808080808080808001",
                "varint above 64 bits: 10 80808080808080808002",
                "field 0: 0001",
                "tag above 32 bits: 808080808001 01",
                "start of a group: 13 14",
                "end of a group: 14",
                "wire type 6: 16",
                "wire type 7: 17",
                "fixed64 cut off: 11 00000000000000",
                "fixed32 cut off: 15 000000"
            })
    void m2RefusesMalformedProtobufAtEveryLevel(String input) {
        byte[] bad = java.util.HexFormat.of()
                .parseHex(input.substring(input.indexOf(':') + 1).replace(" ", ""));
        byte[] renumbered = bad.clone();
        byte[] typed = field(1, bytes(URL));

        assertThat(decode(join(field(1, typed), bad))).as("in the envelope").isEqualTo(Rejection.MALFORMED);
        assertThat(decode(field(1, join(typed, renumbered)))).as("in the any").isEqualTo(Rejection.MALFORMED);
        assertThat(decode(field(1, join(typed, field(2, bad)))))
                .as("in the packet")
                .isEqualTo(Rejection.MALFORMED);
    }

    @Test
    void m2RefusesKnownFieldsOfAnotherWireType() {
        byte[] typed = field(1, bytes(URL));
        assertThat(decode(join(field(1, typed), varint(1, 1)))).isEqualTo(Rejection.MALFORMED);
        assertThat(decode(field(1, join(typed, varint(2, 1))))).isEqualTo(Rejection.MALFORMED);
        assertThat(decode(field(1, join(typed, varint(1, 1))))).isEqualTo(Rejection.MALFORMED);
        assertThat(decode(envelope(URL, field(1, bytes("x"))))).isEqualTo(Rejection.MALFORMED);
        assertThat(decode(envelope(URL, fixed(2, 5, 4)))).isEqualTo(Rejection.MALFORMED);
        assertThat(decode(envelope(URL, varint(3, 1)))).isEqualTo(Rejection.MALFORMED);
    }

    @Test
    void m2DeepNestingCostsNothing() {
        byte[] nested = new byte[0];
        for (int i = 0; i < 5_000; i++) {
            nested = field(15, nested);
        }
        assertThat(decode(envelope(URL, nested))).isNull();
        byte[] groups = new byte[10_000];
        java.util.Arrays.fill(groups, (byte) 0x7b);
        assertThat(decode(envelope(URL, groups))).isEqualTo(Rejection.MALFORMED);
    }

    @Test
    void topicsAreInts() {
        assertThat(decode(envelope(URL, varint(1, -1)))).isNull();
        assertThat(decoder.topicId()).isEqualTo(-1);
        assertThat(decode(envelope(URL, varint(1, 1L << 31)))).isNull();
        assertThat(decoder.topicId()).isEqualTo(Integer.MIN_VALUE);
        assertThat(decode(envelope(URL, varint(1, 99)))).isNull();
        assertThat(decoder.topicId()).isEqualTo(99);
    }

    /** As every protobuf parser does with an enum, Canopy's included: what is above 32 bits does not count. */
    @Test
    void topicsAreTheLow32BitsOfTheirVarint() throws InvalidProtocolBufferException {
        for (long wire : new long[] {1L << 63, 1L << 32, (1L << 40) + 3, Long.MAX_VALUE, -1}) {
            byte[] record = envelope(URL, varint(1, wire));
            assertThat(decode(record)).isNull();
            assertThat(decoder.topicId()).isEqualTo((int) wire);
            assertThat(assertAgreement(decoder, record)).isTrue();
        }
    }

    @Test
    void readsWhatTheGeneratedClassesReadInArraysAtAnyOffset() {
        Random random = new Random(2);
        for (int i = 0; i < 2_000; i++) {
            byte[] payload = new byte[random.nextInt(400)];
            random.nextBytes(payload);
            int topic = random.nextInt(120) - 10;
            boolean eof = random.nextBoolean();
            byte[] record = PacketCodecTest.generated(topic, eof, payload);
            byte[] padded = join(new byte[i % 7], record, bytes("behind"));

            assertThat(decoder.decode(padded, i % 7, record.length)).isNull();
            assertThat(decoder.topicId()).isEqualTo(topic);
            assertThat(decoder.eof()).isEqualTo(eof);
            assertThat(PacketCodecTest.payload(decoder, padded)).isEqualTo(payload);
        }
    }

    @Test
    void whateverIsAcceptedTheGeneratedClassesReadTheSame() throws InvalidProtocolBufferException {
        Random random = new Random(3);
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] record =
                    PacketCodecTest.generated(random.nextInt(8), random.nextBoolean(), new byte[random.nextInt(9)]);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (assertAgreement(decoder, record)) {
                accepted++;
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    /** Decodes, and if that succeeds holds the result against the generated classes. */
    static boolean assertAgreement(PacketDecoder decoder, byte[] record) throws InvalidProtocolBufferException {
        if (decoder.decode(record, 0, record.length) != null) {
            return false;
        }
        Any any = Envelope.parseFrom(record).getPayload();
        assertThat(any.getTypeUrl()).endsWith("types.Packet");
        Packet packet = Packet.parseFrom(any.getValue());
        assertThat(decoder.topicId()).isEqualTo(packet.getStreamIdValue());
        assertThat(decoder.eof()).isEqualTo(packet.getEof());
        assertThat(ByteString.copyFrom(record, decoder.payloadOffset(), decoder.payloadLength()))
                .isEqualTo(packet.getBytes());
        return true;
    }

    private Rejection decode(byte[] record) {
        return decoder.decode(record, 0, record.length);
    }

    private static byte[] envelope(String url, byte[] packet) {
        return field(1, join(field(1, bytes(url)), field(2, packet)));
    }

    private static byte[] field(int number, byte[] content) {
        return join(raw((long) number << 3 | 2), raw(content.length), content);
    }

    private static byte[] varint(int number, long value) {
        return join(raw((long) number << 3), raw(value));
    }

    private static byte[] fixed(int number, int wireType, int size) {
        return join(raw((long) number << 3 | wireType), new byte[size]);
    }

    private static byte[] raw(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
