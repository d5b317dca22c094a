package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A pool of 800 bytes, short above 700; shares of 100; messages have to grow by 50 bytes a second. */
final class MemoryPoolTest {
    private static final long SECOND = 1_000_000_000L;

    private final MemoryPool pool = new MemoryPool(terms(800, 100));
    private final List<String> told = new ArrayList<>();

    private static MemoryPool.Settings terms(long lendable, long share) {
        return new MemoryPool.Settings(lendable, share, 50, 5, 20, Duration.ofSeconds(5));
    }

    private PeerMemory peer(String name) {
        return pool.peer(900, () -> told.add(name));
    }

    /** A peer that holds so much beyond its share since second 0, and nothing has come of it for as long. */
    private PeerMemory idle(String name, long borrowed) {
        PeerMemory peer = peer(name);
        assertThat(peer.charge(100 + borrowed)).isTrue();
        return peer;
    }

    @Test
    void theShareIsAlwaysThereHoweverMuchOthersHold() {
        idle("a", 800);
        PeerMemory honest = peer("honest");
        assertThat(honest.charge(100)).isTrue();
        assertThat(honest.mustWait(100, 5 * SECOND)).isFalse();
        assertThat(told).isEmpty();
        assertThat(pool.lent()).isEqualTo(800);
    }

    @Test
    void whatPeersHoldIsToldInStepsAndAllOfItOnceItIsGivenBack() {
        List<Long> changes = new ArrayList<>();
        MemoryPool observed = new MemoryPool(terms(1 << 20, 1 << 20), changes::add);
        PeerMemory peer = observed.peer(1 << 20, () -> {});
        peer.charge(PeerMemory.TOLD_STEP - 1);
        peer.release(PeerMemory.TOLD_STEP - 1);
        assertThat(changes).as("a small message is not worth a word").isEmpty();
        peer.charge(PeerMemory.TOLD_STEP);
        peer.charge(100);
        peer.release(200);
        assertThat(changes).containsExactly(PeerMemory.TOLD_STEP);
        peer.release(PeerMemory.TOLD_STEP - 100);
        assertThat(changes).containsExactly(PeerMemory.TOLD_STEP, -PeerMemory.TOLD_STEP);
    }

