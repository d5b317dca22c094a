package dev.understory.cli;

import dev.understory.check.QuantityText;
import dev.understory.node.cli.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Says on standard error how far a run is: one line that is rewritten on a terminal, a line every few seconds elsewhere. */
final class Progress implements LongConsumer {
    private static final long REWRITE_NANOS = 250_000_000L;
    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int BAR = 24;

    private final Console console;
    private final String name;
    private final long totalNanos;
    private final long started = System.nanoTime();
    private final boolean rewrites;
    private long nextAt = started;
    private boolean shown;

    Progress(Console console, String name, Duration total) {
        this.console = console;
        this.name = name;
        this.totalNanos = Math.max(1, total.toNanos());
        this.rewrites = console.isTerminal() && System.getenv("NO_COLOR") == null;
        this.nextAt = started + (rewrites ? REWRITE_NANOS : LINE_NANOS);
    }

    @Override
    public void accept(long virtualNanos) {
        long now = System.nanoTime();
        if (now - nextAt < 0) {
            return;
        }
        nextAt = now + (rewrites ? REWRITE_NANOS : LINE_NANOS);
        double share = Math.min(1, (double) virtualNanos / totalNanos);
        String line = String.format(
                Locale.ROOT,
                "%s  %s of %s  %d %%  %.0f s",
                name,
                QuantityText.moment(virtualNanos),
                QuantityText.moment(totalNanos),
                Math.min(100, virtualNanos / Math.max(1, totalNanos / 100)),
                (now - started) / 1e9);
        if (rewrites) {
            int filled = (int) (share * BAR);
            console.err().print("\r\033[K" + "#".repeat(filled) + ".".repeat(BAR - filled) + "  " + line);
            console.err().flush();
            shown = true;
        } else {
            console.err().println(line);
        }
    }

    /** Takes the line away. */
    void done() {
        if (shown) {
            console.err().print("\r\033[K");
            console.err().flush();
            shown = false;
        }
    }
}
