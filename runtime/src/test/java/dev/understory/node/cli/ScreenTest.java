package dev.understory.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final List<String> STATUS = List.of("ready", "identity " + "a".repeat(96), "traffic");

    private static List<String> some(String what, int count) {
        return IntStream.range(0, count).mapToObj(i -> what + " " + i).toList();
    }

    private static List<String> shown(Screen screen, List<String> peers, List<String> events) {
        String drawn = screen.draw(STATUS, peers, events);
        assertThat(drawn).startsWith("\033[H").endsWith("\033[J");
        List<String> lines = new ArrayList<>();
        for (String line : drawn.replace("\033[H", "").replace("\033[J", "").split("\n", -1)) {
            lines.add(line.replace("\033[K", ""));
        }
        return lines;
    }

    @Test
    void nothingIsLargerThanTheTerminalWhateverThereIsToShow() {
        for (int rows = 8; rows < 60; rows++) {
            for (int count = 0; count < 70; count += 3) {
                List<String> lines = shown(new Screen(rows, 80), some("peer", count), some("event", 70 - count));
                assertThat(lines).hasSizeLessThanOrEqualTo(rows).allMatch(line -> line.length() <= 80);
            }
        }
    }

    @Test
    void manyPeersLeaveRoomForTheNewestEvents() {
        List<String> lines = shown(new Screen(24, 80), some("peer", 30), some("event", 12));
        assertThat(lines).hasSize(24).endsWith("event 10", "event 11").contains("ready", "", "peer 0");
        assertThat(lines)
                .contains("... and 16 more: see node peers")
                .contains("peer 13")
                .doesNotContain("peer 14");
        assertThat(lines).contains("event 8").doesNotContain("event 7");
    }

    @Test
    void aLargeTerminalShowsAllOfIt() {
        List<String> lines = shown(new Screen(50, 200), some("peer", 5), some("event", 12));
        assertThat(lines).containsAll(STATUS).containsAll(some("peer", 5)).containsAll(some("event", 12));
    }

    @Test
    void itsSizeIsWhatSttySaysOrTheUsualOne() {
        assertThat(Screen.of("50 200\n")).isEqualTo(new Screen(50, 200));
        for (String said : List.of("", "0 0", "stty: standard input: not a tty", "50", "99999999999 1")) {
            assertThat(Screen.of(said)).isEqualTo(Screen.USUAL);
        }
    }
}
