package dev.understory.session;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.Authenticated;
import dev.understory.handshake.Handshake;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.PublicKey;
import dev.understory.limits.Allowance;
import dev.understory.limits.MemoryPool;
import dev.understory.limits.PeerMemory;
import dev.understory.mux.Liveness;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import java.util.ArrayDeque;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The connection machine: all of the protocol between the bytes of a link and the messages of an owner, sans IO. Bytes,
 * signature results, sends and the time go in; bytes for the link come out of {@link #produce}, everything else goes to
 * the {@link SessionListener}.
 *
 * <pre>
 *   phase               input                            next
 *   Handshaking         the peer is proven               AwaitingAdmission   authenticated
 *   AwaitingAdmission   admitted                         Established
 *   any but Closed      misbehaviour, a deadline         Closed              failed
 *   any but Closed      close                            Closed
 * </pre>
 *
 * <p>Nothing of a peer is opened before its admission beyond what the handshake needs. In Closed every call is ignored and no
 * memory held. Belongs to one thread, with its {@link ShardBuffers}; its owner calls {@link #tick} at {@link #nextDeadlineNanos}.
 */
public final class Session {
    /** No deadline is running. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private final SessionConfig config;
    private final Direction direction;
    private final SessionListener out;
    private final ShardBuffers buffers;
    private final PeerMemory memory;
    /** Handshake records not yet written; null when done. */
    private @Nullable ArrayDeque<Bytes> ready;

    private final EarlyBytes early;
    private SessionPhase phase;
    private long bytesReceived;
    private boolean announced;

    /**
     * A session on a new link.
     *
     * @param direction who dialled; of two ends that have nothing to say, that one pings
     * @param expected the identity that must answer, or null for any but our own
     * @param ephemeralSeed 32 random bytes, never used for another session; zeroed
     * @param pool what the peers of the node borrow from
     * @param buffers the scratch memory of the thread that owns the session
     */
    public Session(
            SessionConfig config,
            LocalIdentity self,
            Direction direction,
            @Nullable PublicKey expected,
            CryptoSuite suite,
            byte[] ephemeralSeed,
            MemoryPool pool,
            ShardBuffers buffers,
            SessionListener out) {
        this.config = config;
        this.direction = direction;
        this.out = out;
        this.buffers = buffers;
        this.memory = pool.peer(config.memory().peerBytes(), out);
        this.early = new EarlyBytes(config.memory().heldBytes(), memory);
        Handshake machine = new Handshake(suite, self, expected, ephemeralSeed, config.handshake());
        this.ready = new ArrayDeque<>(4);
        this.phase = new SessionPhase.Handshaking(new SessionHandshake(suite, machine, ready, out));
    }

    /** Begins the handshake. Once. */
    public void start(long now) {
        if (phase instanceof SessionPhase.Handshaking(SessionHandshake handshake)) {
            handshake.start(now);
            afterStep(handshake);
        }
    }

    /** Bytes from the link, in their order. An established session holds none of them once this returns. */
    public void received(Bytes bytes, long now) {
        bytesReceived += bytes.size();
        memory.at(now);
        Bytes rest = bytes;
        if (phase instanceof SessionPhase.Handshaking(SessionHandshake handshake)) {
            int used = handshake.received(bytes, now);
            afterStep(handshake);
            rest = bytes.slice(used, bytes.size() - used);
        }
        switch (phase) {
            case SessionPhase.Handshaking handshaking -> fail(early.hold(rest));
            case SessionPhase.AwaitingAdmission awaiting -> fail(early.hold(rest));
            case SessionPhase.Established established -> open(established, rest, now);
            case SessionPhase.Closed closed -> {}
        }
    }

    /** Our signature is ready. */
    public void signed(byte[] signature) {
        if (phase instanceof SessionPhase.Handshaking(SessionHandshake handshake)) {
            handshake.signed(signature);
            afterStep(handshake);
        }
    }

    /** The peer's signatures were checked. */
    public void verified(Result result) {
        if (phase instanceof SessionPhase.Handshaking(SessionHandshake handshake)) {
            handshake.verified(result);
            afterStep(handshake);
        }
    }

    /** The signature service has no room for our work, or failed to do it. */
    public void overloaded() {
        if (phase instanceof SessionPhase.Handshaking(SessionHandshake handshake)) {
            handshake.overloaded();
            afterStep(handshake);
        }
    }

    /** The owner admits a peer that was never seen before. */
    public void admitted(boolean ordinary, long now) {
        admitted(ordinary, Allowance.fresh(config.allowance(), now), now);
    }

    /**
     * The owner admits the peer: messages are delivered from now on, those that came early first.
     *
     * @param ordinary whether the rates of ordinary peers hold for this one
     * @param allowance what it may still send, which is this session's alone until it is closed
     */
    public void admitted(boolean ordinary, Allowance allowance, long now) {
        if (!(phase instanceof SessionPhase.AwaitingAdmission(SessionHandshake.Channel channel))) {
            return;
        }
        SessionOutbound outbound = new SessionOutbound(config, direction, channel.sealer(), buffers, memory, now);
        SessionInbound inbound =
                new SessionInbound(config, channel, buffers, memory, outbound, out, allowance, ordinary);
        Liveness liveness = new Liveness(config.times().livenessTimeout().toNanos(), now);
        SessionPace pace = new SessionPace(inbound, liveness, memory, out, allowance, ordinary, config, now);
        SessionPhase.Established established = new SessionPhase.Established(inbound, outbound, pace, liveness);
        enter(established);
        outbound.tick(now);
        SessionFailure failure = inbound.leftOver(now);
        for (Bytes next = early.next(); next != null; next = early.next()) {
            failure = failure == null && phase == established ? inbound.received(next, now) : failure;
        }
        inbound.pace().received(now);
        fail(failure);
        announce();
    }

    /** The peer has become ordinary, or ceased to be. */
    public void reclassified(boolean ordinary) {
        if (phase instanceof SessionPhase.Established established) {
            established.in().limit(ordinary);
            established.pace().ordinary(ordinary);
            announce();
        }
    }

    /** Has the peer show that it is there, unless it was asked to already. */
    public void probe() {
        if (phase instanceof SessionPhase.Established established) {
            established.out().probe();
            announce();
        }
    }

    /** What the bytes take that came before the admission and wait for it unopened. */
    public int heldBytes() {
        return early.size();
    }

    /** Queues a message for the peer: all of it or nothing. */
    public SendOutcome offer(Topic topic, Bytes payload) {
        return switch (phase) {
            case SessionPhase.Handshaking handshaking -> SendOutcome.NO_SUCH_PEER;
            case SessionPhase.AwaitingAdmission awaiting -> SendOutcome.NO_SUCH_PEER;
            case SessionPhase.Established established -> {
                SendOutcome outcome = established.out().offer(topic, payload);
                announce();
                yield outcome;
            }
            case SessionPhase.Closed closed -> SendOutcome.CLOSED;
        };
    }

    /**
     * The next bytes for the link, or null if there is nothing to write. Whatever is waiting is sealed together, up to
     * {@code maxBytes} and 64 frames; a handshake record and a single frame come whole even if that is less. After a null
     * {@link SessionListener#pending} says when there is more.
     */
    public @Nullable Bytes produce(int maxBytes, long now) {
        return produce(maxBytes, now, byte[]::new);
    }

    /** The same in an array of at least the given size that {@code arrays} makes or lends. */
    public @Nullable Bytes produce(int maxBytes, long now, IntFunction<byte[]> arrays) {
        Bytes next = ready == null ? null : ready.pollFirst();
        if (next == null && phase instanceof SessionPhase.Established established) {
            ready = null;
            next = established.out().produce(maxBytes, now, arrays);
            fail(established.out().exhaustion());
        }
        announced = isReady();
        return next;
    }

    /** Time passed: deadlines, pings. */
    public void tick(long now) {
        switch (phase) {
            case SessionPhase.Handshaking(SessionHandshake handshake) -> {
                handshake.tick(now);
                afterStep(handshake);
            }
            case SessionPhase.AwaitingAdmission awaiting -> {}
            case SessionPhase.Established established -> {
                established.out().tick(now);
                if (established.liveness().isExpired(now)) {
                    fail(new SessionFailure(CloseReason.LIVENESS_TIMEOUT, "nothing was heard"));
                }
                fail(established.out().stall(now));
                fail(established.pace().tick(now));
                announce();
            }
            case SessionPhase.Closed closed -> {}
        }
    }

    /** When {@link #tick} has to be called next, or {@link #NO_DEADLINE}. It moves with every call. */
    public long nextDeadlineNanos() {
        return switch (phase) {
            case SessionPhase.Handshaking(SessionHandshake handshake) -> handshake.nextDeadlineNanos();
            case SessionPhase.AwaitingAdmission awaiting -> NO_DEADLINE;
            case SessionPhase.Established established -> established.nextDeadlineNanos();
            case SessionPhase.Closed closed -> NO_DEADLINE;
        };
    }

    /** Messages that wait for a rate of bytes are delivered now: no more come. */
    public void deliverWaiting() {
        if (phase instanceof SessionPhase.Established established) {
            established.in().pace().passOnAll();
        }
    }

    /** Ends the session from our side; the listener hears nothing more. */
    public void close() {
        if (phase instanceof SessionPhase.Closed) {
            return;
        }
        SessionCounters last = counters();
        switch (phase) {
            case SessionPhase.Handshaking(SessionHandshake handshake) -> handshake.close();
            case SessionPhase.AwaitingAdmission(SessionHandshake.Channel channel) -> channel.close();
            case SessionPhase.Established established -> {
                established.in().close();
                established.out().close();
            }
            case SessionPhase.Closed closed -> {}
        }
        early.clear();
        ready = null;
        enter(new SessionPhase.Closed(last));
    }

    /** Whether the owner should read nothing from the link for now. May change with every call. */
    public boolean pausesReading() {
        return phase instanceof SessionPhase.Established established
                && established.pace().pauses();
    }

    /** The owner reads nothing from now on, for whatever reason, or reads again: what does not come meanwhile is our doing. */
    public void reading(boolean reads, long now) {
        if (phase instanceof SessionPhase.Established established) {
            established.pace().reading(reads, now);
        }
    }

    /** After {@link SessionListener#reclaim}: the peer's memory is needed by others. */
    public void reclaimed() {
        fail(SessionPace.reclaimed(memory));
    }

    /** Bytes of memory held for the peer. */
    public long heldMemory() {
        return memory.used();
    }

    /** Whether messages are delivered and taken. */
    public boolean isEstablished() {
        return phase instanceof SessionPhase.Established;
    }

    /** Whether the session is over. */
    public boolean isClosed() {
        return phase instanceof SessionPhase.Closed;
    }

    /** Whether messages that were accepted, or bytes of the handshake, still wait to be written. */
    public boolean hasUnsent() {
        return ready != null && !ready.isEmpty()
                || phase instanceof SessionPhase.Established established
                        && established.out().hasMessages();
    }

    /** Payload bytes that wait to be written. */
    public long queuedBytes() {
        return phase instanceof SessionPhase.Established established
                ? established.out().scheduler().queuedBytes()
                : 0;
    }

    /** Payload bytes of that topic that wait to be written. */
    public long queuedBytes(Topic topic) {
        return phase instanceof SessionPhase.Established established
                ? established.out().scheduler().queuedBytes(topic)
                : 0;
    }

    /** What the session has seen; still there after its end. */
    public SessionCounters counters() {
        return switch (phase) {
            case SessionPhase.Established established -> established.in().counters(bytesReceived);
            case SessionPhase.Closed closed -> closed.counters();
            case SessionPhase.Handshaking handshaking -> SessionCounters.none(bytesReceived, memory.used());
            case SessionPhase.AwaitingAdmission awaiting -> SessionCounters.none(bytesReceived, memory.used());
        };
    }

    private void open(SessionPhase.Established established, Bytes bytes, long now) {
        established.liveness().heard(now);
        fail(established.in().received(bytes, now));
        fail(established.pace().received(bytes.size(), now));
        announce();
    }

    private void afterStep(SessionHandshake handshake) {
        if (!(phase instanceof SessionPhase.Handshaking)) {
            return;
        }
        SessionFailure failure = handshake.failure();
        Authenticated peer = handshake.peer();
        if (failure != null) {
            fail(failure);
        } else if (peer != null) {
            enter(new SessionPhase.AwaitingAdmission(handshake.channel()));
            announce();
            out.authenticated(peer);
        } else {
            announce();
        }
    }

    private void announce() {
        if (!announced && isReady()) {
            announced = true;
            out.pending();
        }
    }

    /** Whether {@link #produce} has something to write. */
    public boolean isReady() {
        return ready != null && !ready.isEmpty()
                || phase instanceof SessionPhase.Established established
                        && established.out().isReady();
    }

    private void fail(@Nullable SessionFailure failure) {
        if (failure == null) {
            return;
        }
        deliverWaiting();
        if (!(phase instanceof SessionPhase.Closed)) {
            close();
            out.failed(failure.reason(), failure.detail());
        }
    }

    /** Every transition; none leads out of Closed. */
    private void enter(SessionPhase next) {
        if (phase instanceof SessionPhase.Closed) {
            throw new IllegalStateException("a closed session does not become " + next);
        }
        phase = next;
    }
}
