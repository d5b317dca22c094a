package dev.understory.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.store.DocumentName;
import dev.understory.store.file.DocumentFormat.Decoded;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nothing but the document itself is taken for it. */
final class DocumentFormatTest {
    private static final DocumentName NAME = new DocumentName("peers", "book");

    static byte[] file(DocumentName name, byte... content) {
        return ByteBuffer.allocate(DocumentFormat.HEADER + content.length)
                .put(DocumentFormat.header(name, Bytes.wrap(content)))
                .put(content)
                .array();
    }

    private static String reason(byte[] file) {
        return ((Decoded.Unreadable) DocumentFormat.decode(NAME, file)).reason();
    }

    @Test
    void theFormatStaysAsItIs() {
        assertThat(HexFormat.of().formatHex(file(NAME, "hello".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("895553540d0a1a0a" + "00000001" + "0000000000000005" + "5d5bc32d" + "68656c6c6f");
    }

    @Test
    void readsWhatItWrites() {
        assertThat(DocumentFormat.decode(NAME, file(NAME, (byte) 1, (byte) 2)))
                .isEqualTo(new Decoded.Document(Bytes.wrap(new byte[] {1, 2})));
        assertThat(DocumentFormat.decode(NAME, file(NAME))).isEqualTo(new Decoded.Document(Bytes.EMPTY));
        Bytes part = Bytes.wrap(new byte[] {7, 1, 2, 7}, 1, 2);
        assertThat(DocumentFormat.header(NAME, part))
                .isEqualTo(DocumentFormat.header(NAME, Bytes.wrap(part.toArray())));
    }

    @Test
    void everyCutIsNoticed() {
        byte[] whole = file(NAME, new byte[40]);
        for (int length = 0; length < whole.length; length++) {
            assertThat(DocumentFormat.decode(NAME, Arrays.copyOf(whole, length)))
                    .as("the first %d bytes", length)
                    .isInstanceOf(Decoded.Unreadable.class);
        }
        assertThat(DocumentFormat.decode(NAME, Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] whole = file(NAME, new byte[40]);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] altered = whole.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(DocumentFormat.decode(NAME, altered)).as("bit %d", bit).isInstanceOf(Decoded.Unreadable.class);
        }
    }

    @Test
    void saysWhatIsThereInstead() {
        assertThat(reason(new byte[0])).isEqualTo("is empty");
        assertThat(reason("{}".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("is no document of a node: it begins otherwise");
        byte[] whole = file(NAME, (byte) 1);
        assertThat(reason(Arrays.copyOf(whole, 10))).isEqualTo("is cut off after 10 bytes, within its header");
        assertThat(reason(Arrays.copyOf(whole, 24))).isEqualTo("holds 0 bytes of content, and its header says 1");
        byte[] newer = whole.clone();
        newer[11] = 2;
        assertThat(reason(newer)).isEqualTo("has format version 2, and this node knows version 1 only");
        assertThat(reason(file(new DocumentName("peers", "bans"), (byte) 1)))
                .isEqualTo("was altered, or is the file of another document: its checksum does not fit");
    }

    @FuzzTest
    void anyBytesAreADocumentOrAReason(FuzzedDataProvider data) {
        any(data.consumeRemainingAsBytes());
    }

    @Test
    void randomBytesBehindARightBeginningAreADocumentOrAReason() {
        Random random = new Random(140);
        for (int i = 0; i < 5_000; i++) {
            byte[] file = Arrays.copyOf(file(NAME), random.nextInt(64));
            for (int at = random.nextInt(28); at < file.length; at++) {
                file[at] = (byte) random.nextInt();
            }
            any(file);
        }
    }

    /** Whatever is read as a document is what would be written for it. */
    private static void any(byte[] file) {
        if (DocumentFormat.decode(NAME, file) instanceof Decoded.Document document) {
            assertThat(file(NAME, document.content().toArray())).isEqualTo(file);
        }
    }
}
