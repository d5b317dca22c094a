package dev.understory.transport.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handshake messages of modelled TLS. Each is as long as the JDK's with what {@link JdkTls} pins, and carries what the other
 * end needs to know; the rest of it is zeros.
 */
final class ModelledMessages {
    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int ENCRYPTED_EXTENSIONS = 8;
    static final int CERTIFICATE = 11;
    static final int CERTIFICATE_REQUEST = 13;
    static final int CERTIFICATE_VERIFY = 15;
    static final int FINISHED = 20;

    static final int HEADER = 4;
    /** The JDK's own limit of a message. */
    static final int LONGEST = 32_768;

    /** Version, random, session id, three suites; groups, signature schemes (twice), versions, two key shares, OCSP, PSK modes. */
    private static final int CLIENT_HELLO_BODY = 262;
    /** Version, random, session id, suite; version, one key share of X25519. */
    private static final int SERVER_HELLO_BODY = 118;
    /** Two groups. */
    private static final int ENCRYPTED_EXTENSIONS_BODY = 12;
    /** Signature schemes, twice. */
    private static final int CERTIFICATE_REQUEST_BODY = 43;
    /** Scheme and length before the signature. */
    private static final int SIGNATURE_HEAD = 4;
    /** SHA-256, which goes with the first of our cipher suites. */
    private static final int FINISHED_BODY = 32;
    /** An ALPN extension without its names. */
    private static final int ALPN_HEAD = 6;
    /** An SNI extension without its name. */
    private static final int SNI_HEAD = 9;

    private static final long MARK = 0x4d6f64656c544c53L;

    private ModelledMessages() {}

    static byte[] clientHello(List<String> protocols, @Nullable String serverName) {
        int names = protocols.stream().mapToInt(each -> each.length() + 1).sum();
        int size = CLIENT_HELLO_BODY
                + (protocols.isEmpty() ? 0 : ALPN_HEAD + names)
                + (serverName == null ? 0 : SNI_HEAD + serverName.length());
        ByteBuffer message = message(CLIENT_HELLO, size).putLong(MARK).put((byte) protocols.size());
        protocols.forEach(each -> putName(message, each));
        return bytes(message);
    }

    /** The application protocols of a client's hello; null if it is none of ours. */
    static @Nullable List<String> protocols(ByteBuffer body) {
        if (body.remaining() < CLIENT_HELLO_BODY || body.getLong() != MARK) {
            return null;
        }
        int count = body.get();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = getName(body);
            if (name == null) {
                return null;
            }
            names.add(name);
        }
        return names;
    }

    static byte[] serverHello() {
        return bytes(message(SERVER_HELLO, SERVER_HELLO_BODY).putLong(MARK));
    }

    static boolean isServerHello(ByteBuffer body) {
        return body.remaining() == SERVER_HELLO_BODY && body.getLong() == MARK;
    }

    static byte[] encryptedExtensions(@Nullable String protocol) {
        int size = ENCRYPTED_EXTENSIONS_BODY + (protocol == null ? 0 : ALPN_HEAD + 1 + protocol.length());
        ByteBuffer message = message(ENCRYPTED_EXTENSIONS, size);
        if (protocol != null) {
            putName(message, protocol);
        }
        return bytes(message);
    }

    /** The protocol that the server chose, if any. */
    static @Nullable String chosenProtocol(ByteBuffer body) {
        String name = body.hasRemaining() ? getName(body) : null;
        return name == null || name.isEmpty() ? null : name;
    }

    static byte[] certificateRequest() {
        return bytes(message(CERTIFICATE_REQUEST, CERTIFICATE_REQUEST_BODY));
    }

    static byte[] certificate(List<X509Certificate> chain) {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        for (X509Certificate each : chain) {
            byte[] encoded = Certificates.encode(each);
            putLength(entries, encoded.length);
            entries.writeBytes(encoded);
            entries.write(0);
            entries.write(0);
        }
        ByteBuffer message = message(CERTIFICATE, 1 + 3 + entries.size());
        message.putInt(entries.size());
        return bytes(message.put(entries.toByteArray()));
    }

    /** The chain of a certificate message; null if it cannot be read. */
    static @Nullable List<X509Certificate> chain(ByteBuffer body) {
        List<X509Certificate> chain = new ArrayList<>();
        if (body.remaining() < Integer.BYTES || body.getInt() != body.remaining()) {
            return null;
        }
        while (body.hasRemaining()) {
            int length = body.remaining() < 3 ? -1 : getLength(body);
            if (length < 0 || length > body.remaining() - 2) {
                return null;
            }
            byte[] encoded = new byte[length];
            body.get(encoded);
            body.getShort();
            try {
                chain.add(Pem.certificate(encoded));
            } catch (IllegalArgumentException unreadable) {
                return null;
            }
        }
        return chain;
    }

    static byte[] certificateVerify(TlsIdentity own) {
        return bytes(message(CERTIFICATE_VERIFY, SIGNATURE_HEAD + ModelledTls.signatureSize(own)));
    }

    static byte[] finished() {
        return bytes(message(FINISHED, FINISHED_BODY));
    }

    /** The length in a message's header, whose type has been read. */
    static int getLength(ByteBuffer in) {
        return (in.get() & 0xff) << 16 | (in.get() & 0xff) << 8 | in.get() & 0xff;
    }

    private static ByteBuffer message(int type, int bodySize) {
        return ByteBuffer.allocate(HEADER + bodySize).putInt(type << 24 | bodySize);
    }

    /** All of a message, what was not written being zeros. */
    private static byte[] bytes(ByteBuffer message) {
        byte[] all = new byte[message.capacity()];
        message.rewind();
        message.get(all);
        return all;
    }

    private static void putLength(ByteArrayOutputStream out, int length) {
        out.write(length >> 16);
        out.write(length >> 8);
        out.write(length);
    }

    private static void putName(ByteBuffer out, String name) {
        out.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    }

    private static @Nullable String getName(ByteBuffer in) {
        int length = in.hasRemaining() ? in.get() & 0xff : 0;
        if (length > in.remaining()) {
            return null;
        }
        byte[] name = new byte[length];
        in.get(name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
