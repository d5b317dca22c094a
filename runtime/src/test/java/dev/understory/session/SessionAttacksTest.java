package dev.understory.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.frame.Frames;
import dev.understory.limits.Limits;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.PacketCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows F and M of attacks.md, against an established session. Each test is named after its row. */
final class SessionAttacksTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final byte[] NOTHING = {};

    private final HostilePeer peer = HostilePeer.admitted(SUITE);
    private final SessionEnd victim = peer.victim;

    @AfterEach
    void nothingStaysCharged() {
        victim.session.close();
        assertThat(victim.session.heldMemory()).isZero();
    }

    @Test
    void f1AFlippedBitClosesAndNothingOfTheFrameIsDelivered() {
        byte[] frames = peer.sealed(record(3, true, bytes("x")));
        frames[new Random(1).nextInt(frames.length)] ^= 8;
        peer.wire(frames);
        closedFor(CloseReason.BAD_FRAME);
        assertThat(victim.messages).isEmpty();
    }

    @Test
    void f1MessagesBeforeTheBadFrameAreDelivered() {
        byte[] good = peer.sealed(record(3, true, bytes("good")));
        byte[] bad = peer.sealed(record(3, true, bytes("bad")));
        bad[1043] ^= 1;
        peer.wire(join(good, bad));
        closedFor(CloseReason.BAD_FRAME);
        assertThat(victim.received(Topic.TX)).containsExactly(Bytes.wrap(bytes("good")));
    }

    @Test
    void f2AReplayedFrameCloses() {
        byte[] frames = peer.sealed(record(3, true, bytes("once")));
        peer.wire(frames);
        peer.wire(frames);
        closedFor(CloseReason.BAD_FRAME);
        assertThat(victim.received(Topic.TX)).hasSize(1);
    }

    @Test
    void f2ADroppedFrameCloses() {
        peer.sealed(record(3, true, bytes("lost")));
        peer.packet(3, true, bytes("next"));
        closedFor(CloseReason.BAD_FRAME);
        assertThat(victim.messages).isEmpty();
    }

    @Test
    void f2ReorderedFramesClose() {
        byte[] first = peer.sealed(record(3, true, bytes("1")));
        byte[] second = peer.sealed(record(3, true, bytes("2")));
        peer.wire(join(second, first));
        closedFor(CloseReason.BAD_FRAME);
        assertThat(victim.messages).isEmpty();
    }

    @Test
    void f3AFrameCutAtAnyLengthIsNotDelivered() {
        byte[] frame = peer.sealed(record(3, true, bytes("partial")));
        for (int i = 0; i < Frames.SIZE - 1; i++) {
            peer.wire(new byte[] {frame[i]});
            assertThat(victim.messages).isEmpty();
        }
        victim.session.close();
        assertThat(victim.messages).isEmpty();
        assertThat(victim.closed).as("the owner knows that the stream ended").isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1025, -1, Integer.MIN_VALUE})
    void f4AnInnerLengthAbove1024Closes(int length) {
        peer.wire(peer.frame(length, new byte[1024]));
        closedFor(CloseReason.BAD_FRAME);
    }

    @Test
    void f8OurOwnFramesSentBackClose() {
        victim.session.offer(Topic.TX, Bytes.wrap(bytes("hello")));
        Bytes ours = victim.produce(0);
        assertThat(ours).isNotNull();
        peer.wire(ours.toArray());
        closedFor(CloseReason.BAD_FRAME);
    }

    @Test
    void f10SeveralEnvelopesInOneFrameAndOneOverManyFramesParse() {
        peer.stream(join(record(3, true, bytes("a")), record(1, true, bytes("b")), record(3, true, bytes("c"))));
        byte[] large = new byte[PacketCodec.MAX_PAYLOAD];
        new Random(2).nextBytes(large);
        byte[] record = record(1, true, large);
        assertThat(Frames.count(record.length)).isEqualTo(977);
        peer.stream(record);

        assertThat(victim.received(Topic.TX)).containsExactly(Bytes.wrap(bytes("a")), Bytes.wrap(bytes("c")));
        assertThat(victim.received(Topic.BLOCK)).containsExactly(Bytes.wrap(bytes("b")), Bytes.wrap(large));
    }

    @Test
    void f10AFrameBoundaryMayLieAnywhereInARecord() {
        byte[] record = record(3, true, bytes("abc"));
        for (int cut = 0; cut <= record.length; cut++) {
            peer.stream(Arrays.copyOf(record, cut));
            peer.stream(NOTHING);
            peer.wire(peer.frame(0, NOTHING));
            peer.stream(Arrays.copyOfRange(record, cut, record.length));
        }
        assertThat(victim.received(Topic.TX)).hasSize(record.length + 1).containsOnly(Bytes.wrap(bytes("abc")));
    }

    @Test
    void f11DirtyPaddingIsIgnored() {
        byte[] record = record(3, true, bytes("abc"));
        byte[] dirty = new byte[1024];
        Arrays.fill(dirty, (byte) 0xee);
        System.arraycopy(record, 0, dirty, 0, record.length);
        peer.wire(peer.frame(record.length, dirty));
        peer.packet(3, true, bytes("def"));
        assertThat(victim.received(Topic.TX)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no payload: 4801",
                "empty any: 0a00",
                "no type: 0a021200",
                "other type: 0a240a22747970652e676f6f676c65617069732e636f6d2f74797065732e506565724d657461"
            })
    void m1AnEnvelopeOfAnythingElseCloses(String input) {
        peer.record(HexFormat.of().parseHex(input.substring(input.indexOf(": ") + 2)));
        closedFor(CloseReason.MALFORMED_PACKET);
    }

    @Test
    void m1AnEmptyRecordCloses() {
        peer.stream(new byte[4]);
        closedFor(CloseReason.MALFORMED_PACKET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a", "0a05", "0a80808080808080808080", "0b0c", "08 01", "0f"})
    void m2MalformedProtobufCloses(String hex) {
        peer.record(HexFormat.of().parseHex(hex.replace(" ", "")));
        closedFor(CloseReason.MALFORMED_PACKET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"000f4241", "7fffffff", "80000000", "ffffffff"})
    void m3ARecordAboveAMillionBytesClosesAtItsPrefix(String prefix) {
        peer.stream(HexFormat.of().parseHex(prefix));
        closedFor(CloseReason.RECORD_TOO_LONG);
        assertThat(victim.session.heldMemory()).isZero();
    }

    @Test
    void m3ARecordOfExactlyAMillionBytesIsRead() {
        byte[] record = record(3, true, new byte[PacketCodec.MAX_PAYLOAD]);
        assertThat(record).hasSize(1_000_004);
        peer.stream(record);
        assertThat(victim.received(Topic.TX)).hasSize(1);
    }

    @Test
    void m3AClaimedLengthCostsNoMemoryUntilItsBytesCome() {
        peer.stream(HexFormat.of().parseHex("000f4240"));
        assertThat(victim.session.heldMemory()).isLessThan(64);
        peer.stream(new byte[5_000]);
        assertThat(victim.session.heldMemory()).isBetween(5_000L, 12_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 42, 98})
    void m4AnUnknownTopicIsDiscardedAndCounted(int topic) {
        peer.packet(topic, true, new byte[1_000]);
        peer.packet(3, true, bytes("served"));
        assertThat(victim.closed).isNull();
        assertThat(victim.received(Topic.TX)).hasSize(1);
        assertThat(victim.receivedCount()).isEqualTo(1);
        assertThat(victim.session.counters().ignoredTopicBytes()).isBetween(1_000L, 1_060L);
    }

    @Test
    void m4MoreThanAMegabyteOnUnknownTopicsCloses() {
        for (int sent = 0; sent + 10_060 <= 1_000_000; sent += 10_060) {
            peer.packet(42, true, new byte[10_000]);
            assertThat(victim.closed).isNull();
        }
        peer.packet(7, true, new byte[20_000]);
        closedFor(CloseReason.IGNORED_TOPIC_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(longs = {99, 100, -1, 1L << 31, Integer.MAX_VALUE})
    void m4AnInvalidTopicCloses(long topic) {
        peer.record(packetOfTopic(topic));
        closedFor(CloseReason.BAD_TOPIC);
    }

    /** 2^63 is a varint whose low 32 bits are 0: every protobuf parser, Canopy's included, reads topic 0. */
    @ParameterizedTest
    @ValueSource(longs = {1L << 63, 1L << 32})
    void m4ATopicThatIs0In32BitsIsTopic0(long topic) {
        peer.record(packetOfTopic(topic));
        assertThat(victim.closed).isNull();
        peer.packet(0, true, bytes("x"));
        assertThat(victim.received(Topic.CONSENSUS)).containsExactly(Bytes.wrap(bytes("x")));
    }

    /** A packet without payload or end. */
    private static byte[] packetOfTopic(long topic) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x08);
        for (long rest = topic; ; rest >>>= 7) {
            if ((rest & ~0x7fL) == 0) {
                packet.write((int) rest);
                break;
            }
            packet.write((int) (rest & 0x7f | 0x80));
        }
        byte[] type = HexFormat.of().parseHex("0a20747970652e676f6f676c65617069732e636f6d2f74797065732e5061636b6574");
        byte[] any = join(type, new byte[] {0x12, (byte) packet.size()}, packet.toByteArray());
        return join(new byte[] {0x0a, (byte) any.length}, any);
    }

    @Test
    void m5UndeclaredTopicsWithoutEndHoldNoMemory() {
        int rounds = 0;
        while (victim.closed == null) {
            for (int topic = 7; topic <= 98 && victim.closed == null; topic++) {
                peer.packet(topic, false, new byte[900]);
                assertThat(victim.session.heldMemory()).isLessThan(4_096);
            }
            rounds++;
        }
        assertThat(rounds).isBetween(11, 13);
        assertThat(victim.closed).isEqualTo(CloseReason.IGNORED_TOPIC_LIMIT);
    }

    @Test
    void m7AMessageWhoseEndNeverComesIsNotDelivered() {
        peer.packet(1, false, new byte[50_000]);
        assertThat(victim.session.heldMemory()).isPositive();
        victim.session.close();
        assertThat(victim.messages).isEmpty();
        assertThat(victim.session.heldMemory()).isZero();
    }

    @Test
    void m8AnEmptyMessageIsDeliveredEmpty() {
        for (Topic topic : Topic.values()) {
            if (topic != Topic.HEARTBEAT) {
                peer.packet(topic.id(), true, NOTHING);
                assertThat(victim.received(topic)).containsExactly(Bytes.EMPTY);
            }
        }
    }

    @Test
    void m11InterleavedTopicsArriveIntactAndInOrder() {
        victim.session.reclassified(false); // Not by the rates of strangers.
        Random random = new Random(11);
        byte[][] sources = new byte[6][];
        int[] sent = new int[6];
        List<List<Bytes>> expected = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            expected.add(new ArrayList<>());
        }
        for (int i = 0; i < 1_500; i++) {
            int t = random.nextInt(6);
            if (sources[t] == null) {
                sources[t] = new byte[random.nextInt(8_000)];
                random.nextBytes(sources[t]);
                sent[t] = 0;
            }
            int size = Math.min(sources[t].length - sent[t], random.nextInt(3_000));
            boolean eof = sent[t] + size == sources[t].length;
            peer.packet(t, eof, Arrays.copyOfRange(sources[t], sent[t], sent[t] + size));
            sent[t] += size;
            if (eof) {
                expected.get(t).add(Bytes.wrap(sources[t]));
                sources[t] = null;
            }
        }
        for (int t = 0; t < 6; t++) {
            assertThat(victim.received(Topic.values()[t])).isEqualTo(expected.get(t));
        }
    }

    @Test
    void m12TwoMessagesMixedOnOneTopicDoNotEndTheConnection() {
        peer.packet(3, false, bytes("a1"));
        peer.packet(3, false, bytes("b1"));
        peer.packet(3, true, bytes("a2"));
        peer.packet(3, true, bytes("b2"));
        assertThat(victim.received(Topic.TX)).containsExactly(Bytes.wrap(bytes("a1b1a2")), Bytes.wrap(bytes("b2")));
        assertThat(victim.session.isEstablished()).isTrue();
    }

    @Test
    void m18AnUnknownHeartbeatIsIgnoredAndCounted() {
        peer.packet(6, true, bytes("pang"));
        peer.packet(6, false, NOTHING);
        peer.packet(6, true, new byte[Limits.HEARTBEAT_BYTES]);
        assertThat(victim.closed).isNull();
        assertThat(victim.messages).isEmpty();
        assertThat(victim.session.counters().unknownHeartbeats()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 999_950})
    void m18AHeartbeatAbove64BytesCloses(int size) {
        peer.packet(6, true, new byte[size]);
        closedFor(CloseReason.HEARTBEAT_ABUSE);
    }

    @Test
    void m20PongsThatWereNeverRequestedAreIgnoredAndCounted() {
        peer.read();
        peer.packet(6, true, bytes("pong"));
        long answered = victim.session.counters().unrequestedPongs();
        for (int i = 0; i < 1_000; i++) {
            peer.packet(6, true, bytes("pong"));
        }
        assertThat(answered).as("the first one answers our own ping").isZero();
        assertThat(victim.closed).isNull();
        assertThat(victim.session.counters().unrequestedPongs()).isEqualTo(1_000);
        assertThat(victim.roundTrips).hasSize(1);
    }

    @Test
    void s1OfManyPingsAtOnceFewAreAnsweredAndAFloodCloses() {
        for (int i = 0; i < 1_000; i++) {
            peer.packet(6, true, bytes("ping"));
        }
        assertThat(peer.readTexts(6)).hasSize(17).startsWith("ping", "pong").endsWith("pong");
        assertThat(victim.session.counters().coalescedPings()).isEqualTo(984);
        assertThat(victim.closed).isNull();

        for (int i = 0; i < 5_000 && victim.closed == null; i++) {
            peer.packet(6, true, bytes("ping"));
        }
        closedFor(CloseReason.HEARTBEAT_ABUSE);
    }

    @Test
    void s1PingsThatAcknowledgeBulkAreNoFlood() {
        byte[] bulk = record(1, true, new byte[16_384]);
        for (int i = 0; i < 10_000; i++) {
            peer.stream(join(bulk, record(6, true, bytes("ping"))));
            victim.messages.clear();
        }
        assertThat(victim.closed).isNull();
    }

    @Test
    void nothingIsAnsweredToAViolation() {
        peer.read();
        peer.packet(99, true, NOTHING);
        closedFor(CloseReason.BAD_TOPIC);
        assertThat(victim.produce(0)).isNull();
        assertThat(victim.session.offer(Topic.TX, Bytes.EMPTY)).isEqualTo(SendOutcome.CLOSED);
        peer.packet(3, true, bytes("late"));
        assertThat(victim.messages).isEmpty();
    }

    private void closedFor(CloseReason reason) {
        assertThat(victim.closed).isEqualTo(reason);
        assertThat(victim.session.isClosed()).isTrue();
        assertThat(victim.session.heldMemory()).isZero();
    }

    private static byte[] record(int topic, boolean eof, byte[] payload) {
        byte[] record = new byte[PacketCodec.encodedSize(topic, eof, payload.length)];
        PacketCodec.encode(record, 0, topic, eof, payload, 0, payload.length);
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
