package dev.understory.wire;

import static dev.understory.CanopyVectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.understory.CanopyVectors;
import dev.understory.proto.ProtoPubKey;
import dev.understory.proto.Signature;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The handshake's messages against wire.md, a live node, and the generated classes. */
final class HandshakeMessagesTest {
    @Test
    void writesTheKeyMessageOfTheSpecification() {
        byte[] key = hex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
        assertThat(HandshakeMessages.encodeKey(key))
                .isEqualTo(hex("0a2003a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"));
    }

    @Test
    void signsTheBytesOfTheSpecification() {
        assertThat(HandshakeMessages.metaSignBytes(1, 1)).isEqualTo(hex("08011001"));
        assertThat(HandshakeMessages.metaSignBytes(1, 0)).isEqualTo(hex("0801"));
        assertThat(HandshakeMessages.metaSignBytes(0, 0)).isEmpty();
        assertThat(HandshakeMessages.metaSignBytes(1, 300)).isEqualTo(hex("080110ac02"));
    }

    @Test
    void writesTheMetaMessagesOfALiveNode() {
        int checked = 0;
        for (JsonNode vector : CanopyVectors.section("peerMeta")) {
            long network = Long.parseUnsignedLong(vector.get("networkId").asString());
            long chain = Long.parseUnsignedLong(vector.get("chainId").asString());
            assertThat(HandshakeMessages.metaSignBytes(network, chain))
                    .isEqualTo(CanopyVectors.bytes(vector, "signBytes"));
            byte[] message = CanopyVectors.bytes(vector, "message");
            PeerMeta meta = HandshakeMessages.decodeMeta(Bytes.wrap(message)).orElseThrow();
            assertThat(meta.networkId()).isEqualTo(network);
            assertThat(meta.chainId()).isEqualTo(chain);
            assertThat(meta.signature().size()).isEqualTo(96);
            assertThat(HandshakeMessages.encodeMeta(meta)).isEqualTo(message);
            checked++;
        }
        assertThat(checked).isEqualTo(5);
    }

    @Test
    void toleratesUnknownFieldsInAnyOrderAndTakesTheLastOfAKnownOne() {
        // field 9 varint, field 2 as varint (another type), group 7, field 12 fixed64, then the key twice
        byte[] record = hex("4805 1001 3b08013c 610000000000000000 0a0101 0a0102");
        assertThat(HandshakeMessages.decodeKey(Bytes.wrap(record))).hasValue(new byte[] {2});
        byte[] meta = hex("1a020304 20ff01 1001 0802 0a0141 10ffffffffffffffffff01");
        assertThat(HandshakeMessages.decodeMeta(Bytes.wrap(meta)))
                .hasValue(new PeerMeta(2, -1L, Bytes.wrap(new byte[] {3, 4})));
    }

    @Test
    void anEmptyMessageHasEmptyFields() {
        assertThat(HandshakeMessages.decodeKey(Bytes.EMPTY)).hasValue(new byte[0]);
        assertThat(HandshakeMessages.decodeSignature(Bytes.EMPTY))
                .hasValue(new PeerSignature(Bytes.EMPTY, Bytes.EMPTY));
        assertThat(HandshakeMessages.decodeMeta(Bytes.EMPTY)).hasValue(new PeerMeta(0, 0, Bytes.EMPTY));
    }

    @Test
    void refusesWhatIsNotProtobuf() {
        for (String record : new String[] {
            "0a",
            "0a05 01",
            "0affffffff0f",
            "0affffffff7f",
            "00",
            "0c",
            "3b",
            "3c",
            "0b08",
            "07",
            "0e01",
            "88808080808080808080808001 01",
            "10ffffffffffffffffffffff01",
            "4954502f312e3120"
        }) {
            Bytes bytes = Bytes.wrap(hex(record));
            assertThat(HandshakeMessages.decodeKey(bytes)).as(record).isEmpty();
            assertThat(HandshakeMessages.decodeSignature(bytes)).as(record).isEmpty();
            assertThat(HandshakeMessages.decodeMeta(bytes)).as(record).isEmpty();
        }
    }

