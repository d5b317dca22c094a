package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import dev.understory.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Two machines that write to each other; a test may look at, or change, what is between them. */
final class TlsPair {
    /** Three kinds of engine behind one machine. */
    enum Kind {
        REAL,
        MODELLED;

        Tls tls(TlsSettings settings) {
            return this == REAL
                    ? Tls.real(settings, TestIdentities.CLOCK)
                    : Tls.modelled(settings, TestIdentities.CLOCK);
        }
    }

    /** One end, and all that happened to it. */
    static final class End implements TlsListener {
        final List<Integer> writes = new ArrayList<>();
        final List<TlsWork.Kind> works = new ArrayList<>();
        final ArrayDeque<Bytes> out = new ArrayDeque<>();
        final ByteArrayOutputStream plain = new ByteArrayOutputStream();

        @Nullable
        TlsWork work;

        @Nullable
        LinkPeer peer;

        @Nullable
        TlsProblem problem;

        boolean told;
        boolean ended;
        UnaryOperator<Bytes> onTheWay = bytes -> bytes;
        TlsMachine machine;

        static End of(Kind kind, TlsSettings settings, @Nullable TlsExpectation dialled) {
            End end = new End();
            end.machine = dialled == null
                    ? TlsMachine.accept(kind.tls(settings), end)
                    : TlsMachine.dial(kind.tls(settings), dialled, end);
            return end;
        }

        @Override
        public byte[] buffer(int size) {
            return new byte[size];
        }

        @Override
        public void write(Bytes encrypted) {
            writes.add(encrypted.size());
            out.add(onTheWay.apply(encrypted));
        }

        @Override
        public void received(Bytes bytes) {
            plain.write(bytes.array(), bytes.offset(), bytes.size());
        }

        @Override
        public void work(TlsWork due) {
            works.add(due.kind());
            work = due;
        }

        @Override
        public void secured(LinkPeer proven) {
            peer = proven;
        }

        @Override
        public void ended() {
            ended = true;
        }

        @Override
        public void failed(TlsProblem reason, boolean alerted) {
            problem = reason;
            told = alerted;
        }

        @Nullable
        TlsFailure failure() {
            return problem == null ? null : problem.failure();
        }

        boolean workOff() {
            TlsWork due = work;
            if (due == null) {
                return false;
            }
            work = null;
            due.task().run();
            machine.worked();
            return true;
        }
    }

    final End client;
    final End server;

    TlsPair(Kind kind, TlsSettings ofClient, TlsSettings ofServer, TlsExpectation expected) {
        client = End.of(kind, ofClient, expected);
        server = End.of(kind, ofServer, null);
    }

    static TlsPair mutual(Kind kind) {
        return new TlsPair(
                kind,
                TestIdentities.mutual("client"),
                TestIdentities.mutual("server"),
                new TlsExpectation.AnyTrusted());
    }

    TlsPair start() {
        client.machine.start(0, Duration.ofHours(1));
        server.machine.start(0, Duration.ofHours(1));
        return run();
    }

    /** Until nothing is on its way any more. */
    TlsPair run() {
        boolean moved = true;
        while (moved) {
            moved = client.workOff() | server.workOff() | move(client, server) | move(server, client);
        }
        return this;
    }

    private static boolean move(End from, End to) {
        Bytes next = from.out.poll();
        if (next != null) {
            to.machine.received(next);
        }
        return next != null;
    }
}
