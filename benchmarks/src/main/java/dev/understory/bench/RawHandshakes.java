package dev.understory.bench;

import dev.understory.crypto.Agreement;
import dev.understory.crypto.CallerSignatures;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.EphemeralKey;
import dev.understory.crypto.SessionSecrets;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.wire.HandshakeMessages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The raw limit of handshakes: what their arithmetic at both ends allows when all processors do nothing else, no network,
 * no messages. The peers know each other, as those of {@link Handshakes} do.
 */
final class RawHandshakes {
    private static final CryptoSuite SUITE = CryptoSuites.real();

    private final KeyType type;

    RawHandshakes(KeyType type) {
        this.type = type;
    }

    /** Handshakes of all processors, after the warm-up. */
    double perSecond(BenchContext context) throws InterruptedException, ExecutionException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Double>> rates = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                rates.add(workers.submit(() -> work(context)));
            }
            double sum = 0;
            for (Future<Double> rate : rates) {
                sum += rate.get();
            }
            return sum;
        } finally {
            workers.shutdown();
        }
    }

    private double work(BenchContext context) {
        SignatureService signatures = new CallerSignatures(SUITE);
        End dialler = End.of(type, seed(1));
        End listener = End.of(type, seed(2));
        long start = System.nanoTime();
        long counted = 0;
        for (long round = 3; ; round += 2) {
            EphemeralKey first = SUITE.ephemeralKey(seed(round));
            EphemeralKey second = SUITE.ephemeralKey(seed(round + 1));
            dialler.prove(signatures, first, second);
            listener.prove(signatures, second, first);
            long elapsed = System.nanoTime() - start;
            if (elapsed > context.totalNanos()) {
                return counted * 1e9 / (elapsed - context.warmUpNanos());
            }
            counted += elapsed > context.warmUpNanos() ? 1 : 0;
        }
    }

    private record End(NodeKey key, byte[] metaSignature) {
        private static final byte[] META = HandshakeMessages.metaSignBytes(1, 1);

        static End of(KeyType type, byte[] seed) {
            NodeKey key = SUITE.nodeKey(type, seed);
            return new End(key, SUITE.sign(key, META));
        }

        /** This end agrees on keys and signs; the other one checks that. */
        void prove(SignatureService signatures, EphemeralKey own, EphemeralKey other) {
            if (!(SUITE.agree(own, other.publicKey()) instanceof Agreement.Agreed(SessionSecrets secrets))) {
                throw new IllegalStateException("two keys of ours did not agree");
            }
            byte[] challenge = secrets.challenge();
            signatures.submit(new Work.Sign(key, challenge), signed -> {
                byte[] signature = ((Result.Signed) signed).signature();
                byte[] raw = key.publicKey().bytes();
                signatures.submit(new Work.VerifyPeer(raw, challenge, signature, META, metaSignature), result -> {
                    if (!(result instanceof Result.Verified)) {
                        throw new IllegalStateException("a signature of ours is refused: " + result);
                    }
                });
            });
        }
    }

    private static byte[] seed(long number) {
        return ByteBuffer.allocate(32).putLong(number).array();
    }
}
