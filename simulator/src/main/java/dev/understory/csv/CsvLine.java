package dev.understory.csv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of cells, with or without quotes (RFC 4180); a cell ends with its line. */
record CsvLine(int number, List<Cell> cells) {
    /** A cell without the spaces around it, and the column in which it begins, from 1. */
    record Cell(String text, int column) {}

    CsvLine {
        cells = List.copyOf(cells);
    }

    /** The cells of a line; null if a quote is not closed. */
    static @Nullable CsvLine of(int number, String line, char separator) {
        List<Cell> cells = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i <= line.length(); i++) {
            char next = i < line.length() ? line.charAt(i) : separator;
            if (i == line.length() && quoted) {
                return null;
            }
            if (quoted) {
                if (next != '"') {
                    text.append(next);
                } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    text.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (next == '"' && text.toString().isBlank()) {
                text.setLength(0);
                quoted = true;
            } else if (next == separator) {
                cells.add(new Cell(text.toString().strip(), begin + 1));
                text.setLength(0);
                begin = i + 1;
            } else {
                text.append(next);
            }
        }
        return new CsvLine(number, cells);
    }

    boolean isBlank() {
        return cells.stream().allMatch(cell -> cell.text().isEmpty());
    }
}
