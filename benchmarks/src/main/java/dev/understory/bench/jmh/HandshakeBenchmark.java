package dev.understory.bench.jmh;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.Authenticated;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.mux.Topic;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import dev.understory.session.Session;
import dev.understory.session.SessionConfig;
import dev.understory.session.SessionListener;
import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A whole handshake, both ends on one thread, no network: what its arithmetic costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class HandshakeBenchmark {
    /** The kind of both identities. */
    @Param({"ED25519", "BLS12_381"})
    public KeyType keyType = KeyType.ED25519;

    private final CryptoSuite suite = CryptoSuites.real();
    private final ShardBuffers buffers = new ShardBuffers();
    private final MemoryPool memory = new MemoryPool(Limits.memory());
    private @Nullable LocalIdentity first;
    private @Nullable LocalIdentity second;
    private long round;

    /** Makes the two identities. */
    @Setup
    public void setUp() {
        first = LocalIdentity.create(suite, suite.nodeKey(keyType, seed(1)), 1, 1);
        second = LocalIdentity.create(suite, suite.nodeKey(keyType, seed(2)), 1, 1);
    }

    /** From two new sessions to two proven peers. */
    @Benchmark
    public void handshake() {
        End a = new End(java.util.Objects.requireNonNull(first), seed(++round * 2));
        End b = new End(java.util.Objects.requireNonNull(second), seed(round * 2 + 1));
        a.session.start(0);
        b.session.start(0);
        while (!a.proven || !b.proven) {
            a.sendTo(b);
            b.sendTo(a);
        }
    }

    private static byte[] seed(long number) {
        return ByteBuffer.allocate(32).putLong(number).array();
    }

    private final class End implements SessionListener {
        private final Session session;
        private boolean proven;

        End(LocalIdentity identity, byte[] ephemeralSeed) {
            session = new Session(
                    SessionConfig.defaults(),
                    identity,
                    Direction.OUTBOUND,
                    null,
                    suite,
                    ephemeralSeed,
                    memory,
                    buffers,
                    this);
        }

        void sendTo(End other) {
            for (Bytes bytes = session.produce(1 << 16, 0); bytes != null; bytes = session.produce(1 << 16, 0)) {
                other.session.received(bytes, 0);
            }
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
            proven = true;
        }

        @Override
        public void messages(Topic topic, List<Bytes> messages) {}

        @Override
        public void roundTrip(long nanos) {}

        @Override
        public void pending() {}

        @Override
        public void failed(CloseReason reason, String detail) {
            throw new IllegalStateException("the handshake failed: " + reason + " " + detail);
        }
    }
}
