package dev.understory.node.cli;

import com.typesafe.config.Config;
import dev.understory.admission.DialOutcome;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.node.config.ConfigProblem;
import dev.understory.node.config.ConfigReading;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.config.NodeConfigReader;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.ConnectionEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A short-lived node that connects to one peer; closing it stops it. */
final class Visit implements AutoCloseable {
    private final P2pNode node;
    private final Console console;
    private final PublicKey peer;
    private final ConnectionEvent.PeerAdmitted admission;
    private final CompletableFuture<ConnectionEvent.PeerClosed> closed;

    private Visit(
            P2pNode node,
            Console console,
            ConnectionEvent.PeerAdmitted admission,
            CompletableFuture<ConnectionEvent.PeerClosed> closed) {
        this.node = node;
        this.console = console;
        this.peer = admission.peer().id();
        this.admission = admission;
        this.closed = closed;
    }

    /**
     * Connects to the peer at that address.
     *
     * @throws CommandFailure with one line if that does not work out
     */
    static Visit begin(Console console, Config settings, NodeKey key, PeerAddress address, NodeEventSink observer) {
        NodeConfig config = switch (NodeConfigReader.read(null, settings, List.of())) {
            case ConfigReading.Read read -> read.config();
            case ConfigReading.Unreadable unreadable -> throw wrongUse(unreadable);
        };
        CompletableFuture<ConnectionEvent.PeerAdmitted> admitted = new CompletableFuture<>();
        CompletableFuture<ConnectionEvent.PeerClosed> closed = new CompletableFuture<>();
        NodeEventSink watching = event -> {
            if (event instanceof NodeEvent.Connection(ConnectionEvent.PeerAdmitted admission)) {
                admitted.complete(admission);
            } else if (event instanceof NodeEvent.Connection(ConnectionEvent.PeerClosed end)) {
                closed.complete(end);
            }
        };
        P2pNode node = switch (console.await(P2pNode.start(config, key, null, watching.and(observer)))) {
            case StartOutcome.Started started -> started.node();
            case StartOutcome.Failed failed -> throw new CommandFailure(ExitCode.FAILED, failed.detail());
        };
        try {
            return switch (console.await(node.dial(address, false))) {
                case DialOutcome.Connected connected -> new Visit(node, console, console.await(admitted), closed);
                case DialOutcome.Failed failed -> throw new CommandFailure(ExitCode.FAILED, reason(address, failed));
            };
        } catch (RuntimeException unconnected) {
            node.stop(Duration.ZERO).toCompletableFuture().join();
            throw unconnected;
        }
    }

    static CommandFailure wrongUse(ConfigReading.Unreadable unreadable) {
        return new CommandFailure(
                ExitCode.USAGE,
                unreadable.problems().stream().map(ConfigProblem::toString).toList());
    }

    P2pNode node() {
        return node;
    }

    PublicKey peer() {
        return peer;
    }

    ConnectionEvent.PeerAdmitted admission() {
        return admission;
    }

    /** Completes when the connection has ended. */
    CompletableFuture<ConnectionEvent.PeerClosed> closed() {
        return closed;
    }

    /** Writes what is queued, for {@code deadline} at most, and ends; returns why the connection ended. */
    ConnectionEvent.PeerClosed finish(Duration deadline) {
        console.await(node.stop(deadline));
        return closed.join();
    }

    @Override
    public void close() {
        node.stop(Duration.ZERO).toCompletableFuture().join();
    }

    private static String reason(PeerAddress address, DialOutcome.Failed failed) {
        String where = new PeerAddress(null, address.host(), address.port()).toString();
        return switch (failed.cause()) {
            case UNREACHABLE -> "cannot connect to " + where + ": " + failed.detail();
            case HANDSHAKE, REFUSED_HERE -> "no connection with " + where + ": " + failed.detail();
        };
    }
}
