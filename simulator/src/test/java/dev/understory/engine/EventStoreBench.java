package dev.understory.engine;

import java.util.PriorityQueue;

/** Poll and add at a million pending, against a priority queue of objects; run by hand. */
final class EventStoreBench {
    private static final int PENDING = 1_000_000;
    private static final int NODES = 10_000;
    private static final EventTarget TARGET = (node, data, argument) -> {};

    private EventStoreBench() {}

    private record Entry(long time, int node, int source, long sequence, EventTarget target)
            implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int c = Long.compare(time, other.time);
            c = c != 0 ? c : Integer.compare(node, other.node);
            c = c != 0 ? c : Integer.compare(source, other.source);
            return c != 0 ? c : Long.compare(sequence, other.sequence);
        }
    }

    public static void main(String[] args) {
        for (int i = 0; i < 5; i++) {
            System.out.printf("store %.0f ns, priority queue %.0f ns%n", store(), priorityQueue());
        }
    }

    private static double store() {
        CounterStream random = CounterStream.of(1, 0, "bench");
        ChunkPool pool = new ChunkPool();
        long width = 2_000_000;
        EventStore store = new EventStore(pool, width);
        EventWindow window = new EventWindow();
        NodeAgenda agenda = new NodeAgenda();
        long sequence = 0;
        for (int i = 0; i < PENDING; i++) {
            store.add(delay(random), EventKey.pack(random.nextInt(NODES), 0), sequence++, 0, TARGET, null);
        }
        long done = 0;
        long started = System.nanoTime();
        while (done < 5_000_000) {
            long next = store.nextTime();
            store.take(next, (next / width + 1) * width, window);
            for (int i = 0; i < window.nodeCount(); i++) {
                window.moveTo(agenda, window.node(i));
                while (!agenda.isEmpty()) {
                    agenda.take();
                    done++;
                    store.add(
                            agenda.time() + width + delay(random),
                            EventKey.pack(random.nextInt(NODES), 0),
                            sequence++,
                            0,
                            TARGET,
                            null);
                }
            }
            window.release(pool);
        }
        return (double) (System.nanoTime() - started) / done;
    }

    private static double priorityQueue() {
        CounterStream random = CounterStream.of(1, 0, "bench");
        PriorityQueue<Entry> queue = new PriorityQueue<>(PENDING);
        long sequence = 0;
        for (int i = 0; i < PENDING; i++) {
            queue.add(new Entry(delay(random), random.nextInt(NODES), 0, sequence++, TARGET));
        }
        long started = System.nanoTime();
        int done = 2_000_000;
        for (int i = 0; i < done; i++) {
            Entry entry = queue.remove();
            queue.add(new Entry(
                    entry.time + 2_000_000 + delay(random), random.nextInt(NODES), 0, sequence++, entry.target));
        }
        return (double) (System.nanoTime() - started) / done;
    }

    private static long delay(CounterStream random) {
        return random.nextInt(400_000_000);
    }
}
