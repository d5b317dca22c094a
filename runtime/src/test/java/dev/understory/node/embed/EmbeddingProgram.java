package dev.understory.node.embed;

import dev.understory.admission.DialOutcome;
import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PeerAddress;
import dev.understory.mux.Topic;
import dev.understory.node.config.NodeConfig;
import dev.understory.observe.NodeEventSink;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * What somebody embeds two nodes in: one sends a message to the other. Needs nothing of a test's, because it also runs as a
 * process of its own, from one jar for example.
 */
final class EmbeddingProgram {
    /** What it says when the message has arrived. */
    static final String DELIVERED = "delivered 3 bytes";

    private EmbeddingProgram() {}

    public static void main(String[] arguments) {
        System.out.println(run());
        System.exit(0);
    }

    /** Starts, sends, stops; says what came of it in one line. */
    static String run() {
        NodeConfig config;
        try {
            config = NodeConfig.parse("understory.p2p { listen-address = \"127.0.0.1:0\", "
                    + "handshake { step-timeout = 20 s, timeout = 30 s } }");
        } catch (IllegalArgumentException refused) {
            return "refused " + refused.getMessage();
        }
        return switch (await(P2pNode.start(config, key(1), null, NodeEventSink.NONE))) {
            case StartOutcome.Failed failed -> "failed " + failed.cause() + " " + failed.detail();
            case StartOutcome.Started one ->
                switch (await(P2pNode.start(config, key(2), null, NodeEventSink.NONE))) {
                    case StartOutcome.Failed failed -> "second failed " + failed;
                    case StartOutcome.Started two -> {
                        String said = exchange(one.node(), two.node());
                        await(one.node().stop(Duration.ofSeconds(5)));
                        await(two.node().stop(Duration.ofSeconds(5)));
                        yield said;
                    }
                };
        };
    }

    private static String exchange(P2pNode from, P2pNode to) {
        Pair<CompletionStage<org.apache.pekko.Done>, CompletionStage<Inbound>> inbox =
                to.source(Topic.TX).toMat(Sink.head(), Keep.both()).run(to.system());
        await(inbox.first());
        Endpoint there = to.listening().orElseThrow();
        DialOutcome dialled = await(from.dial(new PeerAddress(to.id(), there.host(), there.port()), false));
        if (!(dialled instanceof DialOutcome.Connected)) {
            return "no connection: " + dialled;
        }
        await(from.sendTo(to.id(), Topic.TX, Bytes.wrap(new byte[] {1, 2, 3})));
        return "delivered " + await(inbox.second()).payload().size() + " bytes";
    }

    private static NodeKey key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return CryptoSuites.real().nodeKey(KeyType.ED25519, seed);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
