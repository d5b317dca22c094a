package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.DAY;
import static dev.understory.peerbook.BookWorld.HOUR;
import static dev.understory.peerbook.BookWorld.MINUTE;
import static dev.understory.peerbook.BookWorld.SECOND;
import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.Routability;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BookCodecTest {
    private static final long THEN = 40 * DAY;

    private static PeerBook filled() {
        PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(5));
        for (int i = 0; i < 40; i++) {
            book.add(address(i, host(i, 1)), host(i, 2), THEN - i * HOUR);
        }
        for (int i = 0; i < 15; i++) {
            book.succeeded(address(i, host(i, 1)), THEN - MINUTE);
        }
        book.failed(address(20, host(20, 1)), THEN);
        for (int i = 0; i < 200; i++) {
            book.add(address(30, host(30, 1)), host(i, 7), THEN);
        }
        book.add(new BookAddress(bls(), host("2a00::1"), 65_535), host("2a01::1"), THEN);
        book.anchors(List.of(address(1, host(1, 1)), address(999, host(5, 5))));
        return book;
    }

    private static PublicKey bls() {
        return PublicKey.of(KeyType.BLS12_381, new byte[48]);
    }

    private static BookRead read(byte[] document) {
        return PeerBook.fromBytes(Bytes.wrap(document), BookWorld.PUBLIC, TestRandom.stream(6), THEN);
    }

    private static void refused(byte[] document, BookRead.Reason reason, String detail) {
        BookRead read = read(document);
        assertThat(read).isInstanceOfSatisfying(BookRead.Unusable.class, unusable -> {
            assertThat(unusable.reason()).isEqualTo(reason);
            assertThat(unusable.detail()).contains(detail).doesNotContain("\n");
        });
        assertThat(read.book().size()).isZero();
        assertThat(read.book().add(address(1, host(1, 1)), host(1, 2), 0)).isEqualTo(BookAnswer.Added.NEW);
    }

    /** With the checksum that fits. */
    private static byte[] signed(byte[] document) {
        CRC32C checksum = new CRC32C();
        checksum.update(document, 0, document.length - 4);
        ByteBuffer.wrap(document).putInt(document.length - 4, (int) checksum.getValue());
        return document;
    }

    @Test
    void aBookIsWhatItWasWhateverTheClockSaysNow() {
        PeerBook book = filled();
        BookAddress failed = address(20, host(20, 1));
        assertThat(Objects.requireNonNull(book.find(failed)).failures()).isEqualTo(1);
        Bytes document = book.toBytes(THEN + SECOND);
        for (long now : new long[] {THEN, 0, -5_000 * DAY, 50_000 * DAY}) {
            BookRead read = PeerBook.fromBytes(document, BookWorld.PUBLIC, TestRandom.stream(6), now);
            assertThat(read).isInstanceOf(BookRead.Restored.class);
            PeerBook restored = read.book();
            BookPropertyTest.check(restored);
            assertThat(restored.addresses()).isEqualTo(book.addresses());
            assertThat(restored.anchors()).isEqualTo(book.anchors());
            assertThat(restored.toBytes(now)).isEqualTo(document);
            PeerRecord before = Objects.requireNonNull(book.find(failed));
            assertThat(restored.find(failed))
                    .isEqualTo(new PeerRecord(
                            failed,
                            before.source(),
                            false,
                            now - 20 * HOUR - SECOND,
                            now - SECOND,
                            PeerRecord.NEVER,
                            1));
        }
    }

    @Test
    void theSameAddressesHaveOtherPlacesInAnotherBook() {
        Bytes one = filled().toBytes(THEN);
        PeerBook other = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(7));
        filled().addresses().forEach(address -> other.add(address, address.host(), THEN));
        assertThat(other.toBytes(THEN).slice(22, 16)).isNotEqualTo(one.slice(22, 16));
    }

    @Test
    void a9ATruncatedBookIsRefusedWhereverItEnds() {
        byte[] document = filled().toBytes(THEN).toArray();
        for (int length = 0; length < document.length; length++) {
            byte[] cut = Arrays.copyOf(document, length);
            refused(
                    cut,
                    length == 0 ? BookRead.Reason.EMPTY : BookRead.Reason.ALTERED,
                    length == 0 ? "empty" : "cut off");
        }
    }

    @Test
    void a9AFlippedBitIsNoticedWhereverItIs() {
        byte[] document = filled().toBytes(THEN).toArray();
        for (int bit = 0; bit < document.length * 8; bit++) {
            document[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(read(document)).as("bit %d", bit).isInstanceOf(BookRead.Unusable.class);
            document[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void a9WhatIsThereInsteadIsSaid() {
        refused(new byte[100], BookRead.Reason.NO_BOOK, "begins otherwise");
        refused(new byte[BookCodec.MOST_BYTES + 1], BookRead.Reason.TOO_LARGE, "16777217 bytes");
        byte[] newer = filled().toBytes(THEN).toArray();
        newer[5] = 2;
        refused(newer, BookRead.Reason.NEWER, "version 2");
        PeerBook foreign =
                PeerBook.empty(BookSettings.of(1, -1, BookWorld.SELF, Routability.PUBLIC), TestRandom.stream(1));
        refused(foreign.toBytes(0).toArray(), BookRead.Reason.OTHER_CHAIN, "chain 18446744073709551615");
    }

    @Test
    void contentsThatContradictThemselvesAreRefused() {
        byte[] whole = filled().toBytes(THEN).toArray();
        byte[] many = whole.clone();
        ByteBuffer.wrap(many).putInt(39, PeerBook.MOST_ENTRIES + 1);
        refused(signed(many), BookRead.Reason.INCONSISTENT, "64513 addresses");
        byte[] negative = whole.clone();
        ByteBuffer.wrap(negative).putInt(39, -1);
        refused(signed(negative), BookRead.Reason.INCONSISTENT, "4294967295 addresses");
        byte[] fewer = whole.clone();
        ByteBuffer.wrap(fewer).putInt(39, 5);
        refused(signed(fewer), BookRead.Reason.INCONSISTENT, "behind its last address");
        byte[] anchors = whole.clone();
        anchors[38] = 9;
        refused(signed(anchors), BookRead.Reason.INCONSISTENT, "9 anchors");
        byte[] key = whole.clone();
        key[43] = 31;
        refused(signed(key), BookRead.Reason.INCONSISTENT, "a key of 31 bytes");
        byte[] cut = Arrays.copyOf(whole, whole.length - 30);
        refused(signed(cut), BookRead.Reason.INCONSISTENT, "ends within an address");
    }

    @Test
    void whatThisNodeWouldNotTakeIsLeftOut() {
        PeerBook local = PeerBook.empty(BookWorld.PRIVATE, TestRandom.stream(5));
        local.add(address(1, "10.0.0.1"), host("10.0.0.2"), THEN);
        local.add(address(2, "node-2"), host("10.0.0.2"), THEN);
        local.add(address(3, "11.0.0.1"), host("node-3"), THEN);
        local.add(address(4, "11.0.0.2"), host("10.0.0.2"), THEN);
        local.anchors(List.of(address(1, "10.0.0.1"), address(3, "11.0.0.1")));
        Bytes document = local.toBytes(THEN);
        assertThat(PeerBook.fromBytes(document, BookWorld.PRIVATE, TestRandom.stream(5), THEN)
                        .book()
                        .size())
                .isEqualTo(4);
        BookSettings other = BookSettings.of(1, 2, BookWorld.key(4), Routability.PUBLIC);
        BookRead read = PeerBook.fromBytes(document, other, TestRandom.stream(5), THEN);
        assertThat(read)
                .isInstanceOfSatisfying(
                        BookRead.Restored.class,
                        restored -> assertThat(restored.skipped()).isEqualTo(3));
        assertThat(read.book().addresses()).containsExactly(address(3, "11.0.0.1"));
        assertThat(read.book().anchors()).containsExactly(address(3, "11.0.0.1"));
    }

    @Test
    void anEntryThatStandsTwiceIsReadOnce() {
        PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(5));
        book.add(address(1, host(1, 1)), host(1, 2), THEN);
        byte[] one = book.toBytes(THEN).toArray();
        int entry = one.length - 43 - 4;
        byte[] two = new byte[one.length + entry];
        System.arraycopy(one, 0, two, 0, one.length - 4);
        System.arraycopy(one, 43, two, one.length - 4, entry);
        ByteBuffer.wrap(two).putInt(39, 2);
        assertThat(read(signed(two))).isInstanceOfSatisfying(BookRead.Restored.class, restored -> {
            assertThat(restored.skipped()).isEqualTo(1);
            assertThat(restored.book().size()).isEqualTo(1);
        });
    }
}
