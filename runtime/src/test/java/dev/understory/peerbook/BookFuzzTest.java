package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understory.crypto.TestRandom;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Whatever is stored in place of a book, ours or Canopy's, there is a book afterwards, and it keeps its limits. */
class BookFuzzTest {
    @FuzzTest
    void documents(FuzzedDataProvider data) {
        document(data.consumeRemainingAsBytes());
    }

    /** Behind a checksum that fits, so that the fuzzer gets to the entries. */
    @FuzzTest
    void documentsWithAFittingChecksum(FuzzedDataProvider data) {
        document(signed(data.consumeRemainingAsBytes()));
    }

    @FuzzTest
    void booksOfCanopy(FuzzedDataProvider data) {
        canopy(data.consumeRemainingAsBytes());
    }

    @Test
    void damagedDocuments() {
        Random random = new Random(BookWorld.seed("damaged documents"));
        PeerBook book = PeerBook.empty(BookWorld.PRIVATE, TestRandom.stream(1));
        for (int i = 0; i < 60; i++) {
            book.add(address(i, i % 7 == 0 ? host("node-" + i) : host(i, 1)), host(i % 5, 2), 0);
        }
        for (int i = 0; i < 20; i++) {
            book.succeeded(address(i, i % 7 == 0 ? host("node-" + i) : host(i, 1)), 0);
        }
        book.anchors(List.of(address(1, host(1, 1))));
        byte[] whole = book.toBytes(0).toArray();
        int restored = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = whole.clone();
            int changes = 1 + random.nextInt(4);
            for (int j = 0; j < changes; j++) {
                damaged[38 + random.nextInt(damaged.length - 42)] = (byte) random.nextInt();
            }
            restored += document(sign(damaged)) ? 1 : 0;
        }
        assertThat(restored).as("read though something was changed in them").isBetween(500, 4_750);
    }

    private static boolean document(byte[] document) {
        BookRead read = PeerBook.fromBytes(Bytes.wrap(document), BookWorld.PRIVATE, TestRandom.stream(1), 0);
        BookPropertyTest.check(read.book());
        return switch (read) {
            case BookRead.Restored restored -> {
                Bytes again = restored.book().toBytes(0);
                BookRead second = PeerBook.fromBytes(again, BookWorld.PRIVATE, TestRandom.stream(1), 0);
                assertThat(second).isInstanceOf(BookRead.Restored.class);
                assertThat(second.book().toBytes(0)).isEqualTo(again);
                yield true;
            }
            case BookRead.Unusable unusable -> {
                assertThat(unusable.detail()).isNotEmpty();
                assertThat(unusable.book().size()).isZero();
                yield false;
            }
        };
    }

    private static byte[] signed(byte[] body) {
        byte[] head = PeerBook.empty(BookWorld.PRIVATE, TestRandom.stream(1))
                .toBytes(0)
                .toArray();
        ByteBuffer whole = ByteBuffer.allocate(38 + body.length + 4);
        whole.put(head, 0, 38).put(body);
        return sign(whole.array());
    }

    private static byte[] sign(byte[] document) {
        CRC32C checksum = new CRC32C();
        checksum.update(document, 0, document.length - 4);
        ByteBuffer.wrap(document).putInt(document.length - 4, (int) checksum.getValue());
        return document;
    }

    @Test
    void damagedBooksOfCanopy() {
        Random random = new Random(BookWorld.seed("damaged books of Canopy"));
        String whole =
                CanopyBookTest.book(CanopyBookTest.entry(1, "11.1.1.1:9002"), CanopyBookTest.entry(2, "host:9002"));
        String marks = "{}[]\",:\\0123456789eE+-.ntf \u0000\u00ff";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder damaged = new StringBuilder(whole);
            int changes = 1 + random.nextInt(4);
            for (int j = 0; j < changes; j++) {
                int at = random.nextInt(damaged.length());
                damaged.setCharAt(at, marks.charAt(random.nextInt(marks.length())));
            }
            canopy(damaged.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static void canopy(byte[] file) {
        CanopyBook read = CanopyBook.read(Bytes.wrap(file), 1, 2);
        assertThat(read.problems()).hasSizeLessThanOrEqualTo(CanopyBook.MOST_PROBLEMS + 1);
        PeerBook book = PeerBook.empty(BookWorld.PRIVATE, TestRandom.stream(1));
        read.addresses().forEach(address -> book.add(address, address.host(), 0));
        BookPropertyTest.check(book);
    }
}
