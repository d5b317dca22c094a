package dev.understory.node.embed;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.Authenticated;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.mux.Topic;
import dev.understory.session.CloseReason;
import dev.understory.session.Direction;
import dev.understory.session.Session;
import dev.understory.session.SessionConfig;
import dev.understory.session.SessionListener;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a node's sessions talk to a made-up peer in memory before the node meets its first one. A step of a handshake may
 * take a second, and in a young process loading the classes and libraries of the cryptography alone can take that.
 */
final class WarmUp {
    private static final int ROUNDS = 3;
    private static final Capabilities ALL = Capabilities.of(EnumSet.allOf(Capability.class), "");
    private static final Set<KeyType> DONE = EnumSet.noneOf(KeyType.class);

    /** One end; what the session asks of its owner is done at once. */
    private static final class End implements SessionListener {
        private final CryptoSuite suite;
        private final Session session;
        private boolean proven;

        End(CryptoSuite suite, LocalIdentity self, int seed, MemoryPool pool, ShardBuffers buffers) {
            byte[] ephemeralSeed = new byte[32];
            ephemeralSeed[0] = (byte) seed;
            this.suite = suite;
            this.session = new Session(
                    SessionConfig.defaults(),
                    self,
                    Direction.OUTBOUND,
                    null,
                    suite,
                    ephemeralSeed,
                    pool,
                    buffers,
                    this);
        }

        @Override
        public void sign(Work.Sign work) {
            if (SignatureService.perform(suite, work) instanceof Result.Signed signed) {
                session.signed(signed.signature());
            }
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
        public void failed(CloseReason reason, String detail) {}
    }

    private WarmUp() {}

    /** A few sessions with that identity, once per process and type of key. */
    static void run(CryptoSuite suite, NodeKey key) {
        synchronized (DONE) {
            if (!DONE.add(key.type())) {
                return;
            }
            byte[] seed = new byte[32];
            seed[0] = 1;
            NodeKey peer = suite.nodeKey(KeyType.BLS12_381, seed);
            for (int i = 0; i < ROUNDS; i++) {
                Capabilities offered = i == 0 ? Capabilities.NONE : ALL;
                converse(
                        suite,
                        LocalIdentity.create(suite, key, 1, 1, offered),
                        LocalIdentity.create(suite, peer, 1, 1, offered),
                        2 * i);
            }
        }
    }

    /** {@code seed} is another for each, so that no key serves twice. */
    private static void converse(CryptoSuite suite, LocalIdentity self, LocalIdentity peer, int seed) {
        MemoryPool pool = new MemoryPool(Limits.memory());
        ShardBuffers buffers = new ShardBuffers();
        End one = new End(suite, self, seed + 1, pool, buffers);
        End two = new End(suite, peer, seed + 2, pool, buffers);
        one.session.start(0);
        two.session.start(0);
        carry(one, two);
        if (one.proven && two.proven) {
            one.session.admitted(true, 0);
            two.session.admitted(true, 0);
            one.session.offer(Topic.TX, Bytes.wrap(new byte[100_000]));
            two.session.offer(Topic.CONSENSUS, Bytes.wrap(new byte[100]));
            carry(one, two);
        }
    }

    private static void carry(End one, End two) {
        boolean moved = true;
        while (moved) {
            boolean there = move(one, two);
            boolean back = move(two, one);
            moved = there || back;
        }
    }

    private static boolean move(End from, End to) {
        @Nullable Bytes bytes = from.session.produce(1 << 16, 0);
        if (bytes != null) {
            to.session.received(bytes, 0);
        }
        return bytes != null;
    }
}
