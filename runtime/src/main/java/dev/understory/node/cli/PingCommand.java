package dev.understory.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.understory.identity.PeerAddress;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.ConnectionEvent;
import dev.understory.wire.Capabilities;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code node ping}: who is there, and how far away. */
@Command(
        name = "ping",
        description = "Connects to a node, checks who it is, and measures round trips.",
        mixinStandardHelpOptions = true)
final class PingCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;

    private final Console console;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "ADDRESS", description = "[KEY@]HOST:PORT; a key is insisted on.")
    @Nullable
    String address;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "How many round trips (default: ${DEFAULT-VALUE}).",
            defaultValue = "5")
    int count;

    @Mixin
    OwnIdentity self = new OwnIdentity();

    PingCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PeerAddress target = CommandInput.address(spec, address);
        CommandInput.range(spec, "--count", count, 1, MOST);
        Config settings = self.settings()
                .withValue("understory.p2p.connection.ping-interval", ConfigValueFactory.fromAnyRef("200 ms"));
        RoundTrips trips = new RoundTrips(console, count);
        NodeEventSink listener = event -> {
            if (event instanceof NodeEvent.Connection(ConnectionEvent.RoundTrip trip)) {
                trips.add(trip.nanos());
            }
        };
        try (Visit visit = Visit.begin(console, settings, self.key(console), target, listener)) {
            ConnectionEvent.PeerAdmitted admission = visit.admission();
            trips.begin(
                    admission.peer().capabilities(),
                    visit.peer().hex() + " (" + visit.peer().type() + ") at "
                            + admission.peer().remote() + ", handshake " + millis(admission.handshakeNanos()));
            visit.closed().thenAccept(closed -> trips.enough.complete(false));
            if (!console.await(trips.enough)) {
                ConnectionEvent.PeerClosed closed = visit.closed().join();
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "the connection ended after " + trips.measured() + " of " + count + " round trips: "
                                + closed.reason());
            }
        }
        console.out().println(trips.summary());
        return ExitCode.OK;
    }

    /** What was measured so far; printed as it comes, but nothing before the line about the peer. */
    private static final class RoundTrips {
        private final CompletableFuture<Boolean> enough = new CompletableFuture<>();
        private final Console console;
        private final long[] nanos;
        private int measured;
        private int printed;
        private boolean begun;

        RoundTrips(Console console, int count) {
            this.console = console;
            this.nanos = new long[count];
        }

        synchronized void begin(Capabilities capabilities, String peer) {
            console.out().println(peer);
            if (!capabilities.isNone()) {
                console.out().println("runs " + capabilities);
            }
            begun = true;
            print();
        }

        synchronized void add(long trip) {
            if (measured < nanos.length) {
                nanos[measured++] = trip;
                print();
            }
        }

        synchronized int measured() {
            return measured;
        }

        synchronized String summary() {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted.length + " round trips: shortest " + millis(sorted[0]) + ", median "
                    + millis(sorted[sorted.length / 2]) + ", longest " + millis(sorted[sorted.length - 1]);
        }

        private void print() {
            while (begun && printed < measured) {
                console.out().println("round trip " + millis(nanos[printed++]));
            }
            if (printed == nanos.length) {
                enough.complete(true);
            }
        }
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }
}
