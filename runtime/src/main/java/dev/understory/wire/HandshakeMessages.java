package dev.understory.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Optional;

/**
 * The three messages of the handshake, record payloads without their length prefix: {@code ProtoPubKey}, {@code Signature}
 * and {@code PeerMeta} (wire.md, sections 1.3, 1.5, 1.7 and 12.1).
 *
 * <p>Reading follows protobuf: fields in any order, the last one wins, unknown fields and known numbers with another wire
 * type are skipped. Anything that is not protobuf is rejected; an absent field is an empty or zero one.
 */
public final class HandshakeMessages {
    /** Longest first message: 34 bytes, and room for a few unknown fields. */
    public static final int MAX_KEY_RECORD = 64;

    /** Longest second or third message: 148 bytes, and room for what a later version adds. */
    public static final int MAX_RECORD = 4096;

    /** The number of the field of {@code PeerMeta} that has our capabilities: far from any that Canopy is going to use. */
    static final int CAPABILITIES = 30_001;

    private static final int FIELD_1_BYTES = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int FIELD_2_BYTES = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int FIELD_3_BYTES = 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int FIELD_1_VARINT = 1 << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int FIELD_2_VARINT = 2 << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int CAPABILITIES_BYTES = CAPABILITIES << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private HandshakeMessages() {}

    /** Step 1: the ephemeral public key. */
    public static byte[] encodeKey(byte[] publicKey) {
        return encode(sizeOf(1, publicKey), out -> writeBytes(out, 1, publicKey));
    }

    /** Reads step 1. The key is not checked, not even its length. */
    public static Optional<byte[]> decodeKey(Bytes record) {
        try {
            CodedInputStream in = input(record);
            byte[] key = new byte[0];
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == FIELD_1_BYTES) {
                    key = in.readByteArray();
                } else {
                    skip(in, tag);
                }
            }
            return Optional.of(key);
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** Step 2: the identity key and its signature over the challenge. */
    public static byte[] encodeSignature(byte[] publicKey, byte[] signature) {
        return encode(sizeOf(1, publicKey) + sizeOf(2, signature), out -> {
            writeBytes(out, 1, publicKey);
            writeBytes(out, 2, signature);
        });
    }

    /** Reads step 2. */
    public static Optional<PeerSignature> decodeSignature(Bytes record) {
        try {
            CodedInputStream in = input(record);
            Bytes key = Bytes.EMPTY;
            Bytes signature = Bytes.EMPTY;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag) {
                    case FIELD_1_BYTES -> key = Bytes.wrap(in.readByteArray());
                    case FIELD_2_BYTES -> signature = Bytes.wrap(in.readByteArray());
                    default -> skip(in, tag);
                }
            }
            return Optional.of(new PeerSignature(key, signature));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** Step 3: network, chain, the signature over both, and what we offer. */
    public static byte[] encodeMeta(PeerMeta meta) {
        byte[] signature = meta.signature().toArray();
        byte[] offer = meta.offer() instanceof Offer.Made(Capabilities made) ? made.encode() : new byte[0];
        int size = sizeOfIds(meta.networkId(), meta.chainId()) + sizeOf(3, signature) + sizeOf(CAPABILITIES, offer);
        return encode(size, out -> {
            writeIds(out, meta.networkId(), meta.chainId());
            writeBytes(out, 3, signature);
            writeBytes(out, CAPABILITIES, offer);
        });
    }

    /** Reads step 3. */
    public static Optional<PeerMeta> decodeMeta(Bytes record) {
        try {
            CodedInputStream in = input(record);
            long networkId = 0;
            long chainId = 0;
            Bytes signature = Bytes.EMPTY;
            Offer offer = new Offer.None();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag) {
                    case FIELD_1_VARINT -> networkId = in.readUInt64();
                    case FIELD_2_VARINT -> chainId = in.readUInt64();
                    case FIELD_3_BYTES -> signature = Bytes.wrap(in.readByteArray());
                    case CAPABILITIES_BYTES ->
                        offer = offer instanceof Offer.None
                                ? Capabilities.decode(in.readByteArray())
                                : unreadable(in, "capabilities come twice");
                    default -> skip(in, tag);
                }
            }
            return Optional.of(new PeerMeta(networkId, chainId, signature, offer));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** The bytes that the signature of a {@link PeerMeta} covers: fields 1 and 2, zeros left out. */
    public static byte[] metaSignBytes(long networkId, long chainId) {
        return encode(sizeOfIds(networkId, chainId), out -> writeIds(out, networkId, chainId));
    }

    private static int sizeOfIds(long networkId, long chainId) {
        return (networkId == 0 ? 0 : CodedOutputStream.computeUInt64Size(1, networkId))
                + (chainId == 0 ? 0 : CodedOutputStream.computeUInt64Size(2, chainId));
    }

    private static int sizeOf(int field, byte[] value) {
        return value.length == 0 ? 0 : CodedOutputStream.computeByteArraySize(field, value);
    }

    private static void writeIds(CodedOutputStream out, long networkId, long chainId) throws IOException {
        if (networkId != 0) {
            out.writeUInt64(1, networkId);
        }
        if (chainId != 0) {
            out.writeUInt64(2, chainId);
        }
    }

    private static void writeBytes(CodedOutputStream out, int field, byte[] value) throws IOException {
        if (value.length > 0) {
            out.writeByteArray(field, value);
        }
    }

    private static CodedInputStream input(Bytes record) {
        return CodedInputStream.newInstance(record.array(), record.offset(), record.size());
    }

    private static Offer unreadable(CodedInputStream in, String why) throws IOException {
        skip(in, CAPABILITIES_BYTES);
        return new Offer.Unreadable(why);
    }

    /** Skips a field that means nothing to us; the end of a group that never began is malformed. */
    static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new IOException("a group ends that did not begin");
        }
    }

    private static byte[] encode(int size, Writer writer) {
        if (size > MAX_RECORD) {
            throw new IllegalArgumentException("a handshake message is at most " + MAX_RECORD + " bytes long");
        }
        byte[] record = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(record);
        try {
            writer.write(out);
        } catch (IOException impossible) {
            throw new IllegalStateException("a handshake message is not as long as it was said to be", impossible);
        }
        out.checkNoSpaceLeft();
        return record;
    }

    private interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }
}
