package dev.understory.network;

import dev.understory.csv.DelayTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a table of delays: {@code # key: value} lines, and then a list or a matrix as {@link DelayTable} has them.
 *
 * <p>{@code # unit:} is {@code ms}, {@code us} or {@code s}. {@code # meaning:} begins with {@code one-way} or with
 * {@code rtt}, which is halved here. A meaning that mentions the {@code upper triangle} makes every line hold for both
 * directions; {@code within a region N ms} fills the diagonal (a round trip if the rest is). {@code # weights:} is {@code
 * region=number, ...}. Every pair must be there in the end; a problem is reported with file, line and column. 0 from a region to itself
 * means that the least delay of the network holds.
 */
public final class RegionsReader {
    private static final String BUILTIN = "builtin/";
    private static final long LONGEST_NANOS = 86_400_000_000_000L;
    /** What 0 from a place to itself means; the network's least delay holds. */
    private static final long NEXT_TO_NOTHING = 1;

    private final String file;
    private final Map<String, String> header = new LinkedHashMap<>();
    private final Map<String, Integer> headerLines = new LinkedHashMap<>();
    private final List<String> regions = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private boolean isMatrix;

    private RegionsReader(String file) {
        this.file = file;
    }

    /** A shipped table ({@code builtin/regions-8}, {@code builtin/bitcoin-6-2019}, {@code builtin/aws-11-2019}). */
    public static Regions builtin(String name) {
        String plain = name.startsWith(BUILTIN) ? name.substring(BUILTIN.length()) : name;
        String resource = "/data/" + plain + ".csv";
        try (InputStream in = RegionsReader.class.getResourceAsStream(resource)) {
            if (in == null || !plain.matches("[a-z0-9-]+")) {
                throw new IllegalArgumentException("there is no shipped table of delays '" + name
                        + "'; there are builtin/regions-8, builtin/bitcoin-6-2019 and builtin/aws-11-2019");
            }
            return parse(plain + ".csv", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A table of one's own. */
    public static Regions file(Path path) throws IOException {
        return parse(path.toString(), Files.readString(path));
    }

    /** Parses the text of a table; {@code file} is for messages. */
    public static Regions parse(String file, String text) {
        return new RegionsReader(file).read(text);
    }

    private Regions read(String text) {
        DelayTable table = DelayTable.parse(file, text);
        isMatrix = table.isMatrix();
        regions.addAll(table.names());
        table.comments().forEach(comment -> readHeader(comment.text(), comment.line()));
        for (DelayTable.Entry way : table.entries()) {
            double value = number(way.value(), way.line(), way.column(), "a delay");
            entries.add(
                    new Entry(regions.indexOf(way.from()), regions.indexOf(way.to()), value, way.line(), way.column()));
        }
        return build(table.entries().getLast().line());
    }

    private void readHeader(String line, int number) {
        int colon = line.indexOf(':');
        if (colon > 0) {
            String key = line.substring(0, colon).strip();
            header.put(key, line.substring(colon + 1).strip());
            headerLines.put(key, number);
        }
    }

    private Regions build(int lastLine) {
        String meaning = header.getOrDefault("meaning", "").toLowerCase(Locale.ROOT);
        boolean roundTrip = meaning.startsWith("rtt");
        if (!roundTrip && !meaning.startsWith("one-way")) {
            throw problem(
                    headerLines.getOrDefault("meaning", 1),
                    "the header must say '# meaning: one-way' or '# meaning: rtt', found '" + meaning + "'");
        }
        double nanosPerUnit = nanosPerUnit() * (roundTrip ? 0.5 : 1);
        int n = regions.size();
        long[][] delays = new long[n][n];
        int[][] lines = new int[n][n];
        for (Entry entry : entries) {
            place(delays, lines, entry, nanosPerUnit, meaning.contains("upper triangle"));
        }
        fillDiagonal(delays, lines, meaning, nanosPerUnit);
        if (isMatrix) {
            fillMatrix(delays, lines);
        }
        for (int from = 0; from < n; from++) {
            for (int to = 0; to < n; to++) {
                if (lines[from][to] == 0) {
                    throw problem(lastLine, "there is no delay from " + regions.get(from) + " to " + regions.get(to));
                }
            }
        }
        return new Regions(header.getOrDefault("name", file), regions, delays, weights(), header);
    }

    /** Half of a symmetric matrix is enough, and nobody writes how far a place is from itself. */
    private static void fillMatrix(long[][] delays, int[][] lines) {
        for (int from = 0; from < delays.length; from++) {
            for (int to = 0; to < delays.length; to++) {
                if (lines[from][to] == 0 && from == to) {
                    delays[from][to] = NEXT_TO_NOTHING;
                    lines[from][to] = 1;
                } else if (lines[from][to] == 0 && lines[to][from] != 0) {
                    delays[from][to] = delays[to][from];
                    lines[from][to] = lines[to][from];
                }
            }
        }
    }

    private void place(long[][] delays, int[][] lines, Entry entry, double nanosPerUnit, boolean mirrored) {
        long nanos = Math.round(entry.value * nanosPerUnit);
        if (nanos <= 0 && entry.from == entry.to) {
            nanos = NEXT_TO_NOTHING;
        }
        if (nanos <= 0) {
            throw problem(entry.line, entry.column, "a delay must be positive");
        }
        if (nanos >= LONGEST_NANOS) {
            throw problem(entry.line, entry.column, "a delay must be less than a day");
        }
        if (lines[entry.from][entry.to] != 0) {
            throw problem(
                    entry.line,
                    entry.column,
                    "the delay from " + regions.get(entry.from) + " to " + regions.get(entry.to)
                            + " is already given in line " + lines[entry.from][entry.to]);
        }
        delays[entry.from][entry.to] = nanos;
        lines[entry.from][entry.to] = entry.line;
        if (mirrored && entry.from != entry.to) {
            if (lines[entry.to][entry.from] != 0) {
                throw problem(
                        entry.line,
                        entry.column,
                        "the reverse is already given in line " + lines[entry.to][entry.from]);
            }
            delays[entry.to][entry.from] = nanos;
            lines[entry.to][entry.from] = entry.line;
        }
    }

    private void fillDiagonal(long[][] delays, int[][] lines, String meaning, double nanosPerUnit) {
        String marker = "within a region ";
        int at = meaning.indexOf(marker);
        if (at < 0) {
            return;
        }
        int line = headerLines.getOrDefault("meaning", 1);
        String amount = meaning.substring(at + marker.length()).strip().split("[ ;,]", 2)[0];
        long nanos = Math.round(number(amount, line, 1, "the delay within a region") * nanosPerUnit);
        for (int i = 0; i < delays.length; i++) {
            if (lines[i][i] == 0) {
                delays[i][i] = nanos;
                lines[i][i] = line;
            }
        }
    }

    private double nanosPerUnit() {
        String unit = header.getOrDefault("unit", "ms");
        return switch (unit) {
            case "ms" -> 1e6;
            case "us" -> 1e3;
            case "s" -> 1e9;
            default ->
                throw problem(headerLines.getOrDefault("unit", 1), "the unit is ms, us or s, not '" + unit + "'");
        };
    }

    private double[] weights() {
        double[] weights = new double[regions.size()];
        String given = header.get("weights");
        if (given == null) {
            Arrays.fill(weights, 1);
            return weights;
        }
        int line = headerLines.getOrDefault("weights", 1);
        for (String part : given.split(",")) {
            String[] pair = part.strip().split("=", 2);
            int index = regions.indexOf(pair[0].strip());
            if (pair.length != 2 || index < 0) {
                throw problem(line, "a weight is 'region=number', found '" + part.strip() + "'");
            }
            weights[index] = number(pair[1].strip(), line, 1, "a weight");
        }
        return weights;
    }

    private double number(String text, int line, int column, String what) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw problem(line, column, what + " must be a number, found '" + text + "'");
        }
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw problem(line, column, what + " must not be negative, found '" + text + "'");
        }
        return value;
    }

    private IllegalArgumentException problem(int line, String message) {
        return problem(line, 1, message);
    }

    private IllegalArgumentException problem(int line, int column, String message) {
        return new IllegalArgumentException(file + ":" + line + ":" + column + ": " + message);
    }

    private record Entry(int from, int to, double value, int line, int column) {}
}
