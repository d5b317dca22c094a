package dev.understory.service;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.transport.tls.TlsIdentity;
import dev.understory.transport.tls.TlsSettings;
import dev.understory.transport.tls.TlsTrust;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * An authority of one run, and the certificates that it gives to nodes: X.509 version 3 (RFC 5280) with Ed25519 (RFC 8410), the same
 * bytes for the same seeds. They are valid from 2020 to the end of 2049, in which all runs take place.
 */
public final class Certificates {
    /** When runs in virtual time begin. */
    public static final Instant EPOCH = Instant.parse("2030-01-01T00:00:00Z");

    /** Bytes of a seed. */
    public static final int SEED = 32;

    private static final String FROM = "200101000000Z";
    private static final String UNTIL = "491231235959Z";
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8 = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final byte[] ED25519 = sequence(bytes(0x06, 3, 0x2b, 0x65, 0x70));
    private static final byte[] COMMON_NAME = bytes(0x06, 3, 0x55, 4, 3);
    private static final byte[] CRITICAL = bytes(0x01, 1, 0xff);
    private static final String AUTHORITY = "authority";

    private final CryptoSuite suite = CryptoSuites.real();
    private final NodeKey authority;
    private final TlsTrust trust;

    /** An authority whose key comes from 32 random bytes. */
    public Certificates(byte[] seed) {
        this.authority = suite.nodeKey(KeyType.ED25519, seed.clone());
        byte[] own = certificate(0, AUTHORITY, authority, authorityExtensions());
        this.trust = TlsTrust.of(pem("CERTIFICATE", own));
    }

    /**
     * What a node shows, and whom it trusts: everybody whom this authority vouches for.
     *
     * @param number of the node
     * @param name of the node, for which the certificate is
     * @param seed 32 random bytes
     */
    public TlsSettings of(int number, String name, byte[] seed) {
        byte[] own = certificate(number + 1, name, suite.nodeKey(KeyType.ED25519, seed.clone()), nodeExtensions(name));
        byte[] key = sequence(der(INTEGER, bytes(0)), ED25519, der(OCTET_STRING, der(OCTET_STRING, seed)));
        return TlsSettings.mutual(TlsIdentity.of(pem("CERTIFICATE", own) + pem("PRIVATE KEY", key)), trust);
    }

    private byte[] certificate(int serial, String name, NodeKey subject, byte[] extensions) {
        byte[] number = bytes(serial >>> 24, serial >>> 16, serial >>> 8, serial);
        int first = 0;
        while (first < number.length - 1 && number[first] == 0 && number[first + 1] >= 0) {
            first++;
        }
        byte[] body = sequence(
                der(VERSION, der(INTEGER, bytes(2))),
                der(INTEGER, Arrays.copyOfRange(number, first, number.length)),
                ED25519,
                distinguished(AUTHORITY),
                sequence(der(UTC_TIME, ascii(FROM)), der(UTC_TIME, ascii(UNTIL))),
                distinguished(name),
                sequence(ED25519, bits(0, subject.publicKey().bytes())),
                der(EXTENSIONS, extensions));
        return sequence(body, ED25519, bits(0, suite.sign(authority, body)));
    }

    private static byte[] authorityExtensions() {
        return sequence(
                extension(19, CRITICAL, sequence(CRITICAL)), // basic constraints: an authority
                extension(15, CRITICAL, bits(2, bytes(0x04)))); // it signs certificates
    }

    private static byte[] nodeExtensions(String name) {
        return sequence(
                extension(15, CRITICAL, bits(7, bytes(0x80))), // it signs handshakes
                extension(17, bytes(), sequence(der(DNS_NAME, ascii(name)))));
    }

    private static byte[] extension(int kind, byte[] critical, byte[] value) {
        return sequence(bytes(0x06, 3, 0x55, 0x1d, kind), critical, der(OCTET_STRING, value));
    }

    private static byte[] distinguished(String name) {
        return sequence(der(SET, sequence(COMMON_NAME, der(UTF8, name.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] bits(int unused, byte[] content) {
        return der(BIT_STRING, bytes(unused), content);
    }

    private static byte[] sequence(byte[]... parts) {
        return der(SEQUENCE, parts);
    }

    /** One value in the distinguished encoding: its tag, its length, its content. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length < 0x80) {
            whole.write(length);
        } else if (length < 0x100) {
            whole.writeBytes(bytes(0x81, length));
        } else {
            whole.writeBytes(bytes(0x82, length >> 8, length));
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String pem(String label, byte[] encoded) {
        String end = "-----\n";
        return "-----BEGIN " + label + end + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + label
                + end;
    }
}
