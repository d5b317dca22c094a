package dev.understory.report;

import java.util.List;

/** Pieces of HTML. */
final class Html {
    /** The look of a report: light or dark as the reader has it, and fit for printing. */
    static final String STYLE = """
            :root { color-scheme: light dark; --fg: #1d2330; --dim: #667085; --bg: #ffffff; --card: #f5f6f8; --rule: #d9dde4;
              --ok: #16794c; --bad: #c22f3d; --open: #a15c00; }
            @media (prefers-color-scheme: dark) { :root { --fg: #e6e8ee; --dim: #98a2b3; --bg: #14171d; --card: #1d2129;
              --rule: #333a46; --ok: #5dd39e; --bad: #ff7b87; --open: #f5b454; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg); max-width: 60rem;
              margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
            .verdict { font-weight: 700; letter-spacing: .05em; } .pass, .held { color: var(--ok); }
            .fail, .broken { color: var(--bad); } .inconclusive, .open { color: var(--open); } .dim { color: var(--dim); }
            table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; color: var(--dim); }
            td, th { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            figure { margin: 1rem 0; background: var(--card); border-radius: .5rem; padding: .75rem; }
            figcaption { font-weight: 600; margin-bottom: .25rem; } svg { width: 100%; height: auto; }
            .grid { stroke: var(--rule); } .tick, .bandname { font: 11px system-ui, sans-serif; fill: var(--dim); }
            .line { fill: none; stroke-width: 1.8; } .c0 { stroke: #3b7ddd; color: #3b7ddd; } .c1 { stroke: #d9822b; color: #d9822b; }
            .c2 { stroke: #2f9e6e; color: #2f9e6e; } .c3 { stroke: #9b5de5; color: #9b5de5; } .c4 { stroke: #d6336c; color: #d6336c; }
            .c5 { stroke: #0e9aa7; color: #0e9aa7; } .key { font-weight: 400; margin-left: .75rem; }
            .key::before { content: "\\2014\\00a0"; } .band { fill: #888; opacity: .10; } .band.partition { fill: #c22f3d; opacity: .18; }
            .band.crash { fill: #d9822b; opacity: .18; } pre { background: var(--card); padding: .75rem; overflow-x: auto;
              border-radius: .5rem; font-size: 12.5px; }
            """;

    private Html() {}

    /** A text with everything escaped that means something in HTML. */
    static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A table; cells that start with a digit or minus are set as numbers. */
    static String table(List<String> head, List<List<String>> rows) {
        StringBuilder table = new StringBuilder("<table><thead><tr>");
        for (int i = 0; i < head.size(); i++) {
            int column = i;
            boolean numbers = !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(column)));
            table.append(numbers ? "<th class=\"n\">" : "<th>")
                    .append(text(head.get(i)))
                    .append("</th>");
        }
        table.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            table.append("<tr>");
            row.forEach(cell -> table.append(isNumber(cell) ? "<td class=\"n\">" : "<td>")
                    .append(text(cell))
                    .append("</td>"));
            table.append("</tr>\n");
        }
        return table.append("</tbody></table>\n").toString();
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && (Character.isDigit(cell.charAt(0)) || cell.startsWith("-"));
    }
}
