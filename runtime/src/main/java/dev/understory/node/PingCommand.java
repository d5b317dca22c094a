package dev.understory.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.understory.connection.ConnectionEvent;
import dev.understory.identity.PeerAddress;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
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
        long[] nanos = new long[count];
        AtomicInteger measured = new AtomicInteger();
        CompletableFuture<Boolean> enough = new CompletableFuture<>();
        NodeEventSink roundTrips = event -> {
            if (event instanceof NodeEvent.Connection(ConnectionEvent.RoundTrip trip)) {
                int index = measured.getAndIncrement();
                if (index < nanos.length) {
                    nanos[index] = trip.nanos();
                    console.out().println("round trip " + millis(trip.nanos()));
                }
                if (index == nanos.length - 1) {
                    enough.complete(true);
                }
            }
        };
        try (Visit visit = Visit.begin(console, settings, self.key(), target, roundTrips)) {
            ConnectionEvent.PeerAdmitted admission = visit.admission();
            console.out()
                    .println(visit.peer().hex() + " (" + visit.peer().type() + ") at "
                            + admission.peer().remote() + ", handshake " + millis(admission.handshakeNanos()));
            visit.closed().thenAccept(closed -> enough.complete(false));
            if (!console.await(enough)) {
                ConnectionEvent.PeerClosed closed = visit.closed().join();
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "the connection ended after " + measured.get() + " of " + count + " round trips: "
                                + closed.reason());
            }
        }
        Arrays.sort(nanos);
        console.out()
                .println(count + " round trips: shortest " + millis(nanos[0]) + ", median " + millis(nanos[count / 2])
                        + ", longest " + millis(nanos[count - 1]));
        return ExitCode.OK;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }
}
