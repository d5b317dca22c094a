package dev.understory.wire;

/** Packet records in an array of the caller's, which real ciphers work on. */
public final class ArrayPackets implements PacketOutput {
    private final byte[] array;
    private int at;

    /** Writes from {@code at} on. */
    public ArrayPackets(byte[] array, int at) {
        this.array = array;
        this.at = at;
    }

    @Override
    public void add(int topicId, boolean eof, Bytes message, int from, int payloadLength) {
        at = PacketCodec.encode(array, at, topicId, eof, message.array(), message.offset() + from, payloadLength);
    }

    /** The array that is written to. */
    public byte[] array() {
        return array;
    }
}
