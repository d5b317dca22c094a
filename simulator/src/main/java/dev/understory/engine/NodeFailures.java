package dev.understory.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What went wrong inside the nodes of one shard: all are counted, the first {@value #KEPT} per node are kept. */
final class NodeFailures {
    static final int KEPT = 4;

    private final List<NodeFailure> kept = new ArrayList<>();
    private long count;

    void add(long time, @Nullable SimNode node, String source, String message, @Nullable Throwable cause) {
        count++;
        if (node != null && node.failures++ >= KEPT) {
            return;
        }
        if (node == null && kept.size() >= 1_000) {
            return;
        }
        int index = node == null ? EventKey.CONTROL : node.index();
        String name = node == null ? "control" : node.name();
        kept.add(new NodeFailure(time, index, name, source, message, cause == null ? "" : trace(cause)));
    }

    long count() {
        return count;
    }

    List<NodeFailure> kept() {
        return kept;
    }

    private static String trace(Throwable cause) {
        StringWriter text = new StringWriter();
        try (PrintWriter writer = new PrintWriter(text)) {
            cause.printStackTrace(writer);
        }
        return text.toString();
    }
}
