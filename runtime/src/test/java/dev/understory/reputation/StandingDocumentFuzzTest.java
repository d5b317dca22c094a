package dev.understory.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.reputation.StandingDocument.Reading;
import dev.understory.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Whatever lies in place of bans and scores is read or refused in words, and what was read says the same again. */
class StandingDocumentFuzzTest {
    @FuzzTest
    void documents(FuzzedDataProvider data) {
        document(data.consumeRemainingAsBytes());
    }

    /** Behind a head that fits, so that the fuzzer gets to the entries. */
    @FuzzTest
    void documentsWithAFittingHead(FuzzedDataProvider data) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(ByteBuffer.allocate(13)
                .putInt(0x5553_5444)
                .put((byte) 1)
                .putLong(77)
                .array());
        whole.writeBytes(data.consumeRemainingAsBytes());
        document(whole.toByteArray());
    }

    private static void document(byte[] document) {
        switch (StandingDocument.decode(Bytes.wrap(document))) {
            case Reading.Found(KeptStanding kept, long written) ->
                assertThat(StandingDocument.decode(StandingDocument.encode(kept, written)))
                        .isEqualTo(new Reading.Found(kept, written));
            case Reading.Unreadable(String reason) -> assertThat(reason).isNotBlank();
        }
    }
}
