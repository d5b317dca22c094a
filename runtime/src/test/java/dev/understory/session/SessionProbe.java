package dev.understory.session;

import dev.understory.crypto.Aead;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.frame.Frames;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.Authenticated;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures sealing, opening and everything between two sessions in one thread, without a network, beside the bare cipher;
 * by the thread's CPU time, so that a busy machine does not matter much. Run it by hand; the benchmarks module has the figures that count.
 */
final class SessionProbe {
    private static final int WRITE = 64 * Frames.SIZE;

    private SessionProbe() {}

    /** One end; its crypto is done on the spot. */
    private static final class End implements SessionListener {
        private final CryptoSuite suite;
        private final Session session;
        private long bytes;
        private long messages;

        End(CryptoSuite suite, int seed) {
            this.suite = suite;
            byte[] secret = new byte[32];
            secret[0] = (byte) seed;
            LocalIdentity self = LocalIdentity.create(suite, suite.nodeKey(KeyType.ED25519, secret), 1, 1);
            session = new Session(
                    SessionConfig.defaults(),
                    self,
                    Direction.OUTBOUND,
                    null,
                    suite,
                    secret,
                    new MemoryPool(Limits.memory()),
                    new ShardBuffers(),
                    this);
        }

        @Override
        public void sign(Work.Sign work) {
            session.signed(suite.sign(work.key(), work.message()));
        }

        @Override
        public void verify(Work.OfPeer work) {
            session.verified(SignatureService.perform(suite, work));
        }

        @Override
        public void authenticated(Authenticated peer) {
            session.admitted(true, 0);
        }

        @Override
        public void messages(Topic topic, List<Bytes> batch) {
            for (Bytes message : batch) {
                bytes += message.size();
            }
            messages += batch.size();
        }

        @Override
        public void roundTrip(long nanos) {}

        @Override
        public void pending() {}

        @Override
        public void failed(CloseReason reason, String detail) {
            throw new IllegalStateException(reason + ": " + detail);
        }
    }

    /** Measures, for the milliseconds given as the first argument. */
    public static void main(String[] args) {
        long millis = args.length > 0 ? Long.parseLong(args[0]) : 1_000;
        CryptoSuite suite = suite();
        for (int round = 0; round < 3; round++) {
            System.out.printf("bare cipher, seal and open: %.3f GB/s%n", bare(suite, millis));
            for (int size : new int[] {100, 1_000, 1_024, 65_536, 1_000_000}) {
                measure(suite, size, millis);
            }
        }
    }

    private static CryptoSuite suite() {
        return CryptoSuites.real();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double bare(CryptoSuite suite, long millis) {
        Aead sealer = suite.aead(new byte[32]);
        Aead opener = suite.aead(new byte[32]);
        byte[] plain = new byte[Frames.PLAIN];
        byte[] sealed = new byte[Frames.SIZE];
        long counter = 0;
        long start = cpuNanos();
        long now = start;
        while (now - start < millis * 1_000_000) {
            for (int i = 0; i < 1_000; i++) {
                sealer.seal(counter, plain, 0, Frames.PLAIN, sealed, 0);
                if (!opener.open(counter++, sealed, 0, Frames.SIZE, plain, 0)) {
                    throw new IllegalStateException();
                }
            }
            now = cpuNanos();
        }
        return (double) counter * Frames.DATA / (now - start);
    }

    private static void measure(CryptoSuite suite, int size, long millis) {
        End a = new End(suite, 1);
        End b = new End(suite, 2);
        a.session.start(0);
        b.session.start(0);
        while (exchange(a, b, 0) + exchange(b, a, 0) > 0) {
            continue;
        }
        Bytes message = Bytes.wrap(new byte[size]);
        int batch = Math.max(1, 200_000 / size);
        long wire = 0;
        long start = cpuNanos();
        long now = start;
        while (now - start < millis * 1_000_000) {
            for (int i = 0; i < batch; i++) {
                a.session.offer(Topic.TX, message);
            }
            wire += exchange(a, b, now);
            exchange(b, a, now);
            now = cpuNanos();
        }
        double seconds = (now - start) / 1e9;
        System.out.printf(
                "%9d bytes: %.3f GB/s, %,12.0f messages/s, %.1f wire bytes each%n",
                size, b.bytes / 1e9 / seconds, b.messages / seconds, (double) wire / b.messages);
    }

    private static long exchange(End from, End to, long now) {
        long sum = 0;
        @Nullable Bytes next = from.session.produce(WRITE, now);
        while (next != null) {
            sum += next.size();
            to.session.received(next, now);
            next = from.session.produce(WRITE, now);
        }
        return sum;
    }
}
