package dev.understory.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.wire.RecordReader.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, in whatever pieces, records and handshake messages are read or refused. */
final class RecordsFuzzTest {
    private static final int LIMIT = 4096;

    @FuzzTest
    void records(FuzzedDataProvider data) {
        int piece = data.consumeInt(1, 50);
        records(data.consumeRemainingAsBytes(), piece);
    }

    @FuzzTest
    void messages(FuzzedDataProvider data) {
        messages(data.consumeRemainingAsBytes());
    }

    @Test
    void randomStreams() {
        Random random = new Random(71);
        for (int i = 0; i < 5000; i++) {
            byte[] stream = new byte[random.nextInt(200)];
            random.nextBytes(stream);
            for (int at = 0; at + 4 <= stream.length; at += 5 + random.nextInt(30)) {
                stream[at] = 0;
                stream[at + 1] = 0;
                stream[at + 2] = 0;
            }
            records(stream, 1 + random.nextInt(50));
            messages(stream);
        }
    }

    private static void records(byte[] stream, int piece) {
        List<Bytes> whole = new ArrayList<>();
        Next end = read(stream, Math.max(1, stream.length), whole);
        List<Bytes> split = new ArrayList<>();
        assertThat(read(stream, piece, split)).isEqualTo(end);
        assertThat(split).isEqualTo(whole);
    }

    private static Next read(byte[] stream, int piece, List<Bytes> found) {
        RecordReader reader = new RecordReader(LIMIT);
        Next next = Next.NEED_MORE;
        for (int at = 0; at < stream.length && next == Next.NEED_MORE; at += piece) {
            reader.feed(stream, at, Math.min(piece, stream.length - at));
            next = reader.next();
            while (next == Next.RECORD) {
                assertThat(reader.length()).isBetween(1, LIMIT);
                found.add(reader.copy());
                next = reader.next();
            }
            assertThat(reader.held()).isLessThanOrEqualTo(2 * (LIMIT + 4));
        }
        return next;
    }

    private static void messages(byte[] record) {
        HandshakeMessages.decodeKey(Bytes.wrap(record))
                .ifPresent(key -> assertThat(key.length).isLessThan(record.length + 1));
        HandshakeMessages.decodeSignature(Bytes.wrap(record))
                .ifPresent(signature -> assertThat(
                                HandshakeMessages.decodeSignature(Bytes.wrap(HandshakeMessages.encodeSignature(
                                        signature.publicKey().toArray(),
                                        signature.signature().toArray()))))
                        .hasValue(signature));
        HandshakeMessages.decodeMeta(Bytes.wrap(record)).ifPresent(RecordsFuzzTest::saysTheSameAgain);
        HandshakeMessagesTest.readsNothingThatTheGeneratedClassesReadOtherwise(record);
    }

    /** But for an offer that cannot be read, or that offers nothing: neither is ever written. */
    private static void saysTheSameAgain(PeerMeta meta) {
        boolean offers = meta.offer() instanceof Offer.Made(Capabilities made) && !made.isNone();
        PeerMeta expected = offers ? meta : new PeerMeta(meta.networkId(), meta.chainId(), meta.signature());
        assertThat(HandshakeMessages.decodeMeta(Bytes.wrap(HandshakeMessages.encodeMeta(meta))))
                .hasValue(expected);
    }
}
