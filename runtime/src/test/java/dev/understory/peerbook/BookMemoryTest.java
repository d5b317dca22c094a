package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.NetworkAddress;
import dev.understory.wire.Bytes;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A full book of the largest entries there are: BLS keys at IPv6 addresses, told of by IPv6 addresses. */
class BookMemoryTest {
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private final Random random = new Random(9);

    private long used() {
        // what other tests left to be cleaned up is gone after a few rounds
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            MEMORY.gc();
            used = Math.min(used, MEMORY.getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    private NetworkAddress host() {
        byte[] address = new byte[16];
        random.nextBytes(address);
        address[0] = 0x2a;
        return NetworkAddress.ofBytes(address);
    }

    private PeerBook full() {
        PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(9));
        for (int i = 0; i < 400_000; i++) {
            byte[] key = new byte[KeyType.BLS12_381.publicKeyLength()];
            random.nextBytes(key);
            BookAddress address = new BookAddress(PublicKey.of(KeyType.BLS12_381, key), host(), 9001);
            if (book.add(address, host(), SECOND) == BookAnswer.Added.NEW && i % 2 == 0) {
                book.succeeded(address, SECOND);
            }
        }
        return book;
    }

    @Test
    void aFullBookHasNoMoreEntriesAndWeighsNoMoreThanItMayAndThanItSays() {
        full().select(0, BookWorld::any);
        long before = used();
        PeerBook book = full();
        long measured = used() - before;
        Bytes document = book.toBytes(SECOND);
        System.out.println(
                "a full book: " + book.size() + " addresses, " + book.triedSize() + " of them tried; measured "
                        + measured + " bytes, reckoned " + book.bytes() + ", as a document " + document.size());
        assertThat(book.size()).isBetween(62_000, PeerBook.MOST_ENTRIES);
        assertThat(PeerBook.MOST_ENTRIES).isLessThanOrEqualTo(65_000);
        assertThat(book.bytes()).isLessThanOrEqualTo(PeerBook.MOST_BYTES);
        assertThat(measured).isLessThanOrEqualTo(PeerBook.MOST_BYTES).isBetween(book.bytes() / 2, book.bytes());
        assertThat(document.size()).isLessThanOrEqualTo(BookCodec.MOST_BYTES);
        BookRead read = PeerBook.fromBytes(document, BookWorld.PUBLIC, TestRandom.stream(1), 0);
        assertThat(read.book().toBytes(0)).isEqualTo(document);
    }
}
