package dev.understory.attack;

import dev.understory.frame.FrameOpener;
import dev.understory.frame.Frames;
import dev.understory.wire.PacketDecoder;
import dev.understory.wire.RecordReader;
import java.util.function.IntConsumer;

/** What an attacker hears of a node after its key: hands out the topic of each packet that ends a message. */
final class Hearing {
    private static final int PLAIN = 16 * Frames.DATA;

    private final FrameOpener opener;
    private final IntConsumer topics;
    private final RecordReader records = new RecordReader(RecordReader.MAX_RECORD);
    private final PacketDecoder packets = new PacketDecoder();

    Hearing(FrameOpener opener, IntConsumer topics) {
        this.opener = opener;
        this.topics = topics;
    }

    /** More bytes of the node. Its signature and meta are no packets, and passed over. */
    void hears(byte[] bytes, int from) {
        byte[] plain = new byte[Frames.HEADER + PLAIN];
        for (int at = from; at < bytes.length; at += opener.consumed()) {
            opener.open(bytes, at, bytes.length, plain, Frames.HEADER);
            records.feed(plain, Frames.HEADER, opener.produced());
            while (records.next() == RecordReader.Next.RECORD) {
                if (packets.decode(records.array(), records.offset(), records.length()) == null && packets.eof()) {
                    topics.accept(packets.topicId());
                }
            }
        }
    }
}
