package dev.understory.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStoreTest {
    private static final EventTarget TARGET = (node, data, argument) -> {};

    private final ChunkPool pool = new ChunkPool();
    private final EventWindow window = new EventWindow();
    private final NodeAgenda agenda = new NodeAgenda();

    private record Event(long time, int node, int source, long sequence) {
        static final Comparator<Event> IN_A_NODE = Comparator.comparingLong(Event::time)
                .thenComparingInt(Event::source)
                .thenComparingLong(Event::sequence);
    }

    private void add(EventStore store, Event event) {
        store.add(event.time, EventKey.pack(event.node, event.source), event.sequence, ~event.time, TARGET, event);
    }

    /** Everything due before {@code end}, node by node in the order of nodes. */
    private List<Event> take(EventStore store, long start, long end) {
        store.take(start, end, window);
        List<List<Event>> byNode = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byNode.add(new ArrayList<>());
        }
        for (int i = 0; i < window.nodeCount(); i++) {
            int node = window.node(i);
            window.moveTo(agenda, node);
            while (!agenda.isEmpty()) {
                agenda.take();
                assertThat(agenda.data()).isEqualTo(~agenda.time());
                assertThat(agenda.target()).isSameAs(TARGET);
                Event event = new Event(agenda.time(), node, agenda.source(), agenda.sequence());
                assertThat(agenda.argument()).isEqualTo(event);
                byNode.get(node).add(event);
            }
        }
        window.release(pool);
        List<Event> all = new ArrayList<>();
        byNode.forEach(all::addAll);
        return all;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsTheOrderOfASortedListWhateverTheTimesAndWindows(long seed) {
        CounterStream random = CounterStream.of(seed, 0, "store");
        long width = 1L << random.nextInt(21);
        EventStore store = new EventStore(pool, width);
        List<Event> reference = new ArrayList<>();
        long[] sequences = new long[21];
        long now = 0;
        for (int round = 0; round < 400; round++) {
            int adding = random.nextInt(60);
            for (int i = 0; i < adding; i++) {
                // Near, in the next epochs, beyond all levels, and at the very same time.
                long span = width << random.nextInt(28);
                long time = now + (random.nextInt(4) == 0 ? 0 : Math.floorMod(random.nextLong(), span + 1));
                int source = random.nextInt(21) - 1;
                Event event = new Event(time, random.nextInt(20), source, sequences[source + 1]++);
                reference.add(event);
                add(store, event);
            }
            long next = reference.stream().mapToLong(Event::time).min().orElse(Long.MAX_VALUE);
            assertThat(store.nextTime()).isEqualTo(next);
            assertThat(store.size()).isEqualTo(reference.size());
            if (next == Long.MAX_VALUE) {
                continue;
            }
            long end = next + 1 + Math.floorMod(random.nextLong(), width << random.nextInt(16));
            List<Event> due = new ArrayList<>(
                    reference.stream().filter(event -> event.time < end).toList());
            due.sort(Comparator.comparingInt(Event::node).thenComparing(Event.IN_A_NODE));
            reference.removeAll(due);
            assertThat(take(store, next, end)).isEqualTo(due);
            now = end;
            if (random.nextInt(50) == 0) {
                width = 1L << random.nextInt(21);
                store.rebuild(width);
            }
        }
    }

    @Test
    void isEmptyAfterEverythingWasTaken() {
        EventStore store = new EventStore(pool, 1_000);
        for (int i = 0; i < 10_000; i++) {
            add(store, new Event(i * 977L * 1_000, i % 20, i % 7, i));
        }
        assertThat(take(store, 0, Long.MAX_VALUE / 2)).hasSize(10_000);
        assertThat(store.size()).isZero();
        assertThat(store.nextTime()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void dropsCancelledEventsOnceTheyAreTheLargerPart() {
        EventStore store = new EventStore(pool, 1_000);
        EventTarget dead = new EventTarget() {
            @Override
            public void fire(SimNode node, long data, @Nullable Object argument) {}

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        add(store, new Event(5, 0, 0, 0));
        for (int i = 0; i < 70_000; i++) {
            store.add(1_000_000_000L + i, EventKey.pack(1, 1), i, 0, dead, null);
            store.noteCancelled();
        }
        assertThat(store.size()).isLessThan(10_000);
        assertThat(take(store, 5, 6)).containsExactly(new Event(5, 0, 0, 0));
    }

    @Test
    void ordersControlBeforeEveryNodeAtTheSameTime() {
        EventStore store = new EventStore(pool, 1_000);
        add(store, new Event(10, 3, 0, 9));
        add(store, new Event(10, 3, EventKey.CONTROL, 1));
        assertThat(take(store, 10, 11)).containsExactly(new Event(10, 3, EventKey.CONTROL, 1), new Event(10, 3, 0, 9));
    }

    @Test
    void tellsWhetherMuchIsDueWithoutTakingIt() {
        EventStore store = new EventStore(pool, 1_000);
        for (int i = 0; i < 100; i++) {
            add(store, new Event(10 + i * 500L, i % 20, 0, i));
        }
        assertThat(store.hasBefore(60_000, 100)).isTrue();
        assertThat(store.hasBefore(60_000, 101)).isFalse();
        assertThat(store.hasBefore(25_000, 50)).isTrue();
        assertThat(store.hasBefore(25_000, 60)).isFalse();
        assertThat(store.hasBefore(1, 10)).isFalse();
        assertThat(store.size()).isEqualTo(100);
    }

    @Test
    void tellsOfMoreThanTheWholeEpochOnlyWhatLiesInIt() {
        EventStore store = new EventStore(pool, 1);
        add(store, new Event(EventStore.SLOTS - 1, 1, 0, 0));
        add(store, new Event(EventStore.SLOTS, 1, 0, 1));
        assertThat(store.hasBefore(10L * EventStore.SLOTS, 1)).isTrue();
        assertThat(store.hasBefore(10L * EventStore.SLOTS, 2)).isFalse();
    }
}
