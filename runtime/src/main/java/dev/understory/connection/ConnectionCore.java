package dev.understory.connection;

import dev.understory.crypto.SignatureService.Refusal;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.Authenticated;
import dev.understory.identity.PublicKey;
import dev.understory.limits.ByteWay;
import dev.understory.mux.Topic;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.PeerInfo;
import dev.understory.session.SendOutcome;
import dev.understory.session.Session;
import dev.understory.session.SessionFailure;
import dev.understory.session.SessionListener;
import dev.understory.transport.Link;
import dev.understory.wire.Bytes;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * What the phases of a {@link ConnectionActor} have in common: link, session, streams and timer. It notes what
 * the session calls back with, and the phase acts on that when the call into the session returns.
 */
final class ConnectionCore implements SessionListener {
    /** Most bytes that are sealed into one buffer for the link. */
    private static final int FLUSH_BYTES = 128 * 1024;

    /** Shared by all connections that a thread runs; nothing in them outlives a call. */
    private static final ShardBuffers BUFFERS = new ShardBuffers();

    final ConnectionEnvironment environment;
    final ActorContext<ConnectionActor.Command> context;
    final ActorRef<ConnectionActor.Command> self;
    final ConnectionBirth birth;
    final Link link;
    final Session session;
    final ConnectionStreams streams;
    private final ConnectionTimer timer;
    /** There from the first batch on. */
    private @Nullable WaitingBatches waiting;

    final Questions questions = new Questions();

    private boolean spoken;
    /** The session has something to write since we looked last. */
    private boolean pending;
    /** FLUSH is in the mailbox. */
    private boolean flushTold;

    private boolean consumersPause;
    private boolean suspended;
    private final QueueReport queue;
    /** There until the peer is admitted. */
    private @Nullable Authenticated authenticated;

    private @Nullable PeerInfo peer;
    private @Nullable SessionFailure failure;
    private boolean linkClosed;
    private boolean ended;

    ConnectionCore(
            ActorContext<ConnectionActor.Command> context, ConnectionEnvironment environment, ConnectionBirth birth) {
        this.context = context;
        this.self = context.getSelf();
        this.environment = environment;
        this.birth = birth;
        this.link = birth.link();
        this.queue = new QueueReport(environment.events());
        this.timer = new ConnectionTimer(context);
        this.streams = new ConnectionStreams(context, environment);
        this.session = new Session(
                environment.session(),
                environment.identity(),
                birth.direction(),
                birth.expected(),
                environment.suite(),
                birth.ephemeralSeed().take(),
                environment.memory(),
                BUFFERS,
                this);
    }

    long now() {
        return environment.clock().nowNanos();
    }

    // What the session says.

    @Override
    public void sign(Work.Sign work) {
        submit(work);
    }

    @Override
    public void verify(Work.OfPeer work) {
        submit(work);
    }

    private void submit(Work work) {
        var pool = environment.signatures();
        if (!pool.submit(work, birth.goesFirst(), result -> self.tell(new ConnectionActor.SignatureDone(result)))) {
            session.overloaded();
        }
    }

    @Override
    public void authenticated(Authenticated proven) {
        authenticated = proven;
    }

    @Override
    public void messages(Topic topic, List<Bytes> messages) {
        streams.deliver(topic, messages);
    }

    @Override
    public void exceeded(Topic topic, int count, long bytes) {
        if (peer != null) {
            DropReason reason = DropReason.RATE_LIMITED;
            environment.events().emit(new ConnectionEvent.MessagesDropped(peer.id(), topic, reason, count, bytes));
        }
    }

    @Override
    public void waited(ByteWay way, Topic topic, long nanos) {
        environment.events().waited(way, topic, nanos);
    }

    @Override
    public void roundTrip(long nanos) {
        birth.gate().roundTrip(nanos);
        if (peer != null) {
            environment.events().emit(new ConnectionEvent.RoundTrip(peer.id(), nanos));
        }
    }

    @Override
    public void ignored(ConnectionEvent.IgnoredInput what) {
        environment.events().ignored(what);
    }

    @Override
    public void pending() {
        pending = true;
    }

    @Override
    public void reclaim() {
        self.tell(ConnectionActor.Signal.RECLAIM);
    }

    @Override
    public void failed(CloseReason reason, String detail) {
        if (failure == null) {
            failure = new SessionFailure(reason, detail);
        }
    }

    /** Signature work is done. */
    void signatureDone(Result result) {
        switch (result) {
            case Result.Signed signed -> session.signed(signed.signature());
            case Result.Verified verified -> session.verified(verified);
            case Result.Exchanged exchanged -> session.verified(exchanged);
            case Result.Refused refused when refused.reason() == Refusal.UNAVAILABLE -> session.overloaded();
            case Result.Refused refused -> session.verified(refused);
        }
        flushIfPending();
    }

    /** Bytes came: the session has them, and the link its credit back. */
    void received(Bytes bytes) {
        session.received(bytes, now());
        pauseAsTold();
        link.consumed(bytes.size());
        questions.heard();
        if (session.isEstablished()) {
            link.recycle(bytes);
        }
        flushIfPending();
    }

    /** Begins the handshake, if there is room for what it costs. */
    void start() {
        if (environment.signatures().hasRoom(birth.goesFirst())) {
            session.start(now());
            flushIfPending();
        } else {
            session.overloaded();
        }
    }

    /** Writes what has just become ready, unless a flush is on its way, which takes it along. */
    private void flushIfPending() {
        if (pending && !flushTold) {
            flush();
        }
    }

