package dev.understory.node;

import dev.understory.connection.ConnectionEvent;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Prints a line for each change of a node's state; what comes with every message or second is left to counters. */
final class EventLog implements NodeEventSink {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final PrintStream out;
    private final Set<Topic> unread = EnumSet.noneOf(Topic.class);
    private volatile boolean listened;

    EventLog(PrintStream out) {
        this.out = out;
    }

    @Override
    public void emit(NodeEvent event) {
        String line = switch (event) {
            case NodeEvent.Connection connection -> describe(connection.event());
            case NodeEvent.Started started -> "started as " + started.self().hex();
            case NodeEvent.Stopping stopping -> "stopping";
            case NodeEvent.Stopped stopped -> "stopped";
            case NodeEvent.ApplicationEnded ended -> "application ended: " + ended.detail();
        };
        if (!line.isEmpty()) {
            out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + line);
        }
    }

    private String describe(ConnectionEvent event) {
        return switch (event) {
            case ConnectionEvent.Listening listening -> {
                listened = true;
                yield "listening on " + listening.local();
            }
            // At the start it ends the command, which says so itself.
            case ConnectionEvent.ListenFailed failed -> listened ? failed.detail() : "";
            case ConnectionEvent.Opened opened ->
                "connection " + opened.connectionId() + " " + name(opened.direction()) + " " + opened.remote();
            case ConnectionEvent.LinkRefused refused -> "refused " + refused.remote() + ": " + refused.reason();
            case ConnectionEvent.HandshakeFailed failed ->
                "connection " + failed.connectionId() + " " + name(failed.direction()) + " " + failed.remote()
                        + " failed: " + failed.reason() + " " + failed.detail();
            case ConnectionEvent.PeerRefused refused ->
                "peer " + refused.peer().shortHex() + " at " + refused.remote() + " refused: " + refused.reason();
            case ConnectionEvent.PeerAdmitted admitted ->
                "peer " + admitted.peer().id().shortHex() + " "
                        + name(admitted.peer().direction()) + " "
                        + admitted.peer().remote() + " admitted";
            case ConnectionEvent.PeerClosed closed ->
                "peer " + closed.peer().id().shortHex() + " at " + closed.peer().remote() + " lost: " + closed.reason()
                        + " " + closed.detail();
            case ConnectionEvent.DialFailed failed ->
                "dial of " + failed.remote() + " failed: " + failed.detail()
                        + (failed.retryNanos() < 0 ? "" : ", again in " + failed.retryNanos() / 1_000_000 + " ms");
            case ConnectionEvent.MessagesDropped dropped -> describe(dropped);
            case ConnectionEvent.SendRefused refused ->
                "send to " + refused.peer().shortHex() + " on " + refused.topic() + " refused: " + refused.outcome();
            case ConnectionEvent.StreamChanged changed ->
                changed.topic() + " of " + changed.peer().shortHex() + " is " + changed.flow();
            case ConnectionEvent.RoundTrip trip -> "";
            case ConnectionEvent.Defect defect -> "defect in " + defect.where() + ": " + defect.detail();
        };
    }

    private String describe(ConnectionEvent.MessagesDropped dropped) {
        PublicKey peer = dropped.peer();
        return switch (dropped.reason()) {
            case NO_CONSUMER -> {
                boolean first;
                synchronized (unread) {
                    first = unread.add(dropped.topic());
                }
                yield first ? "messages on " + dropped.topic() + " are not read and drop (see --messages)" : "";
            }
            case CONSUMER_STALLED, CONNECTION_ENDED ->
                dropped.count() + " messages of " + peer.shortHex() + " on " + dropped.topic() + " dropped: "
                        + dropped.reason();
        };
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
