package dev.understory.cli;

import dev.understory.attack.AttackTable.Proof;
import dev.understory.attack.AttackTable.Row;
import dev.understory.attack.Finding;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Prints the table of attacks: what was played, what else shows a row, and what nothing shows. */
final class AttackReport {
    private static final List<String> HEAD =
            List.of("row", "network", "verdict", "reason", "paid", "memory", "freed", "p99 of others' pings", "");

    private final PrintStream out;
    private final List<Row> table;

    /** @param table the rows that were asked for */
    AttackReport(PrintStream out, List<Row> table) {
        this.out = out;
        this.table = table;
    }

    /** @param each a line for each input, not for each row */
    void print(List<Finding> findings, boolean each) {
        printPlayed(findings, each);
        printOthers();
        printSums(findings);
    }

    private void printPlayed(List<Finding> findings, boolean each) {
        if (findings.isEmpty()) {
            return;
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        if (each) {
            findings.forEach(found -> lines.add(line(found.rows().getFirst(), List.of(found), found.input())));
        } else {
            grouped(findings).forEach((row, found) -> lines.add(line(row.id(), found, input(row.id()))));
        }
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length - 1; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                text.append(String.format(Locale.ROOT, "%-" + (widths[i] + 2) + "s", line.get(i)));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private record Played(String id, String network) {}

    /** In the order of the table, and of the networks below that. */
    private Map<Played, List<Finding>> grouped(List<Finding> findings) {
        Map<Played, List<Finding>> grouped = new LinkedHashMap<>();
        for (String id : table.stream().map(Row::id).distinct().toList()) {
            for (Finding found : findings) {
                if (found.rows().contains(id)) {
                    grouped.computeIfAbsent(new Played(id, found.network()), fresh -> new ArrayList<>())
                            .add(found);
                }
            }
        }
        return grouped;
    }

    private static List<String> line(String row, List<Finding> found, String what) {
        long held = found.stream().filter(Finding::held).count();
        String all = found.size() == 1 ? "" : " " + held + " of " + found.size();
        List<Long> attacked = merged(found, Finding::attacked);
        return List.of(
                row,
                found.getFirst().network(),
                (held == found.size() ? "passed" : "FAILED") + all,
                found.stream()
                        .map(Finding::reason)
                        .filter(reason -> !reason.isEmpty())
                        .distinct()
                        .collect(Collectors.collectingAndThen(
                                Collectors.joining(", "), text -> text.isEmpty() ? "none: it is legal" : text)),
                bytes(most(found, Finding::paid)),
                bytes(most(found, Finding::memory)),
                most(found, Finding::memory) == 0 ? "-" : millis(most(found, Finding::freedNanos)) + " ms",
                millis(Finding.p99(merged(found, Finding::calm))) + " -> "
                        + (attacked.isEmpty() ? "-" : millis(Finding.p99(attacked)) + " ms"),
                what);
    }

    private static long most(List<Finding> found, ToLongFunction<Finding> of) {
        return found.stream().mapToLong(of).max().orElse(0);
    }

    private static List<Long> merged(List<Finding> found, Function<Finding, List<Long>> of) {
        return found.stream().map(of).flatMap(Collection::stream).toList();
    }

    private String input(String id) {
        List<Row> rows = table.stream().filter(row -> row.id().equals(id)).toList();
        return rows.size() == 1 ? rows.getFirst().input() : "work and memory that come to nothing";
    }

    private void printOthers() {
        for (Proof proof : List.of(Proof.WHOLE, Proof.PARTLY, Proof.NONE)) {
            List<Row> rows = others(proof);
            if (!rows.isEmpty()) {
                out.println();
                out.println(
                        switch (proof) {
                            case WHOLE -> "not played here, shown by tests, scenarios and commands:";
                            case PARTLY -> "not played here, shown in part:";
                            case NONE -> "not shown:";
                        });
            }
            for (Row row : rows) {
                out.println("  " + row.id() + "  " + row.input());
                row.shownBy().forEach(name -> out.println("        " + name));
            }
        }
    }

    private List<Row> others(Proof proof) {
        return table.stream()
                .filter(row -> row.proof() == proof && !row.played())
                .toList();
    }

    private void printSums(List<Finding> findings) {
        out.println();
        for (String network : List.of(Finding.TCP, Finding.SIMULATED)) {
            List<Finding> there = findings.stream()
                    .filter(found -> found.network().equals(network))
                    .toList();
            if (!there.isEmpty()) {
                long held = there.stream().filter(Finding::held).count();
                out.printf(
                        Locale.ROOT,
                        "%s: %d of %d inputs of %d rows passed; p99 of others' pings %s ms before, %s ms under attack%n",
                        network,
                        held,
                        there.size(),
                        there.stream()
                                .flatMap(found -> found.rows().stream())
                                .distinct()
                                .count(),
                        millis(Finding.p99(there.getFirst().calm())),
                        millis(Finding.p99(merged(there, Finding::attacked))));
            }
        }
        out.printf(
                Locale.ROOT,
                "%d rows: %d played, %d shown by tests, scenarios and commands, %d in part, %d not shown%n",
                table.size(),
                table.stream().filter(Row::played).count(),
                others(Proof.WHOLE).size(),
                others(Proof.PARTLY).size(),
                others(Proof.NONE).size());
    }

    private static String bytes(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        return bytes < 10_000_000 ? bytes / 1000 + " kB" : bytes / 1_000_000 + " MB";
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }
}
