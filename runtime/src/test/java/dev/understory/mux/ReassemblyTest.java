package dev.understory.mux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.mux.Reassembly.Outcome;
import dev.understory.wire.Bytes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReassemblyTest {
    /** Counts, and remembers the most that was held. */
    private static final class CountingBudget implements ByteBudget {
        private final long limit;
        private long used;
        private long peak;

        CountingBudget(long limit) {
            this.limit = limit;
        }

        @Override
        public boolean charge(long bytes) {
            if (bytes > limit - used) {
                return false;
            }
            used += bytes;
            peak = Math.max(peak, used);
            return true;
        }

        @Override
        public void release(long bytes) {
            used -= bytes;
            assertThat(used).isNotNegative();
        }
    }

    private final CountingBudget budget = new CountingBudget(3_000_000);
    private final Reassembly reassembly = new Reassembly(PacketSchedulerTest.limits(1_000_000, 1, 1), budget);

    @Test
    void aMessageInOnePacketIsCopiedOnceAndChargesNothing() {
        byte[] in = random(100, 1);
        assertThat(reassembly.add(Topic.TX, true, in, 10, 50)).isEqualTo(Outcome.COMPLETE);
        Bytes message = reassembly.message();
        assertThat(message.toArray()).isEqualTo(Arrays.copyOfRange(in, 10, 60));
        assertThat(message.array()).hasSize(50).isNotSameAs(in);
        assertThat(budget.peak).isZero();
    }

    @Test
    void m8AnEmptyMessageIsAMessage() {
        assertThat(reassembly.add(Topic.TX, true, new byte[0], 0, 0)).isEqualTo(Outcome.COMPLETE);
        assertThat(reassembly.message()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void anEmptyLastPacketEndsItsMessage() {
        assertThat(reassembly.add(Topic.TX, false, new byte[] {1, 2}, 0, 2)).isEqualTo(Outcome.PARTIAL);
        assertThat(reassembly.add(Topic.TX, true, new byte[0], 0, 0)).isEqualTo(Outcome.COMPLETE);
        assertThat(reassembly.message().toArray()).containsExactly(1, 2);
        assertThat(reassembly.add(Topic.TX, false, new byte[0], 0, 0)).isEqualTo(Outcome.PARTIAL);
        assertThat(reassembly.add(Topic.TX, true, new byte[] {3}, 0, 1)).isEqualTo(Outcome.COMPLETE);
        assertThat(reassembly.message().toArray()).containsExactly(3);
    }

    @Test
    void memoryIsChargedWhileAMessageGrowsAndReleasedWhenItIsHandedOn() {
        byte[] part = random(10_000, 2);
        for (int i = 1; i < 40; i++) {
            assertThat(reassembly.add(Topic.TX, i == 39, part, 0, part.length))
                    .isEqualTo(i == 39 ? Outcome.COMPLETE : Outcome.PARTIAL);
            assertThat(budget.used).isEqualTo(reassembly.held());
            assertThat(reassembly.held()).isLessThanOrEqualTo(4L * i * part.length);
        }
        assertThat(reassembly.message().size()).isEqualTo(390_000);
        assertThat(budget.used).isZero();
    }

    @Test
    void m6AMessageThatNeverEndsIsRefusedAtTheTopicsLimit() {
        byte[] part = new byte[100_000];
        for (int i = 0; i < 10; i++) {
            assertThat(reassembly.add(Topic.BLOCK, false, part, 0, part.length)).isEqualTo(Outcome.PARTIAL);
        }
        assertThat(reassembly.add(Topic.BLOCK, false, part, 0, 1)).isEqualTo(Outcome.TOO_LONG);
        assertThat(budget.peak).isLessThanOrEqualTo(2 * 1_000_000L);
        reassembly.clear();
        assertThat(budget.used).isZero();
    }

    @Test
    void aMessageOfExactlyTheLimitIsNotTooLong() {
        assertThat(reassembly.add(Topic.BLOCK, false, new byte[999_999], 0, 999_999))
                .isEqualTo(Outcome.PARTIAL);
        assertThat(reassembly.add(Topic.BLOCK, true, new byte[1], 0, 1)).isEqualTo(Outcome.COMPLETE);
        assertThat(reassembly.message().size()).isEqualTo(1_000_000);
        assertThat(reassembly.add(Topic.BLOCK, true, new byte[1_000_001], 0, 1_000_001))
                .isEqualTo(Outcome.TOO_LONG);
    }

    @Test
    void m6UnfinishedMessagesOnAllTopicsStayWithinThePeersBudget() {
        byte[] part = new byte[100_000];
        Outcome outcome = Outcome.PARTIAL;
        for (int i = 0; outcome == Outcome.PARTIAL; i++) {
            outcome = reassembly.add(Topic.values()[i % 6], false, part, 0, part.length);
        }
        assertThat(outcome).isEqualTo(Outcome.OVER_BUDGET);
        assertThat(budget.peak).isLessThanOrEqualTo(3_000_000);
        reassembly.clear();
        assertThat(budget.used).isZero();
        assertThat(reassembly.held()).isZero();
    }

    @Test
    void aStreamOfEqualMessagesNeedsOneBufferEach() {
        byte[] part = new byte[16_384];
        for (int message = 0; message < 3; message++) {
            budget.peak = 0;
            for (int i = 0; i < 16; i++) {
                reassembly.add(Topic.BLOCK, i == 15, part, 0, part.length);
            }
            Bytes whole = reassembly.message();
            assertThat(whole.size()).isEqualTo(262_144);
            if (message > 0) {
                assertThat(budget.peak).isEqualTo(262_144);
                assertThat(whole.array()).hasSize(262_144);
            }
        }
    }

    @Test
    void slicesOfAMessageAreTheMessageAgain() {
        Bytes sent = Bytes.wrap(random(2_500_000, 7));
        Reassembly whole = new Reassembly(PacketSchedulerTest.limits(3_000_000, 1, 1), new CountingBudget(10_000_000));
        for (int at = 0; at < sent.size(); at += 10_000) {
            assertThat(whole.add(Topic.BLOCK, at + 10_000 == sent.size(), sent.slice(at, 10_000)))
                    .isEqualTo(at + 10_000 == sent.size() ? Outcome.COMPLETE : Outcome.PARTIAL);
        }
        assertThat(whole.message().isSame(sent)).isTrue();
        assertThat(whole.add(Topic.BLOCK, true, sent)).isEqualTo(Outcome.COMPLETE);
        assertThat(whole.message().isSame(sent)).isTrue();
    }

    @Test
    void slicesAreLimitedAndChargedAsCopiesAre() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long limit = 1_000_000 + random.nextInt(8_000_000);
            CountingBudget copied = new CountingBudget(limit);
            CountingBudget sliced = new CountingBudget(limit);
            Reassembly copies = new Reassembly(PacketSchedulerTest.limits(5_000_000, 1, 1), copied);
            Reassembly slices = new Reassembly(PacketSchedulerTest.limits(5_000_000, 1, 1), sliced);
            Bytes source = Bytes.wrap(random(1_000_000, seed));
            int at = 0;
            Outcome outcome = Outcome.PARTIAL;
            for (int i = 0; i < 300 && (outcome == Outcome.PARTIAL || outcome == Outcome.COMPLETE); i++) {
                Topic topic = random.nextInt(4) == 0 ? Topic.TX : Topic.BLOCK;
                boolean goesOn = random.nextInt(20) > 0;
                at = goesOn ? at : random.nextInt(source.size());
                int size = Math.min(source.size() - at, random.nextInt(random.nextBoolean() ? 500 : 100_000));
                Bytes part = source.slice(at, size);
                at = at + size == source.size() ? 0 : at + size;
                boolean eof = random.nextInt(30) == 0;
                outcome = copies.add(topic, eof, part.array(), part.offset(), size);
                boolean looked = random.nextInt(50) == 0;
                assertThat(looked ? slices.add(topic, eof, part.toArray(), 0, size) : slices.add(topic, eof, part))
                        .isEqualTo(outcome);
                assertThat(sliced.used).isEqualTo(copied.used).isEqualTo(slices.held());
                assertThat(sliced.peak).isEqualTo(copied.peak);
                assertThat(slices.unfinished()).isEqualTo(copies.unfinished());
                assertThat(slices.grown()).isEqualTo(copies.grown());
                assertThat(slices.sizeOf(topic.id())).isEqualTo(copies.sizeOf(topic.id()));
                if (outcome == Outcome.COMPLETE) {
                    assertThat(slices.message()).isEqualTo(copies.message());
                }
            }
            slices.clear();
            assertThat(sliced.used).isZero();
        }
    }

    @Test
    void twoLongMessagesAtATimeNeedNoMoreMemoryThanTheyHaveBytes() {
        int size = 20 * Reassembly.CHUNK - 12_345;
        CountingBudget exact = new CountingBudget(40L * Reassembly.CHUNK);
        Reassembly both = new Reassembly(PacketSchedulerTest.limits(size, 1, 1), exact);
        byte[] one = random(size, 4);
        byte[] other = random(size, 5);
        for (int sent = 0; sent < size; ) {
            int part = Math.min(16_384, size - sent);
            boolean eof = sent + part == size;
            Outcome expected = eof ? Outcome.COMPLETE : Outcome.PARTIAL;
            assertThat(both.add(Topic.TX, eof, one, sent, part)).isEqualTo(expected);
            assertThat(eof && !Arrays.equals(both.message().toArray(), one)).isFalse();
            assertThat(both.add(Topic.BLOCK, eof, other, sent, part)).isEqualTo(expected);
            assertThat(eof && !Arrays.equals(both.message().toArray(), other)).isFalse();
            assertThat(exact.used).isEqualTo(both.held());
            sent += part;
        }
        assertThat(exact.used).isZero();
    }

    /** Any sizes of packets around the borders of chunks. */
    @Test
    void longMessagesOfAnyPacketsComeOutAsTheyWentIn() {
        Random random = new Random(6);
        for (int i = 0; i < 30; i++) {
            Reassembly large = new Reassembly(
                    PacketSchedulerTest.limits(5 * Reassembly.CHUNK, 1, 1), new CountingBudget(1L << 30));
            int size = Reassembly.CHUNK * (1 + random.nextInt(4)) + random.nextInt(5) - 2;
            byte[] source = random(size, i);
            for (int sent = 0; sent < size; ) {
                int part = Math.min(1 + random.nextInt(1_000_000), size - sent);
                sent += part;
                large.add(Topic.TX, sent == size, source, sent - part, part);
            }
            assertThat(Arrays.equals(large.message().toArray(), source)).isTrue();
            assertThat(large.held()).isZero();
        }
    }

    @Test
    void aMessageDoesNotCarryMuchMoreMemoryThanItsSize() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int size = 2 + random.nextInt(300_000);
            int cut = 1 + random.nextInt(size - 1);
            reassembly.add(Topic.TX, false, new byte[cut], 0, cut);
            reassembly.add(Topic.TX, true, new byte[size - cut], 0, size - cut);
            Bytes message = reassembly.message();
            assertThat(message.size()).isEqualTo(size);
            assertThat(message.array().length).isLessThanOrEqualTo(size * 4 / 3 + 1);
        }
        assertThat(budget.used).isZero();
    }

    @Test
    void m11InterleavedPacketsOfSixTopicsMakeWholeMessagesInOrder() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            byte[][] sources = new byte[6][];
            int[] sent = new int[6];
            int whole = 0;
            for (int i = 0; i < 2_000; i++) {
                int t = random.nextInt(6);
                if (sources[t] == null) {
                    sources[t] = random(random.nextInt(5_000), i);
                    sent[t] = 0;
                }
                int size = Math.min(sources[t].length - sent[t], random.nextInt(1_500));
                boolean eof = sent[t] + size == sources[t].length;
                Outcome outcome = reassembly.add(Topic.values()[t], eof, sources[t], sent[t], size);
                sent[t] += size;
                assertThat(outcome).isEqualTo(eof ? Outcome.COMPLETE : Outcome.PARTIAL);
                if (eof) {
                    assertThat(reassembly.message().toArray()).isEqualTo(sources[t]);
                    sources[t] = null;
                    whole++;
                }
            }
            assertThat(whole).isGreaterThan(100);
            reassembly.clear();
        }
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
