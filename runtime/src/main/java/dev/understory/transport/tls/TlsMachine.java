package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import dev.understory.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TLS 1.3 channel, sans IO: encrypted bytes, plain bytes and time come in, effects go to its {@link
 * TlsListener}.
 *
 * <pre>
 * NEW         --start()-----------------------> HANDSHAKING
 * HANDSHAKING --both ends finished------------> OPEN
 * OPEN        --close(), or the peer's goodbye> CLOSED    our goodbye is written
 * any         --a problem, the deadline-------> FAILED    the peer is told where TLS has a word for it
 * </pre>
 *
 * While work is done elsewhere nothing more is opened: what comes waits here, and whoever owns the link gives no credit for it
 * ({@link #unopened}). What is written before the channel is open, or after it was closed, is dropped.
 */
public final class TlsMachine {
    /** Bytes of plain text that are put into one write to the link: whole records, and less than links cut a write into. */
    static final int PIECE = 3 * ModelledRecords.MOST_DATA;

    /** Writes up to here are made in scratch memory and copied, so that they do not hold an array with room for a record. */
    private static final int SMALL = 8 << 10;

    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    /** Shared by all machines that a thread runs; nothing in it outlives a call. */
    private static final ThreadLocal<byte[]> SCRATCH =
            ThreadLocal.withInitial(() -> new byte[SMALL + TlsEngine.RECORD_ROOM]);

    private enum State {
        /** Nothing was said. */
        NEW,
        /** Keys and certificates are exchanged. */
        HANDSHAKING,
        /** Data goes both ways. */
        OPEN,
        /** Ended in good order, by either end. */
        CLOSED,
        /** Ended by a problem. */
        FAILED
    }

    private final TlsEngine engine;
    private final TlsLimits limits;
    private final TlsListener listener;
    private final RecordCutter cutter = new RecordCutter();
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>(2);
    private final BarrenRecords barren;
    private State state = State.NEW;
    private boolean working;
    private int handshakeBytes;
    private Duration time = Duration.ZERO;
    private long deadlineNanos = Long.MAX_VALUE;
    private @Nullable ByteBuffer plain;
    private @Nullable ByteArrayOutputStream flight;

    private TlsMachine(TlsEngine engine, TlsLimits limits, TlsListener listener) {
        this.engine = engine;
        this.limits = limits;
        this.listener = listener;
        this.barren = new BarrenRecords(limits.barrenRecords());
    }

    /** The end that was dialled by somebody. */
    public static TlsMachine accept(Tls tls, TlsListener listener) {
        return new TlsMachine(tls.accept(), tls.settings().limits(), listener);
    }

    /** The end that has dialled somebody. */
    public static TlsMachine dial(Tls tls, TlsExpectation expected, TlsListener listener) {
        return new TlsMachine(tls.dial(expected), tls.settings().limits(), listener);
    }

    /**
     * Begins the handshake.
     *
     * @param allowed how long it may take, if that is less than the limits say
     */
    public void start(long nowNanos, Duration allowed) {
        state = State.HANDSHAKING;
        time = allowed.compareTo(limits.handshakeTime()) < 0 ? allowed : limits.handshakeTime();
        deadlineNanos = nowNanos + time.toNanos();
        pump();
    }

    /** When {@link #tick} has to be called; never, once the handshake is over. */
    public long nextDeadlineNanos() {
        return state == State.HANDSHAKING ? deadlineNanos : Long.MAX_VALUE;
    }

    /** Time has passed. */
    public void tick(long nowNanos) {
        if (state == State.HANDSHAKING && nowNanos >= deadlineNanos) {
            abandon(new TlsProblem(TlsFailure.TIMEOUT, "no handshake within " + time));
        }
    }

    /** Bytes came from the peer. They are used before this returns, or once the work that is under way is done. */
    public void received(Bytes encrypted) {
        if (isLive()) {
            arrived.add(ByteBuffer.wrap(encrypted.array(), encrypted.offset(), encrypted.size()));
            pump();
        }
    }

    /** The peer's stream has ended, below TLS. */
    public void endOfStream() {
        if (isLive()) {
            String detail = state == State.OPEN
                    ? "the stream ended without the peer's goodbye: something may be missing"
                    : "the stream ended in the middle of the handshake";
            abandon(new TlsProblem(TlsFailure.TRUNCATED, detail));
        }
    }

    /** The work is done. */
    public void worked() {
        working = false;
        pump();
    }

    /** The work was refused: too much is waiting. */
    public void overloaded() {
        working = false;
        fail(new TlsProblem(TlsFailure.OVERLOADED, "too many handshakes wait for this machine"));
    }

    /** Sends data. */
    public void write(Bytes data) {
        int at = 0;
        while (state == State.OPEN && at < data.size()) {
            int size = Math.min(PIECE, data.size() - at);
            seal(ByteBuffer.wrap(data.array(), data.offset() + at, size));
            at += size;
        }
    }

    /** Says goodbye; everything written before it arrives before it. */
    public void close() {
        if (state == State.OPEN) {
            state = State.CLOSED;
            arrived.clear();
            engine.closeOutput();
            flushOwn();
        } else if (isLive()) {
            state = State.CLOSED;
            arrived.clear();
        }
    }

    /** Bytes that came and wait for work to be done. */
    public int unopened() {
        int sum = 0;
        for (ByteBuffer each : arrived) {
            sum += each.remaining();
        }
        return sum;
    }

    private boolean isLive() {
        return state == State.HANDSHAKING || state == State.OPEN;
    }

    /** Goes on until something is missing: bytes, or work that is done elsewhere. */
    private void pump() {
        boolean more = true;
        while (more && isLive() && !working) {
            if (state == State.HANDSHAKING && engine.isEstablished()) {
                writeFlight();
                state = State.OPEN;
                listener.secured(engine.peer());
            } else {
                more = step();
            }
        }
        writeFlight();
        deliver();
        if (working) {
            // Whoever does the work has the engine to himself.
            return;
        }
        if (state == State.OPEN && engine.isInputClosed()) {
            close();
            listener.ended();
        } else if (state == State.HANDSHAKING && engine.isInputClosed()) {
            abandon(new TlsProblem(TlsFailure.REFUSED_BY_PEER, "the peer said goodbye in the middle of the handshake"));
        }
    }

    private boolean step() {
        return switch (engine.next()) {
            case WORK -> {
                writeFlight();
                working = true;
                listener.work(engine.work());
                yield true;
            }
            case OUTPUT -> wrapOwn();
            case INPUT -> open();
            case NOTHING -> false;
        };
    }

    /** One record of the engine's own. */
    private boolean wrapOwn() {
        ByteBuffer out = ByteBuffer.wrap(SCRATCH.get());
        TlsProblem problem = engine.wrap(NO_BYTES, out);
        note(out);
        if (problem != null) {
            fail(problem);
        }
        return problem == null;
    }

    private void note(ByteBuffer out) {
        if (out.position() > 0) {
            if (flight == null) {
                flight = new ByteArrayOutputStream(1024);
            }
            flight.write(out.array(), out.arrayOffset(), out.position());
        }
    }

    private void writeFlight() {
        ByteArrayOutputStream ready = flight;
        if (ready != null) {
            flight = null;
            listener.write(Bytes.wrap(ready.toByteArray()));
        }
    }

    /** Opens the next record, if there is a whole one. */
    private boolean open() {
        ByteBuffer in = arrived.peek();
        if (in == null || engine.isInputClosed()) {
            return false;
        }
        RecordCutter.Cut cut = cutter.cut(in);
        if (!in.hasRemaining()) {
            arrived.remove();
        }
        switch (cut) {
            case RECORD -> openRecord(cutter.record());
            case MORE -> {}
            case NOT_TLS ->
                fail(new TlsProblem(
                        state == State.OPEN ? TlsFailure.PROTOCOL : TlsFailure.NOT_TLS,
                        "what came is not a TLS record"));
            case TOO_LONG -> fail(new TlsProblem(TlsFailure.PROTOCOL, "a record that is longer than any may be"));
        }
        return true;
    }

    private void openRecord(ByteBuffer record) {
        int size = record.remaining();
        if (state == State.HANDSHAKING) {
            handshakeBytes += size;
            if (handshakeBytes > limits.handshakeBytes()) {
                String detail = "the peer's handshake is longer than " + limits.handshakeBytes() + " bytes";
                fail(new TlsProblem(TlsFailure.HANDSHAKE_TOO_LONG, detail));
                return;
            }
        }
        ByteBuffer out = roomFor(size);
        int before = out.position();
        TlsProblem problem = engine.unwrap(record, out);
        if (problem != null) {
            fail(problem);
        } else if (state == State.OPEN && !engine.isInputClosed() && !barren.allow(out.position() - before)) {
            String detail = "more than " + limits.barrenRecords() + " records without data";
            fail(new TlsProblem(TlsFailure.BARREN_RECORDS, detail));
        }
    }

    /** Room for what a record of that size can hold, and for all else that has arrived with it. */
    private ByteBuffer roomFor(int size) {
        if (state == State.HANDSHAKING) {
            return ByteBuffer.wrap(SCRATCH.get());
        }
        ByteBuffer room = plain;
        if (room == null || room.remaining() < size) {
            deliver();
            ByteBuffer next = arrived.peek();
            room = ByteBuffer.allocate(size + (next == null ? 0 : next.remaining()));
            plain = room;
        }
        return room;
    }

    private void deliver() {
        ByteBuffer ready = plain;
        if (ready != null) {
            plain = null;
            if (ready.position() > 0) {
                listener.received(Bytes.wrap(ready.array(), ready.arrayOffset(), ready.position()));
            }
        }
    }

    private void seal(ByteBuffer data) {
        boolean small = data.remaining() <= SMALL;
        int records = (data.remaining() >> 14) + 1;
        byte[] array = small
                ? SCRATCH.get()
                : listener.buffer(data.remaining() + records * ModelledRecords.OVERHEAD + TlsEngine.RECORD_ROOM);
        ByteBuffer out = ByteBuffer.wrap(array);
        while (data.hasRemaining()) {
            int left = data.remaining();
            int made = out.position();
            TlsProblem problem = engine.wrap(data, out);
            if (problem == null && data.remaining() == left && out.position() == made) {
                problem = new TlsProblem(TlsFailure.DEFECT, "a record could not be made");
            }
            if (problem != null) {
                fail(problem);
                return;
            }
        }
        int size = out.position();
        if (small) {
            array = listener.buffer(size);
            out.get(0, array, 0, size);
        }
        listener.write(Bytes.wrap(array, 0, size));
    }

    /** Ends it by a problem that the engine may have an alert for. */
    private void fail(TlsProblem problem) {
        if (isLive()) {
            state = State.FAILED;
            arrived.clear();
            deliver();
            boolean told = flushOwn();
            listener.failed(problem, told);
        }
    }

    /** Ends it where there is nobody to tell. */
    private void abandon(TlsProblem problem) {
        state = State.FAILED;
        arrived.clear();
        listener.failed(problem, false);
    }

    /** Writes what the engine still has to say. */
    private boolean flushOwn() {
        boolean wrote = false;
        for (int i = 0; i < 4 && engine.next() == TlsEngine.Next.OUTPUT; i++) {
            ByteBuffer out = ByteBuffer.wrap(SCRATCH.get());
            // A task that failed says so once more; what it left to be written comes with the next call.
            TlsProblem again = engine.wrap(NO_BYTES, out);
            wrote |= again == null && out.position() > 0;
            note(out);
        }
        writeFlight();
        return wrote;
    }

    /** Who the other end is, once the channel is open. */
    LinkPeer peer() {
        return engine.peer();
    }
}
