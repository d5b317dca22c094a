package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.frame.Frames;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.Authenticated;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.limits.Allowance;
import dev.understory.limits.ByteWay;
import dev.understory.limits.Limits;
import dev.understory.limits.MemoryPool;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session under test and what it told its owner. Signature work is done, and the peer admitted, on the spot. */
final class SessionEnd implements SessionListener {
    /** As in production: all sessions of a thread share them. */
    private static final ThreadLocal<ShardBuffers> BUFFERS = ThreadLocal.withInitial(ShardBuffers::new);

    final CryptoSuite suite;
    final MemoryPool node;
    final Session session;
    final LocalIdentity self;
    final Map<Topic, List<Bytes>> messages = new EnumMap<>(Topic.class);
    final Map<ByteWay, Long> waited = new EnumMap<>(ByteWay.class);
    final List<Long> roundTrips = new ArrayList<>();
    boolean admits = true;
    boolean worksAtOnce = true;
    long now;
    int batches;
    int pendings;
    boolean reclaimTold;

    @Nullable
    Authenticated peer;

    @Nullable
    CloseReason closed;

    String detail = "";
    Runnable onMessages = () -> {};
    final List<Work> work = new ArrayList<>();

    SessionEnd(CryptoSuite suite, int seed) {
        this(suite, seed, SessionConfig.defaults());
    }

    SessionEnd(CryptoSuite suite, int seed, SessionConfig config) {
        this(suite, seed, config, new MemoryPool(Limits.memory()));
    }

    SessionEnd(CryptoSuite suite, int seed, SessionConfig config, MemoryPool node) {
        this(suite, identity(suite, seed), Direction.OUTBOUND, seedBytes(seed), config, node);
    }

    /** An end that was dialled. */
    static SessionEnd dialled(CryptoSuite suite, int seed) {
        MemoryPool node = new MemoryPool(Limits.memory());
        SessionConfig config = SessionConfig.defaults();
        return new SessionEnd(suite, identity(suite, seed), Direction.INBOUND, seedBytes(seed), config, node);
    }

    SessionEnd(CryptoSuite suite, LocalIdentity self, byte[] ephemeralSeed, SessionConfig config) {
        this(suite, self, Direction.OUTBOUND, ephemeralSeed, config, new MemoryPool(Limits.memory()));
    }

    private SessionEnd(
            CryptoSuite suite,
            LocalIdentity self,
            Direction direction,
            byte[] ephemeralSeed,
            SessionConfig config,
            MemoryPool node) {
        this.suite = suite;
        this.node = node;
        this.self = self;
        this.session = new Session(config, self, direction, null, suite, ephemeralSeed, node, BUFFERS.get(), this);
    }

    /** An end that offers something to its peer. */
    static SessionEnd offering(CryptoSuite suite, int seed, Capabilities capabilities) {
        return offering(suite, seed, capabilities, SessionConfig.defaults());
    }

    static SessionEnd offering(CryptoSuite suite, int seed, Capabilities capabilities, SessionConfig config) {
        return new SessionEnd(suite, identity(suite, seed, capabilities), seedBytes(seed), config);
    }

    /** What holds by default, but for the rates of messages: a test may say more than a stranger. */
    static SessionConfig withoutRates() {
        SessionConfig plain = SessionConfig.defaults();
        Allowance.Settings usual = plain.allowance();
        Allowance.Settings settings =
                new Allowance.Settings(Map.of(), usual.ignoredBytes(), usual.input(), usual.bytes());
        return new SessionConfig(plain.handshake(), plain.times(), plain.memory(), settings, plain.window());
    }

    static LocalIdentity identity(CryptoSuite suite, int seed) {
        return identity(suite, seed, Capabilities.NONE);
    }

    static LocalIdentity identity(CryptoSuite suite, int seed, Capabilities capabilities) {
        return LocalIdentity.create(suite, suite.nodeKey(KeyType.ED25519, seedBytes(1_000 + seed)), 1, 1, capabilities);
    }

    static byte[] seedBytes(int seed) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (seed >>> 8 * i);
        }
        bytes[31] = 7;
        return bytes;
    }

    /** Both ends established, at that time. */
    static void connect(SessionEnd a, SessionEnd b, long now) {
        a.now = now;
        b.now = now;
        a.session.start(now);
        b.session.start(now);
        pump(a, b, now);
        assertThat(a.session.isEstablished()).isTrue();
        assertThat(b.session.isEstablished()).isTrue();
    }

    /** Carries bytes both ways until there are none. */
    static void pump(SessionEnd a, SessionEnd b, long now) {
        while (carry(a, b, now) | carry(b, a, now)) {
            continue;
        }
    }

    /** Carries bytes one way until there are none; false if there were none. */
    static boolean carry(SessionEnd from, SessionEnd to, long now) {
        boolean any = false;
        Bytes next = from.produce(now);
        while (next != null) {
            any = true;
            to.receive(next, now);
            next = from.produce(now);
        }
        return any;
    }

    @Nullable
    Bytes produce(long time) {
        now = time;
        return session.produce(ShardBuffers.FRAMES * Frames.SIZE, time);
    }

    void receive(Bytes bytes, long time) {
        now = time;
        session.received(bytes, time);
    }

    void tick(long time) {
        now = time;
        session.tick(time);
    }

    List<Bytes> received(Topic topic) {
        return messages.getOrDefault(topic, List.of());
    }

    int receivedCount() {
        return messages.values().stream().mapToInt(List::size).sum();
    }

    /** Does so much of the work that waits, with {@code worksAtOnce} off. */
    void doWork(int count) {
        for (int i = 0; i < count; i++) {
            perform(work.removeFirst());
        }
    }

    @Override
    public void sign(Work.Sign next) {
        submit(next);
    }

    @Override
    public void verify(Work.OfPeer next) {
        submit(next);
    }

    @Override
    public void authenticated(Authenticated authenticated) {
        peer = authenticated;
        if (admits) {
            session.admitted(true, now);
        }
    }

    @Override
    public void messages(Topic topic, List<Bytes> batch) {
        assertThat(batch).isNotEmpty();
        assertThat(session.isEstablished()).isTrue();
        messages.computeIfAbsent(topic, t -> new ArrayList<>()).addAll(batch);
        batches++;
        onMessages.run();
    }

    @Override
    public void waited(ByteWay way, Topic topic, long nanos) {
        assertThat(nanos).isNotNegative();
        waited.merge(way, nanos, Long::sum);
    }

    @Override
    public void roundTrip(long nanos) {
        roundTrips.add(nanos);
    }

    @Override
    public void reclaim() {
        reclaimTold = true;
    }

    /** What an owner does some time after it was told to have memory given back. */
    void obey() {
        if (reclaimTold) {
            reclaimTold = false;
            session.reclaimed();
        }
    }

    @Override
    public void pending() {
        pendings++;
    }

    @Override
    public void failed(CloseReason reason, String text) {
        assertThat(closed).as("failed is said once").isNull();
        assertThat(session.isClosed()).isTrue();
        closed = reason;
        detail = text;
    }

    private void submit(Work next) {
        if (worksAtOnce) {
            perform(next);
        } else {
            work.add(next);
        }
    }

    private void perform(Work next) {
        SignatureService.Result result = SignatureService.perform(suite, next);
        if (result instanceof SignatureService.Result.Signed signed) {
            session.signed(signed.signature());
        } else {
            session.verified(result);
        }
    }
}
