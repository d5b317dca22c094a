package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The field of the meta record that a Canopy node passes over (wire.md, section 12.1). */
final class CapabilitiesTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final PeerMeta CANOPY = new PeerMeta(1, 1, Bytes.wrap(new byte[] {9, 9}));

    @Test
    void theFieldHasTheBytesOfTheSpecification() {
        PeerMeta meta = offering(new Capabilities(5, "ab"));
        assertThat(HEX.formatHex(HandshakeMessages.encodeMeta(meta)))
                .isEqualTo("080110011a020909" + "8ad30e" + "06" + "0805" + "12026162");
    }

    @Test
    void whoHasNothingToSaySendsTheBytesOfACanopyNode() {
        assertThat(HEX.formatHex(HandshakeMessages.encodeMeta(CANOPY))).isEqualTo("080110011a020909");
        assertThat(Capabilities.NONE.isNone()).isTrue();
        assertThat(decode("080110011a020909")).isEqualTo(new Offer.None());
    }

    @Test
    void whatIsWrittenIsRead() {
        Random random = new Random(91);
        for (int i = 0; i < 2000; i++) {
            Capabilities some = new Capabilities(
                    random.nextLong() >>> random.nextInt(64),
                    "x".repeat(random.nextInt(Capabilities.MAX_SOFTWARE + 1)));
            PeerMeta meta = offering(some);
            assertThat(HandshakeMessages.decodeMeta(Bytes.wrap(HandshakeMessages.encodeMeta(meta))))
                    .hasValue(some.isNone() ? CANOPY : meta);
        }
    }

    /** As Canopy reads them: by generated code, which keeps what it does not know and verifies fields 1 and 2. */
    @Test
    void generatedCodeReadsTheRestOfTheRecordAsEver() throws InvalidProtocolBufferException {
        byte[] record = HandshakeMessages.encodeMeta(offering(new Capabilities(-1, "understory/0.1.0")));
        var parsed = dev.understory.proto.PeerMeta.parseFrom(record);
        assertThat(parsed.getNetworkId()).isEqualTo(1);
        assertThat(parsed.getChainId()).isEqualTo(1);
        assertThat(parsed.getSignature().toByteArray()).containsExactly(9, 9);
        assertThat(parsed.getUnknownFields().hasField(HandshakeMessages.CAPABILITIES))
                .isTrue();
    }

    @Test
    void bitsAndFieldsOfALaterVersionAreAccepted() {
        assertThat(decode(field("08ffffffffffffffffff01" + "1a0177" + "2801")))
                .isEqualTo(new Offer.Made(new Capabilities(-1, "")));
    }

    @Test
    void whatNoNodeSendsIsRefusedWithAReason() {
        assertThat(decode(field("0805") + field("0805"))).isEqualTo(new Offer.Unreadable("capabilities come twice"));
        assertThat(decode(field("08050801"))).isEqualTo(new Offer.Unreadable("a part of the capabilities comes twice"));
        assertThat(decode(field("120161120162")))
                .isEqualTo(new Offer.Unreadable("a part of the capabilities comes twice"));
        assertThat(decode(field("12027f61"))).isInstanceOf(Offer.Unreadable.class);
        assertThat(decode(field("1241" + "61".repeat(65)))).isInstanceOf(Offer.Unreadable.class);
        assertThat(decode(field("1aff0100" + "00".repeat(Capabilities.MAX_ENCODED - 4))))
                .isEqualTo(new Offer.Unreadable("the capabilities do not parse"));
        assertThat(decode(field("00".repeat(Capabilities.MAX_ENCODED + 1))))
                .isEqualTo(new Offer.Unreadable("capabilities of 257 bytes"));
        for (String malformed : new String[] {"08", "1205", "0b", "0c", "08ffffffffffffffffffff01", "00"}) {
            assertThat(decode(field(malformed))).as(malformed).isInstanceOf(Offer.Unreadable.class);
        }
    }

    @Test
    void theLongestFieldIsAcceptedAndOneByteMoreIsNot() {
        String longest = "1a" + "fd01" + "00".repeat(Capabilities.MAX_ENCODED - 3);
        assertThat(decode(field(longest))).isEqualTo(new Offer.Made(Capabilities.NONE));
        assertThat(decode(field("1a" + "fe01" + "00".repeat(Capabilities.MAX_ENCODED - 2))))
                .isEqualTo(new Offer.Unreadable("capabilities of 257 bytes"));
    }

    @Test
    void aNameThatCouldPlayTricksOnATerminalIsNone() {
        for (String name : new String[] {"\u001b[2J", "a\nb", "ü", "x".repeat(65)}) {
            assertThatThrownBy(() -> new Capabilities(0, name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new Capabilities(0, "x".repeat(64)).software()).hasSize(64);
    }

    @Test
    void whatIsCommonIsWhatBothOfferUnderThePeersName() {
        assertThat(new Capabilities(6, "ours").commonWith(new Capabilities(12, "theirs")))
                .isEqualTo(new Capabilities(4, "theirs"));
    }

    @FuzzTest
    void anyFieldIsReadOrRefused(FuzzedDataProvider data) {
        readOrRefuse(data.consumeRemainingAsBytes());
    }

    @Test
    void randomFieldsAreReadOrRefused() {
        Random random = new Random(92);
        byte[] good = new Capabilities(77, "understory/0.1.0").encode();
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(40)] : good.clone();
            for (int flips = i % 2 == 0 ? bytes.length : 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            readOrRefuse(bytes);
        }
    }

    private static void readOrRefuse(byte[] field) {
        switch (Capabilities.decode(field)) {
            case Offer.Made(Capabilities made) ->
                assertThat(Capabilities.decode(made.encode())).isEqualTo(new Offer.Made(made));
            case Offer.Unreadable(String why) -> assertThat(why).isNotEmpty();
            case Offer.None none -> throw new AssertionError("a field is something");
        }
    }

    private static PeerMeta offering(Capabilities capabilities) {
        return new PeerMeta(CANOPY.networkId(), CANOPY.chainId(), CANOPY.signature(), new Offer.Made(capabilities));
    }

    private static Offer decode(String hex) {
        return HandshakeMessages.decodeMeta(Bytes.wrap(HEX.parseHex(hex)))
                .orElseThrow()
                .offer();
    }

    private static String field(String hex) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        field.writeBytes(HEX.parseHex("8ad30e"));
        int size = hex.length() / 2;
        if (size > 127) {
            field.write(size & 127 | 128);
            field.write(size >>> 7);
        } else {
            field.write(size);
        }
        return HEX.formatHex(field.toByteArray()) + hex;
    }
}
