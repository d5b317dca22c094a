package dev.understory.bench;

import dev.understory.crypto.SignatureService;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Handshakes per second, both ends on this machine: a node in the second JVM, and here peers that connect, prove
 * themselves, are admitted and leave.
 */
final class Handshakes implements Suite {
    private static final int WORKERS = 16;
    /** Of a worker, in turns: who comes back at once meets his last connection, which the node has not missed yet. */
    private static final int IDENTITIES = 64;

    @Override
    public String name() {
        return "handshakes";
    }

    @Override
    public String summary() {
        return "handshakes per second by key type, both ends together";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        return List.of(
                measure(context, KeyType.ED25519, "ed25519").atLeast(4000),
                measure(context, KeyType.BLS12_381, "bls").atLeast(600));
    }

    private static Measurement measure(BenchContext context, KeyType type, String label) throws Exception {
        double arithmetic = new RawHandshakes(type).perSecond(context);
        try (ChildJvm child = ChildJvm.start("node", label, "own")) {
            PeerAddress address = PeerAddress.parse(child.readLine());
            Endpoint to = new Endpoint(address.host(), address.port());
            List<List<LocalIdentity>> identities = IntStream.range(0, WORKERS)
                    .mapToObj(worker -> identities(worker, type))
                    .toList();
            ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
            try {
                long start = System.nanoTime();
                List<Future<Long>> counts = new ArrayList<>();
                for (int i = 0; i < WORKERS; i++) {
                    int worker = i;
                    counts.add(workers.submit(() -> work(worker, identities.get(worker), to, start, context)));
                }
                long total = 0;
                for (Future<Long> count : counts) {
                    total += count.get();
                }
                return Measurement.of("handshakes/" + label, total / context.seconds(), "1/s")
                        .beside("arithmetic", arithmetic);
            } finally {
                workers.shutdown();
            }
        }
    }

    /** Handshakes of one worker that ended after the warm-up. */
    private static long work(int worker, List<LocalIdentity> identities, Endpoint to, long start, BenchContext context)
            throws IOException {
        ShardBuffers buffers = new ShardBuffers();
        SignatureService signatures = LightPeer.signatures();
        long counted = 0;
        for (long round = 0; ; round++) {
            LocalIdentity identity = identities.get((int) (round % IDENTITIES));
            try (LightPeer peer = LightPeer.connect(to, signatures, identity, seed(worker, round), buffers)) {
                peer.awaitAdmission();
            }
            long elapsed = System.nanoTime() - start;
            if (elapsed > context.totalNanos()) {
                return counted;
            }
            if (elapsed > context.warmUpNanos()) {
                counted++;
            }
        }
    }

    private static List<LocalIdentity> identities(int worker, KeyType type) {
        return IntStream.rangeClosed(1, IDENTITIES)
                .mapToObj(number -> LightPeer.identity(type, seed(worker, -number)))
                .toList();
    }

    private static byte[] seed(int worker, long round) {
        return ByteBuffer.allocate(32).putLong(worker).putLong(round).array();
    }
}