    /** As above, but first the messages that wait in the mailbox join it. */
    private void flushSoonIfPending() {
        if (pending && !flushTold) {
            flushTold = true;
            self.tell(ConnectionActor.Signal.FLUSH);
        }
    }

    /** Seals and writes what waits, as much as the link takes. */
    void flush() {
        flushTold = false;
        pending = false;
        long now = now();
        boolean more = link.isWritable();
        while (more) {
            Bytes sealed = session.produce(FLUSH_BYTES, now, link::writeBuffer);
            if (sealed != null) {
                link.write(sealed);
            }
            more = sealed != null && session.isReady() && link.isWritable();
        }
        offerWaiting();
        queue.tell(session.queuedBytes());
    }

    /** The timer has fired. */
    void tick() {
        timer.cancel();
        session.tick(now());
        pauseAsTold();
        questions.tick(now());
        flushIfPending();
    }

    /** The peer has said something beyond the handshake; the peer set is told the first time. */
    void spoken() {
        if (!spoken) {
            spoken = true;
            environment.admission().tell(new ConnectionReport.Spoken(birth.id()));
        }
    }

    /** A newcomer asks whether the peer lives: so do we. */
    void challenged(ConnectionActor.Challenge challenge) {
        questions.ask(challenge, !suspended, now());
        session.probe();
        flushIfPending();
    }

    /** Sees to it that {@link #tick} is called at the next deadline. */
    void schedule(long ownDeadline) {
        timer.set(Math.min(session.nextDeadlineNanos(), ownDeadline), environment.clock());
    }

    /** Stops reading, or reads again unless the session wants nothing either. */
    void suspendReading(boolean suspend) {
        consumersPause = suspend;
        pauseAsTold();
    }

    void pauseAsTold() {
        boolean suspend = consumersPause || session.pausesReading();
        if (suspend != suspended && !linkClosed) {
            suspended = suspend;
            session.reading(!suspend, now());
            questions.reading(!suspend, now());
            if (suspend) {
                link.suspendReading();
            } else {
                link.resumeReading();
            }
        }
    }

    void admitted(ConnectionActor.Admit admit) {
        peer = admit.peer();
        authenticated = null;
        streams.use(peer.id(), admit.consumers());
        session.admitted(peer.ordinary(), admit.allowance(), now());
        flushIfPending();
    }

    /** Offers a message to the session and answers or counts what becomes of it. */
    void send(ConnectionActor.Send send, PublicKey to) {
        birth.gate().leave(send.payload().size());
        SendOutcome outcome = offer(send.topic(), send.payload());
        if (outcome == SendOutcome.ACCEPTED) {
            flushSoonIfPending();
            if (!flushTold) {
                queue.tell(session.queuedBytes());
            }
        }
        send.answer(to, outcome, environment.events());
    }

    /** Takes a batch as far as there is room for it; the rest waits. */
    void sendAll(ConnectionActor.SendBatch batch) {
        waiting().add(batch);
        offerWaiting();
    }

    /** Takes nothing of a batch. */
    void refuse(ConnectionActor.SendBatch batch) {
        waiting().add(batch);
        closeWaiting();
    }

    /** Does not take a message. Who sends knows whom: it comes from the peer set, which has the key from here. */
    void refuse(ConnectionActor.Send send) {
        birth.gate().leave(send.payload().size());
        send.answer(Objects.requireNonNull(proven()), SendOutcome.CLOSED, environment.events());
    }

    /** Nothing more is taken. */
    void closeWaiting() {
        PublicKey from = proven();
        if (waiting != null && from != null) {
            waiting.close(from);
        }
    }

    private @Nullable PublicKey proven() {
        PublicKey unadmitted = authenticated == null ? null : authenticated.peer();
        return peer == null ? unadmitted : peer.id();
    }

    private WaitingBatches waiting() {
        if (waiting == null) {
            waiting = new WaitingBatches(birth.gate());
        }
        return waiting;
    }

    private void offerWaiting() {
        if (waiting != null && peer != null) {
            waiting.offer(peer.id(), this::offer);
            flushSoonIfPending();
        }
    }

    private SendOutcome offer(Topic topic, Bytes payload) {
        SendOutcome outcome = session.offer(topic, payload);
        if (outcome == SendOutcome.ACCEPTED) {
            environment.events().sent(topic, payload.size());
        }
        return outcome;
    }

    /** The link has told its end. */
    void linkIsClosed() {
        linkClosed = true;
    }

    /** The peer, proven and not admitted yet. */
    @Nullable
    Authenticated authenticated() {
        return authenticated;
    }

    /** Why the session has failed, or null while it has not. */
    @Nullable
    SessionFailure failure() {
        return failure;
    }

    /** Everything is over; the actor stops now. */
    void ended(CloseReason reason, String detail) {
        ended = true;
        environment.admission().tell(new ConnectionReport.Ended(birth.id(), reason, detail));
    }

    /** The actor is ending, perhaps by an exception: whatever it was, no link stays behind, and somebody is told. */
    void release() {
        if (!ended) {
            // Not by death watch: the two entries that it has for each connection are memory of every idle one.
            environment.admission().tell(new ConnectionReport.Failed(birth.id()));
        }
        if (!linkClosed) {
            linkClosed = true;
            link.abort();
        }
        timer.cancel();
        birth.gate().close();
        session.close();
        queue.tell(session.queuedBytes());
        if (peer != null) {
            environment.events().ended(session.counters());
        }
    }
}
