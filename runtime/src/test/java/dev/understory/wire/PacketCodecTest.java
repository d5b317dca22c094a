package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.understory.proto.Envelope;
import dev.understory.proto.Packet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PacketCodecTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void writesTheRecordsOfTheSpecification() {
        assertThat(encode(6, true, bytes("ping")))
                .isEqualTo(
                        HEX.parseHex("000000300a2e0a20747970652e676f6f676c65617069732e636f6d2f74797065732e5061636b6574"
                                + "120a080610011a0470696e67"));
        assertThat(encode(6, true, bytes("pong")))
                .isEqualTo(
                        HEX.parseHex("000000300a2e0a20747970652e676f6f676c65617069732e636f6d2f74797065732e5061636b6574"
                                + "120a080610011a04706f6e67"));
        assertThat(encode(5, true, new byte[0]))
                .isEqualTo(
                        HEX.parseHex("0000002a0a280a20747970652e676f6f676c65617069732e636f6d2f74797065732e5061636b6574"
                                + "120408051001"));
        assertThat(encode(0, true, bytes("abc")))
                .isEqualTo(
                        HEX.parseHex("0000002d0a2b0a20747970652e676f6f676c65617069732e636f6d2f74797065732e5061636b6574"
                                + "120710011a03616263"));
    }

    @Test
    void writesAndReadsTheRecordsThatCanopyComputed() throws IOException {
        JsonNode records = vectors().get("packetRecords");
        assertThat(records.size()).isEqualTo(9);
        for (JsonNode vector : records) {
            byte[] record = HEX.parseHex(vector.get("record").asString());
            byte[] payload = HEX.parseHex(vector.get("payload").asString());
            int topic = vector.get("topic").asInt();
            boolean eof = vector.get("eof").asBoolean();

            assertThat(encode(topic, eof, payload)).isEqualTo(record);
            PacketDecoder decoder = new PacketDecoder();
            assertThat(decoder.decode(record, 4, record.length - 4)).isNull();
            assertThat(decoder.topicId()).isEqualTo(topic);
            assertThat(decoder.eof()).isEqualTo(eof);
            assertThat(payload(decoder, record)).isEqualTo(payload);
        }
    }

    @Test
    void writesWhatTheGeneratedClassesWrite() throws IOException {
        Random random = new Random(1);
        int[] lengths = {
            0, 1, 2, 76, 77, 78, 79, 80, 88, 89, 90, 127, 128, 129, 16_383, 16_384, 16_385, 999_949, 999_950
        };
        for (int length : lengths) {
            for (int topic : new int[] {0, 1, 5, 6, 98, 127}) {
                for (boolean eof : new boolean[] {true, false}) {
                    byte[] payload = new byte[length];
                    random.nextBytes(payload);
                    byte[] expected = generated(topic, eof, payload);
                    byte[] record = encode(topic, eof, payload);

                    assertThat(PacketCodec.encodedSize(topic, eof, length)).isEqualTo(record.length);
                    assertThat(Arrays.equals(record, 4, record.length, expected, 0, expected.length))
                            .as("topic %s eof %s length %s", topic, eof, length)
                            .isTrue();
                    assertThat(record.length - length).isLessThanOrEqualTo(PacketCodec.MAX_OVERHEAD);
                }
            }
        }
    }

    @Test
    void theLargestPayloadMakesARecordOfExactlyAMillionBytes() {
        assertThat(PacketCodec.encodedSize(98, true, PacketCodec.MAX_PAYLOAD)).isEqualTo(4 + 1_000_000);
    }

    @Test
    void refusesWhatNoRecordCanCarry() {
        byte[] out = new byte[100];
        assertThatThrownBy(() -> PacketCodec.encodeHeader(out, 0, 1, true, PacketCodec.MAX_PAYLOAD + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> PacketCodec.encodeHeader(out, 0, -1, true, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    static byte[] encode(int topic, boolean eof, byte[] payload) {
        byte[] out = new byte[PacketCodec.encodedSize(topic, eof, payload.length) + 3];
        int end = PacketCodec.encode(out, 3, topic, eof, payload, 0, payload.length);
        assertThat(end).isEqualTo(out.length);
        return Arrays.copyOfRange(out, 3, end);
    }

    static byte[] payload(PacketDecoder decoder, byte[] record) {
        return Arrays.copyOfRange(record, decoder.payloadOffset(), decoder.payloadOffset() + decoder.payloadLength());
    }

    static byte[] generated(int topic, boolean eof, byte[] payload) {
        Packet packet = Packet.newBuilder()
                .setStreamIdValue(topic)
                .setEof(eof)
                .setBytes(ByteString.copyFrom(payload))
                .build();
        return Envelope.newBuilder()
                .setPayload(Any.newBuilder()
                        .setTypeUrl("type.googleapis.com/types.Packet")
                        .setValue(packet.toByteString()))
                .build()
                .toByteArray();
    }

    private static JsonNode vectors() throws IOException {
        try (InputStream in = PacketCodecTest.class.getResourceAsStream("/vectors/canopy.json")) {
            return new JsonMapper().readTree(in);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
