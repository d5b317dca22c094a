package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.wire.Bytes;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** A peer that only renews its keys. */
final class KeyUpdateTest {
    private final TlsPair.End server =
            TlsPair.End.of(TlsPair.Kind.REAL, TestIdentities.settings("server", "ca", false), null);

    private final ByteBuffer inbox = ByteBuffer.allocate(1 << 20);

    @Test
    void someKeyUpdatesAreAnsweredAndManyAreNot() throws Exception {
        SSLEngine client = connected();
        for (int i = 0; i < TlsLimits.defaults().barrenRecords(); i++) {
            updateKeys(client);
        }
        assertThat(server.problem).isNull();
        send(client, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(server.plain.toByteArray()).containsExactly(1, 2, 3);
        updateKeys(client);
        assertThat(server.failure()).isEqualTo(TlsFailure.BARREN_RECORDS);
    }

    @Test
    void dataEarnsMore() {
        BarrenRecords allowance = new BarrenRecords(2);
        for (int i = 0; i < 2; i++) {
            assertThat(allowance.allow(0)).isTrue();
        }
        assertThat(allowance.allow(TlsLimits.DATA_PER_BARREN - 1)).isTrue();
        assertThat(allowance.allow(1)).isTrue();
        assertThat(allowance.allow(0)).isTrue();
        assertThat(allowance.allow(0)).isFalse();
    }

    private SSLEngine connected() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trustAll(), null);
        SSLEngine client = context.createSSLEngine();
        client.setUseClientMode(true);
        server.machine.start(0, Duration.ofHours(1));
        for (int i = 0; i < 100 && server.peer == null; i++) {
            Runnable task = client.getDelegatedTask();
            if (task != null) {
                task.run();
            } else if (client.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
                read(client);
            } else {
                send(client, ByteBuffer.allocate(0));
            }
        }
        assertThat(server.peer).isNotNull();
        return client;
    }

    private void updateKeys(SSLEngine client) throws Exception {
        client.beginHandshake();
        send(client, ByteBuffer.allocate(0));
        read(client);
    }

    private void send(SSLEngine client, ByteBuffer plain) throws Exception {
        ByteBuffer out = ByteBuffer.allocate(40_000);
        client.wrap(plain, out);
        server.machine.received(Bytes.wrap(out.array(), 0, out.position()));
        server.workOff();
    }

    /** Takes one record, if there is one. */
    private void read(SSLEngine client) throws Exception {
        for (Bytes each = server.out.poll(); each != null; each = server.out.poll()) {
            inbox.put(each.array(), each.offset(), each.size());
        }
        inbox.flip();
        client.unwrap(inbox, ByteBuffer.allocate(40_000));
        inbox.compact();
    }

    /** For clients of tests that trust anybody. */
    static TrustManager[] trustAll() {
        return new TrustManager[] {new TrustAll()};
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
