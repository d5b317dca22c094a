package dev.understory.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two sessions, random traffic both ways, bytes cut and delayed at random: all messages intact and in order. */
final class SessionPropertyTest {
    private static final long MILLI = 1_000_000L;
    private static final Capabilities ALL = Capabilities.of(EnumSet.allOf(Capability.class), "");

    /** One direction: bytes that are under way. */
    private static final class Wire {
        private final ArrayDeque<Bytes> pieces = new ArrayDeque<>();
        private int waiting;

        void put(Bytes bytes, Random random) {
            int at = 0;
            while (at < bytes.size()) {
                int size = Math.min(bytes.size() - at, 1 + random.nextInt(random.nextBoolean() ? 2_000 : 100_000));
                pieces.add(Bytes.wrap(bytes.slice(at, size).toArray()));
                at += size;
            }
            waiting += bytes.size();
        }

        Bytes take() {
            Bytes next = pieces.removeFirst();
            waiting -= next.size();
            return next;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void randomTrafficOverTheRealSuiteArrivesIntactAndInOrder(int seed) {
        exchange(CryptoSuites.real(), seed, 1_500);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 14, 15, 16, 17, 18})
    void randomTrafficOverTheModelledSuiteArrivesIntactAndInOrder(int seed) {
        exchange(CryptoSuites.modelled(), seed, 4_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 22, 23, 24})
    void randomTrafficInLargeFramesArrivesIntactAndInOrder(int seed) {
        CryptoSuite suite = seed % 2 == 0 ? CryptoSuites.real() : CryptoSuites.modelled();
        SessionConfig config = SessionEnd.withoutRates();
        SessionEnd a = SessionEnd.offering(suite, 10 + seed, ALL, config);
        exchange(a, SessionEnd.offering(suite, 100 + seed, ALL, config), seed, 1_500);
    }

    @Test
    void theBytesOfAWholeConnectionSplitAtEveryOffsetGiveTheSame() {
        CryptoSuite suite = CryptoSuites.modelled();
        SessionEnd sender = new SessionEnd(suite, 1);
        SessionEnd whole = new SessionEnd(suite, 2);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sender.session.start(0);
        whole.session.start(0);
        while (SessionEnd.carry(whole, sender, 0) | carry(sender, whole, sent)) {
            if (sender.session.isEstablished() && whole.messages.isEmpty()) {
                for (int size : new int[] {0, 10, 3_000, 1}) {
                    sender.session.offer(Topic.BLOCK, Bytes.wrap(new byte[size]));
                    sender.session.offer(Topic.TX, Bytes.wrap(new byte[size / 3]));
                }
            }
        }
        assertThat(whole.receivedCount()).isEqualTo(8);
        byte[] bytes = sent.toByteArray();
        byte[] answered = written(split(suite, bytes, 0));
        for (int offset = 0; offset <= bytes.length; offset++) {
            SessionEnd end = split(suite, bytes, offset);
            assertThat(end.messages).as("split at %s", offset).isEqualTo(whole.messages);
            assertThat(written(end)).as("split at %s", offset).isEqualTo(answered);
        }
    }

    private static SessionEnd split(CryptoSuite suite, byte[] bytes, int offset) {
        SessionEnd end = new SessionEnd(suite, 2);
        end.session.start(0);
        end.receive(Bytes.wrap(bytes, 0, offset), 0);
        end.receive(Bytes.wrap(bytes, offset, bytes.length - offset), 0);
        return end;
    }

    private static boolean carry(SessionEnd from, SessionEnd to, ByteArrayOutputStream copy) {
        byte[] bytes = written(from);
        copy.writeBytes(bytes);
        to.receive(Bytes.wrap(bytes), 0);
        return bytes.length > 0;
    }

    private static byte[] written(SessionEnd end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Bytes next = end.produce(0); next != null; next = end.produce(0)) {
            out.writeBytes(next.toArray());
        }
        return out.toByteArray();
    }

    private static void exchange(CryptoSuite suite, int seed, int steps) {
        SessionConfig config = SessionEnd.withoutRates();
        exchange(new SessionEnd(suite, 10 + seed, config), new SessionEnd(suite, 100 + seed, config), seed, steps);
    }

    private static void exchange(SessionEnd a, SessionEnd b, int seed, int steps) {
        Random random = new Random(seed);
        SessionEnd[] ends = {a, b};
        Wire[] wires = {new Wire(), new Wire()};
        byte[] writeBuffer = new byte[200_000];
        List<Map<Topic, List<Bytes>>> accepted = List.of(new EnumMap<>(Topic.class), new EnumMap<>(Topic.class));
        ends[0].session.start(0);
        ends[1].session.start(0);
        long now = 0;
        for (int step = 0; step < steps || busy(ends, wires); step++) {
            now += random.nextInt(5) * MILLI;
            int i = random.nextInt(2);
            SessionEnd end = ends[i];
            if (step < steps && random.nextInt(3) == 0) {
                offer(end, random, accepted.get(i));
            }
            if (wires[i].waiting < 200_000 && random.nextBoolean()) {
                Bytes next = end.session.produce(1 + random.nextInt(100_000), now, size -> writeBuffer);
                if (next != null) {
                    wires[i].put(next, random);
                }
            }
            while (!wires[i].pieces.isEmpty() && random.nextInt(3) > 0) {
                receiveAndSpoil(ends[1 - i], wires[i].take(), now);
            }
            if (now >= end.session.nextDeadlineNanos()) {
                end.tick(now);
            }
        }
        assertThat(ends[0].closed).isNull();
        assertThat(ends[1].closed).isNull();
        assertThat(ends[1].messages).as("seed %s", seed).isEqualTo(accepted.get(0));
        assertThat(ends[0].messages).as("seed %s", seed).isEqualTo(accepted.get(1));
        assertThat(ends[0].receivedCount()).isGreaterThan(steps / 20);
        assertThat(ends[0].session.heldMemory()).as("a small carry may stay").isLessThanOrEqualTo(4_096);
        assertThat(ends[1].session.heldMemory()).isLessThanOrEqualTo(4_096);
    }

    /** An established session must not notice what becomes of the array that it was given. */
    private static void receiveAndSpoil(SessionEnd end, Bytes bytes, long now) {
        end.receive(bytes, now);
        if (end.session.isEstablished()) {
            Arrays.fill(bytes.array(), (byte) 0xee);
        }
    }

    private static boolean busy(SessionEnd[] ends, Wire[] wires) {
        return ends[0].session.hasUnsent()
                || ends[1].session.hasUnsent()
                || !wires[0].pieces.isEmpty()
                || !wires[1].pieces.isEmpty();
    }

    private static void offer(SessionEnd end, Random random, Map<Topic, List<Bytes>> accepted) {
        Topic topic = Topic.values()[random.nextInt(6)];
        int bound = List.of(1, 100, 2_000, 40_000, 600_000).get(random.nextInt(5));
        byte[] payload = new byte[random.nextInt(bound)];
        random.nextBytes(payload);
        Bytes message = Bytes.wrap(payload);
        if (end.session.offer(topic, message) == SendOutcome.ACCEPTED) {
            accepted.computeIfAbsent(topic, t -> new ArrayList<>()).add(message);
        }
    }
}
