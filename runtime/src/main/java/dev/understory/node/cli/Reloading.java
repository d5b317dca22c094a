package dev.understory.node.cli;

import dev.understory.admission.MustConnectAnswer;
import dev.understory.node.config.ReloadAnswer;
import dev.understory.node.embed.P2pNode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Has a node that runs read its configuration file again when its process is told so by SIGHUP, as services are. The same signal says
 * that a terminal is gone: a node whose log nobody can read any more ends by it, as every command does.
 */
final class Reloading implements AutoCloseable {
    private final Console console;
    private final CompletableFuture<P2pNode> node = new CompletableFuture<>();
    private final @Nullable Signals signals;

    private Reloading(Console console, boolean hasFile) {
        this.console = console;
        this.signals = hasFile && console.hearsSignals() ? Signals.onHangup(this::onHangup) : null;
    }

    /** Hears of the signal from now on; one that comes before the node runs waits for it. Without a file the signal ends the process. */
    static Reloading begin(Console console, boolean hasFile) {
        return new Reloading(console, hasFile);
    }

    /** The node runs. */
    void started(P2pNode running) {
        node.complete(running);
    }

    private void onHangup() {
        console.err().println("SIGHUP: reading the configuration again");
        if (console.isTerminal() && console.err().checkError()) {
            console.end().complete(Signals.exitCode(Signals.HANGUP));
            return;
        }
        // What comes of it is an event, and a line of the log; so is that nothing has come of it.
        node.thenCompose(P2pNode::reload).thenAccept(this::warn);
    }

    private void warn(ReloadAnswer answer) {
        if (answer instanceof ReloadAnswer.Applied applied) {
            if (applied.changes().isEmpty()) {
                console.err().println("nothing has changed");
            }
            console.warn(applied.warnings());
            MustConnectAnswer must = applied.mustConnect();
            must.added().forEach(key -> console.err().println(key.hex() + " is a must-connect peer now"));
            must.removed().forEach(key -> console.err().println(key.hex() + " is no must-connect peer any more"));
            must.skipped()
                    .forEach(one -> console.err()
                            .println("warning: must-connect " + one.peer() + " is left out: " + one.why()));
        }
    }

    @Override
    public void close() {
        if (signals != null) {
            signals.close();
        }
    }
}
