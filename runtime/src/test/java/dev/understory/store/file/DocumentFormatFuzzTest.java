package dev.understory.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.store.DocumentName;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is in a file, it is a document or unreadable for a reason; any content is read as it was written. */
final class DocumentFormatFuzzTest {
    private static final DocumentName NAME = DocumentName.parse("fuzz.one").orElseThrow();

    @FuzzTest
    void files(byte[] file) {
        file(file);
    }

    @Test
    void randomFiles() {
        Random random = new Random(9);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            file(bytes);
            byte[] damaged = written(bytes);
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            assertThat(DocumentFormat.decode(NAME, damaged)).isInstanceOf(DocumentFormat.Decoded.Unreadable.class);
        }
    }

    private static void file(byte[] file) {
        switch (DocumentFormat.decode(NAME, file)) {
            case DocumentFormat.Decoded.Document(Bytes content) ->
                assertThat(written(content.toArray())).isEqualTo(file);
            case DocumentFormat.Decoded.Unreadable(String reason) ->
                assertThat(reason).isNotEmpty();
        }
        assertThat(DocumentFormat.decode(NAME, written(file)))
                .isEqualTo(new DocumentFormat.Decoded.Document(Bytes.wrap(file)));
    }

    private static byte[] written(byte[] content) {
        ByteBuffer file = ByteBuffer.allocate(DocumentFormat.HEADER + content.length);
        return file.put(DocumentFormat.header(NAME, Bytes.wrap(content)))
                .put(content)
                .array();
    }
}
