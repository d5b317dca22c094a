package dev.understory.wire;

/** Where packet records are laid out, one behind the other, to be sealed together. */
public sealed interface PacketOutput permits ArrayPackets, SlicedPackets {
    /**
     * Adds a record ({@link PacketCodec}) whose payload is that part of the message. It is {@link PacketCodec#encodedSize}
     * long, and whoever adds it has seen to it that there is room.
     */
    void add(int topicId, boolean eof, Bytes message, int from, int payloadLength);
}
