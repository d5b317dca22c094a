package dev.understory.transport.tls;

import dev.understory.transport.LinkPeer;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The JDK's engine: turns its exceptions into values, and its statuses into {@link TlsEngine.Next}. */
final class JdkTlsEngine implements TlsEngine {
    private final SSLEngine engine;
    private final boolean dialled;
    private boolean established;
    private int works;

    JdkTlsEngine(SSLEngine engine, boolean dialled) {
        this.engine = engine;
        this.dialled = dialled;
    }

    @Override
    public Next next() {
        if (engine.isOutboundDone() && (engine.isInboundDone() || !established)) {
            return Next.NOTHING;
        }
        HandshakeStatus status = engine.getHandshakeStatus();
        return switch (status) {
            case NEED_TASK -> Next.WORK;
            case NEED_WRAP -> Next.OUTPUT;
            // Before the first call the engine does not know that a client begins.
            case NOT_HANDSHAKING -> established || works > 0 || !dialled ? Next.INPUT : Next.OUTPUT;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED -> Next.INPUT;
        };
    }

    @Override
    public @Nullable TlsProblem wrap(ByteBuffer plain, ByteBuffer out) {
        try {
            SSLEngineResult result = engine.wrap(plain, out);
            note(result);
            return result.getStatus() == Status.BUFFER_OVERFLOW
                    ? new TlsProblem(TlsFailure.DEFECT, "a record was given too little room")
                    : null;
        } catch (SSLException problem) {
            return JdkProblems.of(problem, established);
        } catch (RuntimeException defect) {
            return new TlsProblem(TlsFailure.DEFECT, defect.toString());
        }
    }

    @Override
    public @Nullable TlsProblem unwrap(ByteBuffer record, ByteBuffer out) {
        try {
            SSLEngineResult result = engine.unwrap(record, out);
            note(result);
            return switch (result.getStatus()) {
                case OK, CLOSED -> null;
                case BUFFER_UNDERFLOW -> new TlsProblem(TlsFailure.PROTOCOL, "a record that is none");
                case BUFFER_OVERFLOW -> new TlsProblem(TlsFailure.PROTOCOL, "a record that holds more than allowed");
            };
        } catch (SSLException problem) {
            return JdkProblems.of(problem, established);
        } catch (RuntimeException defect) {
            return new TlsProblem(TlsFailure.DEFECT, defect.toString());
        }
    }

    @Override
    public TlsWork work() {
        Runnable task = engine.getDelegatedTask();
        TlsWork.Kind first = dialled ? TlsWork.Kind.AGREE : TlsWork.Kind.ANSWER_HELLO;
        TlsWork.Kind later = dialled ? TlsWork.Kind.CHECK_SERVER : TlsWork.Kind.CHECK_CLIENT;
        return new TlsWork(works++ == 0 ? first : later, task == null ? () -> {} : task);
    }

    @Override
    public boolean isEstablished() {
        return established;
    }

    @Override
    public LinkPeer peer() {
        String agreed = engine.getApplicationProtocol();
        String protocol = agreed == null || agreed.isEmpty() ? null : agreed;
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate each : engine.getSession().getPeerCertificates()) {
                chain.add((X509Certificate) each);
            }
            return Certificates.describe(chain).speaking(protocol);
        } catch (SSLPeerUnverifiedException none) {
            return LinkPeer.unproven(protocol);
        }
    }

    @Override
    public void closeOutput() {
        engine.closeOutbound();
    }

    @Override
    public boolean isInputClosed() {
        return engine.isInboundDone();
    }

    private void note(SSLEngineResult result) {
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            established = true;
        }
    }
}
