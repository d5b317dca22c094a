package dev.understory.peerbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.identity.PeerAddress;
import dev.understory.limits.NetworkAddress;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class CanopyBookTest {
    /** As Canopy writes them (wire.md, section 4.10). */
    static String book(String... entries) {
        StringJoiner list = new StringJoiner(
                ",\n    ", "{\n  \"book\": [\n    ", "\n  ],\n  \"bookSize\": " + entries.length + "\n}");
        for (String entry : entries) {
            list.add(entry);
        }
        return list.toString();
    }

    static String entry(int key, String where) {
        return entry(key, where, "{\"networkID\": 1, \"chainID\": 2, \"signature\": \"AAEC\"}", "0");
    }

    private static String entry(int key, String where, String meta, String failures) {
        return "{\"address\": {\"publicKey\": \"" + BookWorld.key(key).hex() + "\", \"netAddress\": \"" + where
                + "\", \"peerMeta\": " + meta + "}, \"consecutiveFailedDial\": " + failures + "}";
    }

    private static CanopyBook read(String text) {
        return CanopyBook.read(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)), 1, 2);
    }

    private static BookAddress at(int key, String host, int port) {
        return new BookAddress(BookWorld.key(key), NetworkAddress.of(host), port);
    }

    @Test
    void addressesAndNamesAreReadApart() {
        CanopyBook read = read(book(
                entry(1, "11.1.1.1:9002"),
                entry(2, "tcp://12.1.1.1:9102"),
                entry(3, "[2a00::1]:9002"),
                entry(4, "node.example.org:9002"),
                entry(1, "11.1.1.1:9002")));
        assertThat(read.problems()).isEmpty();
        assertThat(read.skipped()).isZero();
        assertThat(read.addresses())
                .containsExactly(at(1, "11.1.1.1", 9002), at(2, "12.1.1.1", 9102), at(3, "2a00::1", 9002));
        assertThat(read.named()).containsExactly(new PeerAddress(BookWorld.key(4), "node.example.org", 9002));
    }

    @Test
    void aBadEntryIsPassedOverWithAReasonAndTheOthersAreRead() {
        String good = "{\"networkID\": 1, \"chainID\": 2}";
        CanopyBook read = read(book(
                entry(1, "11.1.1.1"),
                entry(2, "11.1.1.1:99999"),
                entry(3, "11.1.1.1:9002", "{\"networkID\": 1, \"chainID\": 3}", "0"),
                entry(4, "11.1.1.1:9002", "null", "0"),
                entry(5, "11.1.1.1:9002", good, "10"),
                "{\"address\": {\"publicKey\": 7, \"netAddress\": \"11.1.1.1:9002\", \"peerMeta\": " + good + "}}",
                "{\"address\": {\"publicKey\": \"00\", \"netAddress\": \"11.1.1.1:9002\", \"peerMeta\": " + good + "}}",
                "null",
                "[[]]",
                entry(6, "11.1.1.1:9002", good, "9")));
        assertThat(read.addresses()).containsExactly(at(6, "11.1.1.1", 9002));
        assertThat(read.skipped()).isEqualTo(9);
        assertThat(read.problems()).hasSize(9);
        assertThat(read.problems().get(0)).startsWith("line 3, entry 1: ").contains("the port is missing");
        assertThat(read.problems().get(2)).isEqualTo("line 5, entry 3: is of chainID 3, and this node of 2");
        assertThat(read.problems().get(4)).isEqualTo("line 7, entry 5: has failed 10 times");
        assertThat(read.problems().get(5)).isEqualTo("line 8, entry 6: has no publicKey");
        assertThat(read.problems().get(6)).contains("hexadecimal digits");
    }

    @Test
    void aFileThatEndsEarlyGivesWhatStoodBeforeItsEnd() {
        String whole = book(entry(1, "11.1.1.1:9002"), entry(2, "12.1.1.1:9002"));
        CanopyBook read = read(whole.substring(0, whole.lastIndexOf("netAddress")));
        assertThat(read.addresses()).containsExactly(at(1, "11.1.1.1", 9002));
        assertThat(read.problems()).singleElement().asString().startsWith("line 4, column ");
    }

    @Test
    void whatIsNoBookIsSaid() {
        for (String text :
                new String[] {"", "[]", "7", "{}", "{\"book\": 7}", "\u0000", "{\"peers\": []}", "[".repeat(5_000)}) {
            CanopyBook read = read(text);
            assertThat(read.addresses()).isEmpty();
            assertThat(read.problems()).as(text).isNotEmpty();
        }
        assertThat(read(book()).problems()).isEmpty();
        String deep = "{\"book\": [" + "[".repeat(100_000);
        assertThat(read(deep).problems()).singleElement().asString().contains("cannot be read");
    }

    @Test
    void problemsAreToldInFewWordsAndShortLines() {
        String[] entries = new String[100];
        Arrays.fill(entries, entry(1, "\\u001b[2J" + "x".repeat(1_000)));
        CanopyBook read = read(book(entries));
        assertThat(read.skipped()).isEqualTo(100);
        assertThat(read.problems()).hasSize(CanopyBook.MOST_PROBLEMS);
        assertThat(read.problems())
                .allMatch(line -> line.length() < 250 && line.chars().allMatch(c -> c >= ' ' && c < 127));
    }

    @Test
    void noMoreThanSoManyEntriesAndBytesAreRead() {
        StringBuilder many = new StringBuilder("{\"book\": [{}");
        for (int i = 0; i < CanopyBook.MOST_ENTRIES; i++) {
            many.append(",{}");
        }
        CanopyBook read = read(many.append("]}").toString());
        assertThat(read.skipped()).isEqualTo(CanopyBook.MOST_ENTRIES);
        assertThat(CanopyBook.read(Bytes.wrap(new byte[CanopyBook.MOST_BYTES + 1]), 1, 2)
                        .problems())
                .singleElement()
                .asString()
                .contains("no more than 67108864 are read");
    }
}
