package dev.understory.node.cli;

import dev.understory.identity.PeerAddress;
import dev.understory.limits.Limits;
import dev.understory.mux.Topic;
import dev.understory.node.embed.Outbound;
import dev.understory.node.embed.SinkResult;
import dev.understory.observe.NodeEventSink;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code node send}: messages to a peer, and what became of them. */
@Command(
        name = "send",
        description = "Sends messages to a node and says what was accepted.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000_000;
    private static final Duration WRITING = Duration.ofSeconds(60);

    private final Console console;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "ADDRESS", description = "[KEY@]HOST:PORT; a key is insisted on.")
    @Nullable
    String address;

    @Option(names = "--topic", paramLabel = "TOPIC", required = true, description = "The topic, such as TX or BLOCK.")
    @Nullable
    String topicName;

    @Option(names = "--file", paramLabel = "FILE", description = "The message.")
    @Nullable
    Path file;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "A message of that many zero bytes instead of a file.")
    @Nullable
    Long size;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "How many times (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    int count;

    @Mixin
    OwnIdentity self = new OwnIdentity();

    SendCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandInput.fileName(spec, "--file", file);
        PeerAddress target = CommandInput.address(spec, address);
        Topic topic = CommandInput.topic(spec, topicName);
        CommandInput.range(spec, "--count", count, 1, MOST);
        int most = Objects.requireNonNull(Limits.topics().get(topic)).maxMessageBytes();
        Bytes payload = payload(most);
        try (Visit visit = Visit.begin(console, self.settings(), self.key(console), target, NodeEventSink.NONE)) {
            Outbound message = new Outbound.To(visit.peer(), payload);
            SinkResult result = console.await(Source.repeat(message)
                    .take(count)
                    .runWith(visit.node().sink(topic), visit.node().system()));
            ConnectionEvent.PeerClosed closed = visit.finish(WRITING);
            boolean written = closed.reason() == CloseReason.LOCAL;
            console.out()
                    .println("accepted " + result.accepted() + " of " + count + " messages of " + payload.size()
                            + " bytes on " + topic + " for " + visit.peer().hex() + (written ? ", all written" : ""));
            if (!written) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "the connection ended before everything was written: " + closed.reason() + " "
                                + closed.detail());
            }
            return result.refused() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private Bytes payload(int most) {
        if ((file == null) == (size == null)) {
            throw CommandInput.wrongUse(spec, "either --file or --size is needed, one of them");
        }
        if (size != null) {
            CommandInput.range(spec, "--size", size, 0, most);
            return Bytes.wrap(new byte[size.intValue()]);
        }
        Path named = file;
        try {
            if (named == null || !Files.isRegularFile(named)) {
                boolean other = named != null && Files.exists(named);
                throw new CommandFailure(
                        ExitCode.USAGE, named + (other ? ": is not a file" : ": there is no such file"));
            }
            if (Files.size(named) > most) {
                throw new CommandFailure(ExitCode.USAGE, named + ": is larger than " + most + " bytes");
            }
            return Bytes.wrap(Files.readAllBytes(named));
        } catch (IOException unreadable) {
            throw new CommandFailure(ExitCode.USAGE, named + ": cannot be read");
        }
    }
}
