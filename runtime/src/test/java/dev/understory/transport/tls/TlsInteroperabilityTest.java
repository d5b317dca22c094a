package dev.understory.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understory.transport.Endpoint;
import dev.understory.transport.LinkEvent.Cause;
import dev.understory.transport.Talker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other implementations at the other end: OpenSSL's two commands where they are installed, and the JDK's sockets. */
final class TlsInteroperabilityTest {
    private final TlsOnTcp net = new TlsOnTcp();
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void shutDown() {
        processes.forEach(Process::destroyForcibly);
        net.close();
    }

    @Test
    void anOpenSslClientTalksToTheEcho() throws Exception {
        Endpoint at = net.serve(TestIdentities.mutual("server").withProtocols(List.of("echo/1")));
        Process client = openssl(
                "s_client -quiet -no_ign_eof -tls1_3 -verify_return_error -attime 1900000000 -alpn echo/1 -CAfile "
                        + file("ca") + " -cert " + file("client") + " -key " + file("client") + " -connect " + at);
        client.getOutputStream().write("hello, echo\n".getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        assertThat(read(client.getInputStream(), 12)).isEqualTo("hello, echo\n");
        client.getOutputStream().close();
        assertThat(client.waitFor(TlsOnTcp.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(TlsOnTcp.take(net.closed).cause()).isEqualTo(Cause.END_OF_STREAM);
    }

    @Test
    void anOpenSslClientWithoutCertificateIsRefused() throws Exception {
        Endpoint at = net.serve(TestIdentities.mutual("server"));
        openssl("s_client -quiet -tls1_3 -connect " + at);
        assertThat(net.failed(false)).isEqualTo(TlsFailure.NO_CERTIFICATE);
    }

    @Test
    void anOpenSslClientOfAnOlderVersionIsRefused() throws Exception {
        Endpoint at = net.serve(TestIdentities.mutual("server"));
        openssl("s_client -quiet -tls1_2 -connect " + at);
        assertThat(net.failed(false)).isEqualTo(TlsFailure.NOTHING_IN_COMMON);
    }

    /** It answers each line with the line reversed, and sends tickets, which are ignored. */
    @Test
    void anOpenSslServerIsTalkedTo() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process server = openssl("s_server -rev -tls1_3 -Verify 1 -verify_return_error -attime 1900000000 -CAfile "
                + file("ca") + " -cert " + file("server") + " -key " + file("server") + " -accept 127.0.0.1:" + port);
        read(server.getInputStream(), 6);
        net.dial(
                net.tls(TestIdentities.mutual("client")).expecting(new TlsExpectation.Named("server.test")),
                new Endpoint("127.0.0.1", port),
                link -> OneLine.create(link, "abc\n", net.reports::add));
        Talker.Report report = TlsOnTcp.take(net.reports);
        assertThat(report.intact()).isTrue();
        assertThat(report.peer().subject()).isEqualTo("CN=server.test");
    }

    @Test
    void aStreamThatIsCutOffIsNoGoodEnd() throws Exception {
        Endpoint at = net.serve(TestIdentities.settings("server", "ca", false));
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, KeyUpdateTest.trustAll(), null);
        try (Socket plain = new Socket(at.host(), at.port())) {
            SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, "server.test", at.port(), false);
            secure.getOutputStream().write(new byte[] {1, 2, 3});
            assertThat(secure.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
            plain.shutdownOutput();
            var closed = TlsOnTcp.take(net.closed);
            assertThat(closed.cause()).isEqualTo(Cause.RESET);
            assertThat(closed.detail()).contains("TRUNCATED");
        }
    }

    private Process openssl(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(folder.resolve("openssl.log").toFile())
                    .start();
            processes.add(process);
            return process;
        } catch (IOException absent) {
            assumeTrue(false, "openssl is not installed: " + absent.getMessage());
            throw absent;
        }
    }

    private Path file(String name) throws IOException {
        return Files.writeString(folder.resolve(name + ".pem"), TestIdentities.pem(name));
    }

    private static String read(InputStream in, int size) throws IOException {
        return new String(in.readNBytes(size), StandardCharsets.US_ASCII);
    }
}
