package dev.understory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentNameTest {
    @Test
    void readsWhatItWrites() {
        DocumentName name = new DocumentName("peers", "book-2");
        assertThat(name).hasToString("peers.book-2");
        assertThat(DocumentName.parse("peers.book-2")).contains(name);
    }

    @Test
    void takesWordsOfTheLargestLength() {
        String longest = "a" + "b".repeat(DocumentName.LONGEST - 1);
        assertThat(new DocumentName(longest, longest).toString()).hasSize(2 * DocumentName.LONGEST + 1);
        assertThatThrownBy(() -> new DocumentName("peers", longest + "b")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Book",
                "1book",
                "-a",
                "a-",
                "..",
                "../etc",
                "a/b",
                "a\\b",
                "a.b",
                "a b",
                "b\u00fccher",
                "a\n",
                "a:b",
                "con",
                "nul",
                "lpt1",
                "com9"
            })
    void refusesWhatSomeFileSystemCannotHoldOrWouldTakeForAnotherPlace(String word) {
        assertThatThrownBy(() -> new DocumentName("peers", word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + word + "'");
        assertThatThrownBy(() -> new DocumentName(word, "book")).isInstanceOf(IllegalArgumentException.class);
        assertThat(DocumentName.parse("peers." + word)).isEqualTo(Optional.empty());
    }

    @Test
    void sortsByServiceFirst() {
        assertThat(new DocumentName("a", "z")).isLessThan(new DocumentName("b", "a"));
        assertThat(new DocumentName("a", "a")).isLessThan(new DocumentName("a", "b"));
    }
}
