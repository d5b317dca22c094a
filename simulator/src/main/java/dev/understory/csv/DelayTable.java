package dev.understory.csv;

import dev.understory.csv.CsvLine.Cell;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a file says of the delays between places, by its form alone.
 *
 * <p>Two forms. A <b>list</b> has the title {@code from,to,ms} (any word stands for the third) and a line for each entry. A
 * <b>matrix</b> has the names of the places in its first line and in the first cell of each other; what is above its first
 * column is not read. An empty cell or {@code -} says nothing; where a matrix has nothing for a pair but for its reverse, the
 * reverse holds for both, so that half of a symmetric matrix is enough. Lines that begin with {@code #} are comments.
 *
 * <p>Cells are separated by commas, semicolons or tabs, whichever the title has; with semicolons or tabs a comma in a number
 * is a decimal one. Names may stand in double quotes. A byte order mark and carriage returns are no part of the text.
 *
 * @param isMatrix whether it is a matrix
 * @param names of the places, in the order of the file
 * @param entries in the order of the file
 * @param comments what is behind each {@code #}
 */
public record DelayTable(boolean isMatrix, List<String> names, List<Entry> entries, List<Comment> comments) {
    /** More places than this are refused: a table of them would have a million entries. */
    public static final int MOST_PLACES = 1_000;

    /** A value, as it is written. */
    public record Entry(String from, String to, String value, int line, int column) {}

    /** A comment. */
    public record Comment(String text, int line) {}

    public DelayTable {
        names = List.copyOf(names);
        entries = List.copyOf(entries);
        comments = List.copyOf(comments);
    }

    /**
     * Reads a file.
     *
     * @param file for messages, which begin with {@code file:line:column:}
     * @throws IllegalArgumentException if it is neither a list nor a matrix
     */
    public static DelayTable parse(String file, String text) {
        return new Parser(file).parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private static final class Parser {
        private final String file;
        private final Set<String> names = new LinkedHashSet<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<Comment> comments = new ArrayList<>();
        private final Set<String> rows = new LinkedHashSet<>();
        private List<Cell> title = List.of();
        private char separator = ',';
        private boolean isMatrix;

        Parser(String file) {
            this.file = file;
        }

        DelayTable parse(String text) {
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                if (line.strip().startsWith("#")) {
                    comments.add(new Comment(line.strip().substring(1).strip(), number));
                } else if (!line.isBlank()) {
                    read(number, line);
                }
            }
            if (entries.isEmpty()) {
                throw problem(
                        1,
                        1,
                        "there is no delay in it: write a title 'from,to,ms' and lines"
                                + " 'here,there,40', or a matrix with the names in its first line and column");
            }
            return new DelayTable(isMatrix, List.copyOf(names), entries, comments);
        }

        private void read(int number, String line) {
            if (title.isEmpty()) {
                separator = line.indexOf(';') >= 0 ? ';' : line.indexOf('\t') >= 0 ? '\t' : ',';
            }
            CsvLine cells = CsvLine.of(number, line, separator);
            if (cells == null) {
                throw problem(number, line.lastIndexOf('"') + 1, "this quote is not closed in its line");
            }
            if (cells.isBlank()) {
                return;
            }
            if (title.isEmpty()) {
                readTitle(number, cells.cells());
            } else if (isMatrix) {
                readRow(number, cells.cells());
            } else {
                readEntry(number, cells.cells());
            }
        }

        private void readTitle(int number, List<Cell> cells) {
            title = cells;
            boolean isList = cells.size() == 3
                    && cells.get(0).text().toLowerCase(Locale.ROOT).equals("from")
                    && cells.get(1).text().toLowerCase(Locale.ROOT).equals("to");
            isMatrix = !isList;
            if (isList) {
                return;
            }
            if (cells.size() < 2 || isNumber(cells.getLast().text())) {
                throw problem(
                        number,
                        1,
                        "expected a title such as 'from,to,ms', or the names of a matrix behind a first cell that is not"
                                + " read");
            }
            List<Cell> columns = cells.subList(1, cells.size());
            for (Cell cell : columns) {
                if (!names.add(name(number, cell))) {
                    throw problem(number, cell.column(), "'" + cell.text() + "' has two columns");
                }
            }
            limit(number);
        }

        private void readRow(int number, List<Cell> cells) {
            String from = name(number, cells.getFirst());
            if (!names.contains(from)) {
                throw problem(number, 1, "'" + from + "' is not among the names of the first line");
            }
            if (!rows.add(from)) {
                throw problem(number, 1, "'" + from + "' has two lines");
            }
            if (cells.size() > title.size()) {
                throw problem(
                        number,
                        cells.get(title.size()).column(),
                        "this line has " + (cells.size() - 1) + " delays for " + (title.size() - 1) + " names");
            }
            for (int i = 1; i < cells.size(); i++) {
                add(number, from, title.get(i).text(), cells.get(i));
            }
        }

        private void readEntry(int number, List<Cell> cells) {
            if (cells.size() != 3) {
                throw problem(number, 1, "expected 3 cells 'from,to,delay', found " + cells.size());
            }
            String from = name(number, cells.get(0));
            String to = name(number, cells.get(1));
            names.add(from);
            names.add(to);
            limit(number);
            entries.add(new Entry(
                    from, to, value(cells.get(2)), number, cells.get(2).column()));
        }

        private void add(int number, String from, String to, Cell cell) {
            if (!cell.text().isEmpty() && !cell.text().equals("-")) {
                entries.add(new Entry(from, to, value(cell), number, cell.column()));
            }
        }

        private String value(Cell cell) {
            return separator == ',' ? cell.text() : cell.text().replace(',', '.');
        }

        private String name(int number, Cell cell) {
            if (cell.text().isEmpty()) {
                throw problem(number, cell.column(), "a region has no name");
            }
            return cell.text();
        }

        private void limit(int number) {
            if (names.size() > MOST_PLACES) {
                throw problem(number, 1, "more than " + MOST_PLACES + " regions");
            }
        }

        private static boolean isNumber(String text) {
            return text.matches("[-+]?[0-9]+([.,][0-9]+)?");
        }

        private IllegalArgumentException problem(int line, int column, String what) {
            return new IllegalArgumentException(file + ":" + line + ":" + column + ": " + what);
        }
    }
}