    @Test
    void refusesDeepNesting() {
        assertThat(HandshakeMessages.decodeKey(Bytes.wrap(hex("7b".repeat(2000) + "7c".repeat(2000)))))
                .isEmpty();
    }

    @Test
    void refusesToWriteMoreThanARecordMayHold() {
        assertThatThrownBy(() -> HandshakeMessages.encodeKey(new byte[5000]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesWhatTheGeneratedClassesWrite() {
        Random random = new Random(61);
        for (int i = 0; i < 1000; i++) {
            byte[] key = bytes(random);
            byte[] signature = bytes(random);
            long network = random.nextBoolean() ? random.nextInt(3) : random.nextLong();
            long chain = random.nextBoolean() ? random.nextInt(3) : random.nextLong();
            assertThat(HandshakeMessages.encodeKey(key))
                    .isEqualTo(ProtoPubKey.newBuilder()
                            .setPubkey(ByteString.copyFrom(key))
                            .build()
                            .toByteArray());
            assertThat(HandshakeMessages.encodeSignature(key, signature))
                    .isEqualTo(Signature.newBuilder()
                            .setPublicKey(ByteString.copyFrom(key))
                            .setSignature(ByteString.copyFrom(signature))
                            .build()
                            .toByteArray());
            assertThat(HandshakeMessages.encodeMeta(new PeerMeta(network, chain, Bytes.wrap(signature))))
                    .isEqualTo(dev.understory.proto.PeerMeta.newBuilder()
                            .setNetworkId(network)
                            .setChainId(chain)
                            .setSignature(ByteString.copyFrom(signature))
                            .build()
                            .toByteArray());
        }
    }

    @Test
    void readsWhatTheGeneratedClassesRead() {
        Random random = new Random(62);
        byte[] seed = HandshakeMessages.encodeMeta(new PeerMeta(1, 2, Bytes.wrap(new byte[64])));
        int accepted = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] record = seed.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                record[random.nextInt(i % 2 == 0 ? 8 : record.length)] = (byte) random.nextInt(256);
            }
            accepted += agreesWithTheGeneratedClasses(record) ? 1 : 0;
        }
        assertThat(accepted).isBetween(1000, 29_000);
    }

    /** They read more: in a field that they do not know, a varint longer than ten bytes, which Go's refuse as well. */
    static void readsNothingThatTheGeneratedClassesReadOtherwise(byte[] record) {
        if (HandshakeMessages.decodeMeta(Bytes.wrap(record)).isPresent()) {
            assertThat(agreesWithTheGeneratedClasses(record)).isTrue();
        }
    }

    /** Whether it was accepted; fails unless both readers say the same. */
    static boolean agreesWithTheGeneratedClasses(byte[] record) {
        var meta = HandshakeMessages.decodeMeta(Bytes.wrap(record));
        try {
            var parsed = dev.understory.proto.PeerMeta.parseFrom(record);
            assertThat(meta.map(read -> new PeerMeta(read.networkId(), read.chainId(), read.signature())))
                    .as("what it offers is not Canopy's")
                    .hasValue(new PeerMeta(
                            parsed.getNetworkId(),
                            parsed.getChainId(),
                            Bytes.wrap(parsed.getSignature().toByteArray())));
        } catch (InvalidProtocolBufferException refused) {
            assertThat(meta).isEmpty();
        }
        return meta.isPresent();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void aMessageIsAsLongAsItMayBeAndNoLonger() {
        byte[] key = new byte[HandshakeMessages.MAX_RECORD - 3];
        assertThat(HandshakeMessages.encodeKey(key)).hasSize(HandshakeMessages.MAX_RECORD);
        byte[] longer = new byte[key.length + 1];
        assertThatThrownBy(() -> HandshakeMessages.encodeKey(longer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4096");
    }
}
