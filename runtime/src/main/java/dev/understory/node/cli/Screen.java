package dev.understory.node.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A terminal on which one picture takes the place of the one before, without flicker and never larger than it: lines are cut at
 * its right edge, and of what does not fit the peers in the middle and the oldest events are left out, and counted.
 *
 * @param rows its lines, 8 at least
 * @param columns characters in each
 */
record Screen(int rows, int columns) {
    /** What is assumed where nobody says how large it is. */
    static final Screen USUAL = new Screen(24, 80);

    private static final String HOME = "\033[H";
    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";

    /** Of the events so many are shown at least, if there are as many, whatever the number of peers. */
    private static final int LEAST_EVENTS = 4;

    Screen {
        rows = Math.max(8, rows);
        columns = Math.max(20, columns);
    }

    /** The terminal of this process as it is now, as {@code stty} tells it. */
    static Screen now() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
            stty.waitFor(1, TimeUnit.SECONDS);
            return of(said);
        } catch (IOException none) {
            return USUAL;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    /** As {@code stty size} says it: rows and columns. */
    static Screen of(String said) {
        if (!said.strip().matches("[1-9][0-9]{0,4} [1-9][0-9]{0,4}")) {
            return USUAL;
        }
        String[] parts = said.strip().split(" ", -1);
        return new Screen(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** The picture, as it is written to the terminal. {@code peers} begin with the line of their columns' names. */
    String draw(List<String> status, List<String> peers, Collection<String> events) {
        StringBuilder text = new StringBuilder(HOME);
        List<String> lines = lines(status, peers, events);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            text.append(line, 0, Math.min(columns, line.length())).append(CLEAR_LINE);
            // A line's end in the last row would move everything up.
            text.append(i + 1 < rows ? "\n" : "");
        }
        return text.append(CLEAR_BELOW).toString();
    }

    private List<String> lines(List<String> status, List<String> peers, Collection<String> events) {
        List<String> lines = new ArrayList<>(status);
        lines.add("");
        int left = rows - lines.size() - 1 - Math.min(LEAST_EVENTS, events.size());
        int shown = Math.max(1, left - 1);
        if (peers.size() <= Math.max(left, shown)) {
            lines.addAll(peers);
        } else {
            lines.addAll(peers.subList(0, shown));
            lines.add("... and " + (peers.size() - shown) + " more: see node peers");
        }
        lines.add("");
        int room = Math.max(0, rows - lines.size());
        List<String> all = List.copyOf(events);
        lines.addAll(all.subList(Math.max(0, all.size() - room), all.size()));
        return lines.subList(0, Math.min(rows, lines.size()));
    }
}
