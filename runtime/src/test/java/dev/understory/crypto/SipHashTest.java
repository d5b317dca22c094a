package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SipHashTest {
    private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    /** The first of the vectors that the authors publish with their code: of no bytes, of 00, of 00 01... */
    @Test
    void agreesWithTheAuthorsVectors() {
        List<String> expected = List.of(
                "310e0edd47db6f72",
                "fd67dc93c539f874",
                "5a4fa9d909806c0d",
                "2d7efbd796666785",
                "b7877127e09427cf",
                "8da699cd64557618",
                "cee3fe586e46c9cb",
                "37d1018bf50002ab",
                "6224939a79f5f593");
        SipHash hash = new SipHash(KEY);
        for (int length = 0; length < expected.size(); length++) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) i;
            }
            assertThat(littleEndian(hash.hash(bytes))).as("%d bytes", length).isEqualTo(expected.get(length));
        }
        // the example of the paper's appendix, of 15 bytes
        assertThat(hash.hash(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e")))
                .isEqualTo(0xa129_ca61_49be_45e5L);
    }

    /** As above, of the vectors with 128 bits. */
    @Test
    void agreesWithTheAuthorsLongVectors() {
        List<String> expected = List.of(
                "a3817f04ba25a8e66df67214c7550293",
                "da87c1d86b99af44347659119b22fc45",
                "8177228da4a45dc7fca38bdef60affe4");
        SipHash hash = new SipHash(KEY);
        byte[] digest = new byte[SipHash.DIGEST_LENGTH];
        for (int length = 0; length < expected.size(); length++) {
            hash.digest(new byte[] {77, 0, 1}, 1, length, digest);
            assertThat(HexFormat.of().formatHex(digest)).as("%d bytes", length).isEqualTo(expected.get(length));
        }
    }

    @Test
    void oneHashDoesNotDependOnTheOneBefore() {
        SipHash used = new SipHash(KEY);
        byte[] digest = new byte[SipHash.DIGEST_LENGTH];
        byte[] fresh = new byte[SipHash.DIGEST_LENGTH];
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            assertThat(used.hash(bytes)).isEqualTo(new SipHash(KEY).hash(bytes));
            used.digest(bytes, 0, length, digest);
            new SipHash(KEY).digest(bytes, 0, length, fresh);
            assertThat(digest).isEqualTo(fresh);
        }
    }

    @Test
    void numbersAreTheBytesTheyAreMadeOf() {
        SipHash hash = new SipHash(KEY);
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(-5).putLong(0x0102_0304_0506_0708L);
        assertThat(hash.hash(-5, 0x0102_0304_0506_0708L)).isEqualTo(hash.hash(Arrays.copyOf(bytes.array(), 16)));
        bytes.putLong(Long.MIN_VALUE);
        assertThat(hash.hash(-5, 0x0102_0304_0506_0708L, Long.MIN_VALUE)).isEqualTo(hash.hash(bytes.array()));
    }

    @Test
    void aKeyHasSixteenBytes() {
        assertThatThrownBy(() -> new SipHash(new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }

    private static String littleEndian(long hash) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(hash)
                        .array());
    }
}
