package dev.understory.attack;

import dev.understory.wire.PacketCodec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as attackers write them. */
final class Packets {
    private Packets() {}

    /** A whole packet record, prefix included. */
    static byte[] packet(int topic, boolean eof, byte[] payload) {
        byte[] record = new byte[PacketCodec.encodedSize(topic, eof, payload.length)];
        PacketCodec.encode(record, 0, topic, eof, payload, 0, payload.length);
        return record;
    }

    /** A packet record whose topic is that varint, which need not be one that we would write. */
    static byte[] packetOfTopic(long topic, byte[] payload) {
        byte[] packet = join(new byte[] {0x08}, varint(topic), hex("1001"), field(3, payload));
        return prefixed(field(1, join(field(1, text("type.googleapis.com/types.Packet")), field(2, packet))));
    }

    static byte[] prefixed(byte[] content) {
        int size = content.length;
        byte[] prefix = {(byte) (size >>> 24), (byte) (size >>> 16), (byte) (size >>> 8), (byte) size};
        return join(prefix, content);
    }

    static byte[] field(int number, byte[] content) {
        return join(varint((long) number << 3 | 2), varint(content.length), content);
    }

    static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] flipped(byte[] good, int bit) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= (byte) (1 << bit % 8);
        return bad;
    }
}
