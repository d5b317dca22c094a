package dev.understory.peerbook;

import static dev.understory.peerbook.BookWorld.address;
import static dev.understory.peerbook.BookWorld.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.TestRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BookPageTest {
    private final PeerBook book = PeerBook.empty(BookWorld.PUBLIC, TestRandom.stream(1));

    private void fill(int count) {
        for (int i = 1; i <= count; i++) {
            book.add(address(i, host(i, 1)), host(i + 1, 2), 0);
        }
    }

    @Test
    void pagesTogetherAreTheWholeBookInOneOrderWhateverGoesMeanwhile() {
        fill(150);
        Set<BookAddress> all = new HashSet<>(book.addresses());
        List<BookAddress> seen = new ArrayList<>();
        BookAddress after = null;
        BookPage page;
        do {
            page = BookPage.of(book, any -> true, after, 40);
            page.entries().forEach(entry -> seen.add(entry.address()));
            after = seen.getLast();
            // What was shown already leaves, and moves others about in the book.
            book.remove(seen.get(seen.size() - 2));
        } while (page.more());
        assertThat(seen).hasSameSizeAs(all).doesNotHaveDuplicates();
        assertThat(seen).containsAll(all);
    }

    @Test
    void aPageHoldsNoMoreThanItsLimitAndCountsTheRest() {
        fill(1200);
        BookPage page = BookPage.of(book, any -> true, null, Integer.MAX_VALUE);
        assertThat(page.entries()).hasSize(BookPage.MOST_ENTRIES);
        assertThat(page.fitting()).isEqualTo(book.size());
        assertThat(page.more()).isTrue();
        assertThat(BookPage.of(book, any -> true, null, 0).entries()).isEmpty();
    }

    @Test
    void onlyThoseThatAreMeantAreShown() {
        fill(20);
        BookAddress one = book.addresses().getFirst();
        BookPage page = BookPage.of(book, one::equals, null, 10);
        assertThat(page.entries())
                .singleElement()
                .extracting(PeerRecord::address)
                .isEqualTo(one);
        assertThat(page.more()).isFalse();
        assertThat(page.fresh()).isEqualTo(book.size());
    }

    @Test
    void whatIsTakenOutIsNoAnchorAnyLonger() {
        fill(5);
        List<BookAddress> all = book.addresses();
        book.anchors(all);
        assertThat(book.removeIf(all.getFirst()::equals)).isEqualTo(1);
        assertThat(book.anchors()).containsExactlyElementsOf(all.subList(1, all.size()));
    }
}