    @Test
    void nobodyHoldsMoreThanOnePeerMayAndWhatIsReleasedIsThereAgain() {
        PeerMemory peer = peer("a");
        assertThat(peer.charge(900)).isTrue();
        assertThat(peer.charge(1)).isFalse();
        peer.release(850);
        assertThat(pool.lent()).isZero();
        assertThat(peer.used()).isEqualTo(50);
        peer.release(50);
        assertThatThrownBy(() -> peer.release(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> peer.charge(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whenItRunsShortItIsTakenFromWhoHoldsMostAndMovesSlowest() {
        idle("little", 100);
        PeerMemory most = idle("most", 300);
        PeerMemory fast = idle("fast", 250);
        PeerMemory honest = peer("honest");
        fast.mustWait(200, SECOND / 2);
        honest.at(2 * SECOND);
        fast.mustWait(200, 2 * SECOND);
        assertThat(honest.charge(160)).isTrue();

        assertThat(honest.mustWait(60, 2 * SECOND)).isFalse();

        assertThat(told).containsExactly("most");
        assertThat(most.isCondemned()).isTrue();
        assertThat(most.isIdle()).isTrue();
        assertThat(honest.isCondemned()).isFalse();
    }

    @Test
    void aHundredHoardersKeepNothingFromAnHonestPeer() {
        MemoryPool large = new MemoryPool(terms(100_000, 100));
        List<PeerMemory> hoards = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            PeerMemory hoard = large.peer(2_000, () -> told.add("hoard"));
            assertThat(hoard.charge(1_100)).isTrue();
            hoards.add(hoard);
        }
        assertThat(large.lent()).as("all there is").isEqualTo(100_000);

        PeerMemory honest = large.peer(50_000, () -> told.add("honest"));
        for (int part = 1; part <= 40; part++) {
            honest.at(2 * SECOND + part);
            assertThat(honest.charge(1_000)).isTrue();
            assertThat(honest.mustWait(1_000, 2 * SECOND + part)).isFalse();
        }

        assertThat(told).hasSizeGreaterThan(40).containsOnly("hoard");
        assertThat(hoards).filteredOn(PeerMemory::isCondemned).allMatch(PeerMemory::isIdle);
    }

    @Test
    void whoeverMovesTooSlowlyButMovesHasDoneNothingWrong() {
        PeerMemory slow = idle("slow", 600);
        slow.mustWait(20, SECOND);
        PeerMemory honest = peer("honest");
        honest.at(2 * SECOND);
        honest.charge(250);
        assertThat(honest.mustWait(150, 2 * SECOND)).isFalse();
        assertThat(slow.isCondemned()).isTrue();
        assertThat(slow.isIdle()).isFalse();
    }

    @Test
    void noOneIsSlowBeforeASecondIsOver() {
        idle("new", 600);
        PeerMemory honest = peer("honest");
        honest.charge(250);
        assertThat(honest.mustWait(150, SECOND / 2)).as("it waits").isTrue();
        assertThat(told).isEmpty();
        assertThat(honest.mustWait(0, SECOND)).as("and goes on").isFalse();
        assertThat(told).containsExactly("new");
    }

    @Test
    void ifAllAreFastWhoAsksWaitsUntilOthersHaveFinished() {
        PeerMemory fast = idle("fast", 600);
        PeerMemory honest = peer("honest");
        honest.charge(250);
        for (long now = 0; now < 3 * SECOND; now += SECOND / 10) {
            assertThat(honest.mustWait(0, now)).isTrue();
            assertThat(fast.mustWait(50, now)).isFalse();
        }
        assertThat(told).isEmpty();
        fast.release(700);
        assertThat(honest.mustWait(0, 3 * SECOND)).isFalse();
    }

    @Test
    void whoHasWaitedForAllItsPatienceGetsWhatTheWorstOfTheOthersHas() {
        PeerMemory first = idle("first", 500);
        PeerMemory second = idle("second", 110);
        PeerMemory honest = peer("honest");
        honest.charge(250);
        for (long now = 0; now < MemoryPool.PATIENCE_NANOS; now += SECOND / 10) {
            assertThat(honest.mustWait(0, now)).isTrue();
            assertThat(second.mustWait(300, now)).isTrue();
            assertThat(first.mustWait(30, now)).isFalse();
        }
        honest.mustWait(0, MemoryPool.PATIENCE_NANOS);
        assertThat(told).containsExactly("first");
        assertThat(first.isIdle()).isFalse();
        assertThat(honest.mustWait(0, MemoryPool.PATIENCE_NANOS + 1)).isFalse();
    }

    @Test
    void notAllWaitForEachOther() {
        PeerMemory one = idle("one", 400);
        PeerMemory two = idle("two", 350);
        assertThat(one.mustWait(400, SECOND / 2)).isTrue();
        assertThat(two.mustWait(350, SECOND / 2)).isFalse();
    }

    @Test
    void atTheEndOfThePoolWhoAsksIsRefusedIfNobodyHoldsMoreForLonger() {
        PeerMemory honest = idle("honest", 300);
        honest.mustWait(300, 0);
        PeerMemory greedy = idle("greedy", 400);
        greedy.mustWait(10, SECOND / 2);
        assertThat(greedy.charge(110)).isFalse();
        assertThat(greedy.isCondemned()).isTrue();
        assertThat(honest.isCondemned()).isFalse();
        assertThat(pool.lent()).as("the refused bytes do not count").isEqualTo(700);
    }

    @Test
    void atTheEndOfThePoolTheWorstGivesBackAtOnceAndWhoAsksHasItsMemory() {
        idle("large", 500);
        idle("small", 250);
        PeerMemory honest = peer("honest");
        assertThat(honest.charge(150)).isTrue();
        assertThat(told).isEmpty();
        assertThat(honest.charge(1)).isTrue();
        assertThat(told).containsExactly("large");
        assertThat(honest.charge(499)).isTrue();
        assertThat(told).as("what comes back is enough").containsExactly("large");
        assertThat(honest.charge(250)).isTrue();
        assertThat(told).containsExactly("large", "small");
        assertThat(honest.used()).as("all that one peer may have").isEqualTo(900);
        assertThat(honest.isCondemned()).isFalse();
    }

    @Test
    void manyThreadsNeitherLoseNorFindMemory() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            threads.add(new Thread(() -> {
                Random random = new Random(seed);
                PeerMemory peer = pool.peer(900, () -> {});
                for (int k = 0; k < 20_000; k++) {
                    int bytes = random.nextInt(300);
                    if (peer.charge(bytes)) {
                        peer.mustWait(bytes, k);
                    }
                    if (random.nextInt(3) == 0 || peer.isCondemned()) {
                        peer.release(peer.used());
                    }
                }
                peer.release(peer.used());
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(pool.lent()).isZero();
        assertThat(peer("after all").charge(900)).isTrue();
    }

    @Test
    void whoHasToGiveBackGetsNothingMoreAndIsSparedOnceItHasNothing() {
        PeerMemory hoard = idle("hoard", 700);
        PeerMemory honest = peer("honest");
        honest.charge(250);
        assertThat(hoard.isCondemned()).isTrue();
        assertThat(hoard.charge(1)).isFalse();
        hoard.release(700);
        assertThat(hoard.isCondemned()).isFalse();
        assertThat(hoard.charge(1)).isTrue();
        assertThat(pool.lent()).isEqualTo(151);
    }

    @Test
    void whoHasWaitedAsItWasToldIsNoSlowerForIt() {
        PeerMemory fast = idle("fast", 500);
        PeerMemory patient = peer("patient");
        patient.charge(350);
        for (long now = SECOND / 10; now < 3 * SECOND; now += SECOND / 10) {
            assertThat(patient.mustWait(now == SECOND / 10 ? 250 : 0, now)).isTrue();
            assertThat(fast.mustWait(50, now)).isFalse();
        }
        fast.release(600);
        assertThat(patient.mustWait(0, 3 * SECOND)).as("it is read again").isFalse();

        PeerMemory next = peer("next");
        next.at(3 * SECOND);
        next.charge(600);
        next.mustWait(600, 3 * SECOND + 1);

        assertThat(patient.isCondemned()).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void whoIsNotReadForReasonsOfOursIsNoSlowerForIt() {
        PeerMemory unread = idle("unread", 500);
        unread.mustWait(400, SECOND / 2);
        unread.reading(false, SECOND);
        PeerMemory other = peer("other");
        other.at(5 * SECOND);
        other.charge(350);
        assertThat(other.mustWait(350, 5 * SECOND))
                .as("nobody else makes progress")
                .isFalse();
        assertThat(told).isEmpty();

        unread.reading(true, 6 * SECOND);
        other.mustWait(100, 6 * SECOND + SECOND / 10);
        assertThat(told).as("it has had no time yet").isEmpty();
        other.mustWait(100, 20 * SECOND);
        assertThat(told).as("now it has").containsExactly("unread");
    }

    @Test
    void whoIsNotReadAndHasToGiveBackAtThePoolsEndHasDoneNothingWrong() {
        PeerMemory unread = idle("unread", 600);
        unread.reading(false, SECOND / 2);
        PeerMemory other = peer("other");
        other.at(5 * SECOND);
        assertThat(other.charge(400)).isTrue();
        assertThat(told).containsExactly("unread");
        assertThat(unread.isIdle()).isFalse();
    }

    @Test
    void whoIsRefusedItsFirstLoanIsForgotten() {
        PeerMemory fast = idle("fast", 800);
        fast.mustWait(100_000, SECOND / 2);
        PeerMemory refused = peer("refused");
        assertThat(refused.charge(150)).isFalse();
        assertThat(refused.isCondemned()).isTrue();
        assertThat(told).containsExactly("refused");
        assertThat(pool.borrowers()).isEqualTo(1);
    }
}
