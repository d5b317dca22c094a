package dev.understory.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.mux.PacketScheduler.Offer;
import dev.understory.wire.ArrayPackets;
import dev.understory.wire.Bytes;
import dev.understory.wire.PacketDecoder;
import dev.understory.wire.PacketOutput;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketSchedulerTest {
    /** A packet as it was written. */
    private record Written(Topic topic, boolean eof, byte[] payload) {}

    private final PacketScheduler scheduler = new PacketScheduler(limits(1 << 20, 1 << 22, 1_000));

    @Test
    void sendsByPriority() {
        for (Topic topic : Topic.values()) {
            if (topic != Topic.HEARTBEAT) {
                offer(topic, 10);
            }
        }
        scheduler.wantPong();
        scheduler.wantPing();

        List<Written> sent = drain();

        assertThat(sent)
                .extracting(Written::topic)
                .containsExactly(
                        Topic.HEARTBEAT,
                        Topic.HEARTBEAT,
                        Topic.CONSENSUS,
                        Topic.BLOCK,
                        Topic.BLOCK_REQUEST,
                        Topic.TX,
                        Topic.PEERS_RESPONSE,
                        Topic.PEERS_REQUEST);
        assertThat(new String(sent.get(0).payload())).isEqualTo("ping");
        assertThat(new String(sent.get(1).payload())).isEqualTo("pong");
    }

    @Test
    void noMoreWaitsOnAllTopicsThanThereIsRoomForButTheFirstOfEachAlwaysDoes() {
        long room = 2 * (1_000 + PacketScheduler.OVERHEAD);
        Bytes message = Bytes.wrap(new byte[1_000]);
        assertThat(scheduler.offer(Topic.BLOCK, Bytes.wrap(new byte[1 << 20]), room))
                .isEqualTo(Offer.TAKEN);
        assertThat(scheduler.offer(Topic.CONSENSUS, message, room)).isEqualTo(Offer.TAKEN);
        assertThat(scheduler.behind()).isZero();
        assertThat(scheduler.offer(Topic.CONSENSUS, message, room)).isEqualTo(Offer.TAKEN);
        assertThat(scheduler.offer(Topic.BLOCK, message, room)).isEqualTo(Offer.TAKEN);
        assertThat(scheduler.offer(Topic.BLOCK, message, room)).isEqualTo(Offer.FULL);
        assertThat(scheduler.offer(Topic.CONSENSUS, message, room)).isEqualTo(Offer.FULL);
        assertThat(scheduler.offer(Topic.TX, message, room)).as("the first").isEqualTo(Offer.TAKEN);
        assertThat(scheduler.behind()).isEqualTo(room);

        assertThat(drain()).isNotEmpty();
        assertThat(scheduler.behind()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_768, 100_000})
    void cutsAMessageIntoPacketsOfAtMost16KiB(int size) {
        byte[] payload = random(size, size);
        scheduler.offer(Topic.TX, Bytes.wrap(payload));

        List<Written> sent = drain();

        assertThat(sent).hasSize(Math.max(1, (size + 16_383) / 16_384));
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sent.get(i).eof()).isEqualTo(i == sent.size() - 1);
            assertThat(sent.get(i).payload().length).isLessThanOrEqualTo(16_384);
        }
        assertThat(join(sent, Topic.TX).get(0)).isEqualTo(payload);
    }

    @Test
    void consensusOvertakesBulkAfterThePacketThatIsBeingWritten() {
        offer(Topic.BLOCK, 1 << 20);
        offer(Topic.TX, 1 << 20);
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            for (int n = random.nextInt(5); n >= 0; n--) {
                assertThat(next().topic()).isNotEqualTo(Topic.CONSENSUS);
            }
            offer(Topic.CONSENSUS, 100);
            assertThat(next().topic()).isEqualTo(Topic.CONSENSUS);
            if (scheduler.queuedBytes(Topic.BLOCK) < 200_000) {
                offer(Topic.BLOCK, 1 << 20);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5_000, 100_000})
    void aFloodOfConsensusNeverStarvesTx(int floodMessage) {
        scheduler.offer(Topic.TX, Bytes.wrap(new byte[200_000]));
        long consensusSinceTx = 0;
        long tx = 0;
        while (tx < 200_000) {
            while (scheduler.queuedMessages(Topic.CONSENSUS) < 5) {
                offer(Topic.CONSENSUS, floodMessage);
            }
            Written packet = next();
            if (packet.topic() == Topic.TX) {
                tx += packet.payload().length;
                consensusSinceTx = 0;
            } else {
                consensusSinceTx += packet.payload().length;
                assertThat(consensusSinceTx)
                        .isLessThanOrEqualTo(PacketScheduler.TURN_BYTES + PacketScheduler.MAX_PAYLOAD);
            }
        }
    }

    @Test
    void underAFloodAllOthersTakeTurnsAndTheFloodKeepsItsShare() {
        Map<Topic, Long> sent = new EnumMap<>(Topic.class);
        Topic[] all = {
            Topic.CONSENSUS, Topic.BLOCK, Topic.BLOCK_REQUEST, Topic.TX, Topic.PEERS_RESPONSE, Topic.PEERS_REQUEST
        };
        for (int i = 0; i < 5_000; i++) {
            for (Topic topic : all) {
                if (scheduler.queuedMessages(topic) < 3) {
                    offer(topic, 50_000);
                }
            }
            Written packet = next();
            sent.merge(packet.topic(), (long) packet.payload().length, Long::sum);
        }
        long total = sent.values().stream().mapToLong(Long::longValue).sum();
        assertThat(sent.get(Topic.CONSENSUS)).isGreaterThan(total * 8 / 10);
        for (Topic topic : all) {
            assertThat(sent.get(topic)).as("%s", topic).isGreaterThan(total / 60);
        }
    }

    @Test
    void aQueueTakesAllOfAMessageOrNothing() {
        PacketScheduler small = new PacketScheduler(limits(1_000, 2_000, 3));
        assertThat(small.offer(Topic.TX, Bytes.wrap(new byte[900]))).isEqualTo(Offer.TAKEN);
        assertThat(small.offer(Topic.TX, Bytes.wrap(new byte[900]))).isEqualTo(Offer.TAKEN);
        assertThat(small.offer(Topic.TX, Bytes.wrap(new byte[201]))).isEqualTo(Offer.FULL);
        assertThat(small.queuedBytes(Topic.TX)).isEqualTo(1_800);
        assertThat(small.queuedMessages(Topic.TX)).isEqualTo(2);
        assertThat(small.offer(Topic.BLOCK, Bytes.wrap(new byte[900])))
                .as("other topics have room")
                .isEqualTo(Offer.TAKEN);
        assertThat(small.offer(Topic.TX, Bytes.wrap(new byte[200]))).isEqualTo(Offer.TAKEN);
        assertThat(small.offer(Topic.TX, Bytes.EMPTY))
                .as("the count is bounded too")
                .isEqualTo(Offer.FULL);
    }

    @Test
    void aMessageAboveTheTopicsLimitIsTooLarge() {
        PacketScheduler small = new PacketScheduler(limits(1_000, 500, 3));
        assertThat(small.offer(Topic.TX, Bytes.wrap(new byte[1_001]))).isEqualTo(Offer.TOO_LARGE);
        assertThat(small.offer(Topic.TX, Bytes.wrap(new byte[1_000])))
                .as("an empty queue takes it")
                .isEqualTo(Offer.TAKEN);
        assertThat(small.offer(Topic.TX, Bytes.wrap(new byte[1]))).isEqualTo(Offer.FULL);
    }

    @Test
    void heartbeatsAreOnePingAndAPongForEachOfAFewPingsHoweverManyAreWanted() {
        for (int i = 0; i < PacketScheduler.MOST_PONGS; i++) {
            assertThat(scheduler.wantPong()).isTrue();
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(scheduler.wantPong()).isFalse();
            scheduler.wantPing();
        }
        assertThat(drain()).hasSize(1 + PacketScheduler.MOST_PONGS);
        assertThat(scheduler.wantPong()).isTrue();
        assertThatThrownBy(() -> scheduler.offer(Topic.HEARTBEAT, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void heldTopicsWaitAndUrgentOnesDoNot() {
        offer(Topic.BLOCK, 10);
        offer(Topic.CONSENSUS, 10);
        scheduler.wantPing();
        scheduler.hold(true);

        assertThat(drain()).extracting(Written::topic).containsExactly(Topic.HEARTBEAT, Topic.CONSENSUS);
        assertThat(scheduler.isReady()).isFalse();
        assertThat(scheduler.isHolding()).isTrue();
        scheduler.hold(false);
        assertThat(scheduler.isReady()).isTrue();
        assertThat(scheduler.isHolding()).isFalse();
        assertThat(drain()).extracting(Written::topic).containsExactly(Topic.BLOCK);
    }

    @Test
    void fillsTheBufferToWithinTwoHundredFiftySixBytes() {
        offer(Topic.TX, 1 << 20);
        for (int room : new int[] {1_024, 1_025, 5_000, 16_384, 16_430, 65_536}) {
            PacketOutput out = new ArrayPackets(new byte[room], 0);
            int at = 0;
            for (int size = scheduler.writeNext(out, room); size > 0; size = scheduler.writeNext(out, room - at)) {
                at += size;
            }
            assertThat(room - at).as("room %s", room).isLessThan(256);
        }
    }

    @Test
    void messagesOfATopicKeepTheirOrderAndTheirBytesHoweverTheyAreCut() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Map<Topic, List<byte[]>> offered = new EnumMap<>(Topic.class);
            List<Written> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Topic topic = Topic.values()[random.nextInt(6)];
                byte[] payload = random(random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(300), i);
                if (scheduler.offer(topic, Bytes.wrap(payload)) == Offer.TAKEN) {
                    offered.computeIfAbsent(topic, t -> new ArrayList<>()).add(payload);
                }
                for (int n = random.nextInt(4); n > 0; n--) {
                    write(1_024 + random.nextInt(30_000), sent);
                }
            }
            sent.addAll(drain());
            for (Map.Entry<Topic, List<byte[]>> entry : offered.entrySet()) {
                assertThat(join(sent, entry.getKey())).as("seed %s", seed).containsExactlyElementsOf(entry.getValue());
            }
            assertThat(scheduler.hasMessages()).isFalse();
        }
    }

    private void offer(Topic topic, int size) {
        assertThat(scheduler.offer(topic, Bytes.wrap(new byte[size]))).isEqualTo(Offer.TAKEN);
    }

    private Written next() {
        List<Written> sent = new ArrayList<>();
        write(20_000, sent);
        return sent.get(0);
    }

    private List<Written> drain() {
        List<Written> sent = new ArrayList<>();
        while (write(20_000, sent)) {
            continue;
        }
        return sent;
    }

    private boolean write(int room, List<Written> sent) {
        byte[] out = new byte[room + 5];
        int size = scheduler.writeNext(new ArrayPackets(out, 5), room);
        if (size == 0) {
            return false;
        }
        PacketDecoder decoder = new PacketDecoder();
        assertThat(decoder.decode(out, 9, size - 4)).isNull();
        Topic topic = Topic.ofId(decoder.topicId());
        int from = decoder.payloadOffset();
        sent.add(new Written(topic, decoder.eof(), Arrays.copyOfRange(out, from, from + decoder.payloadLength())));
        return true;
    }

    private static List<byte[]> join(List<Written> sent, Topic topic) {
        List<byte[]> messages = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (Written packet : sent) {
            if (packet.topic() == topic) {
                message.writeBytes(packet.payload());
                if (packet.eof()) {
                    messages.add(message.toByteArray());
                    message.reset();
                }
            }
        }
        return messages;
    }

    static Map<Topic, TopicLimits> limits(int message, long bytes, int messages) {
        Map<Topic, TopicLimits> limits = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            limits.put(topic, new TopicLimits(message, bytes, messages));
        }
        return limits;
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
