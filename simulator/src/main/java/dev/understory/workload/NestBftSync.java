package dev.understory.workload;

import dev.understory.crypto.RandomStream;
import dev.understory.identity.PublicKey;
import dev.understory.workload.NestBftLedger.Block;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a node that is behind, or was away, gets level with the chain (wire.md, section 7.4). Meanwhile it takes no part
 * in consensus.
 *
 * <pre>
 * IDLE > WAITING       the node has started again: a second for what Canopy asks its root chain
 * IDLE > POLLING       a third of the peers have sent blocks that are ahead
 * WAITING > POLLING    all peers are asked for their height
 * POLLING > POLLING    nobody answered: again, and the silence to wait for is a second longer
 * POLLING > FETCHING   silence since the last answer; the highest answer is the target
 * FETCHING > IDLE      the target is reached
 * </pre>
 */
final class NestBftSync {
    private static final long SECOND = 1_000_000_000;
    /** Before the first poll of a node that has started. */
    static final long START_NANOS = SECOND;
    /** The silence that ends a poll, times how often it was asked. */
    static final long SILENCE_NANOS = SECOND;
    /** So often requests are sent and given up. */
    static final long TICK_NANOS = SECOND / 10;
    /** After this long a request has failed. */
    static final long ANSWER_NANOS = 5 * SECOND;
    /** So many blocks are asked for ahead of the chain. */
    static final int WINDOW = 80;

    private final NestBftLedger ledger;
    private final RandomStream choice;
    private final Port port;
    private final NestBftQuota quota = new NestBftQuota();
    private final NavigableMap<Long, Request> requests = new TreeMap<>();
    private final Set<Ahead> ahead = new LinkedHashSet<>();
    private Stage stage = Stage.IDLE;
    private int polls;
    private long target;
    private long grown;

    private enum Stage {
        IDLE,
        WAITING,
        POLLING,
        FETCHING
    }

    /** What it needs of the node. */
    interface Port {
        /** The peers there are now, in a fixed order. */
        List<PublicKey> peers();

        /** Asks all peers for their height. */
        void poll();

        void ask(PublicKey peer, long height);

        /** Calls {@link #timer} after a while; the timer before is forgotten. */
        void wake(long delayNanos);

        /** The next block of the chain, if its certificate holds; says whether it does. */
        boolean commit(long height, Block block);

        /** The node is level: consensus goes on. */
        void level();
    }

    private record Ahead(PublicKey peer, long height) {}

    private record Request(
            PublicKey peer, long askedAt, @Nullable Block block) {}

    NestBftSync(NestBftLedger ledger, RandomStream choice, Port port) {
        this.ledger = ledger;
        this.choice = choice;
        this.port = port;
    }

    /** The node has started after the chain. */
    void start() {
        stage = Stage.WAITING;
        port.wake(START_NANOS);
    }

    boolean isRunning() {
        return stage != Stage.IDLE;
    }

    /**
     * A peer sent a block beyond the next. Once such pairs of peer and height are a third of the peers there are, the node
     * has fallen behind; returns whether that is now.
     */
    boolean isBehind(PublicKey peer, long height) {
        if (grown != ledger.height()) {
            grown = ledger.height();
            ahead.clear(); // the chain has grown since: it gets its blocks after all
        }
        ahead.add(new Ahead(peer, height));
        if (isRunning() || 3 * ahead.size() < port.peers().size()) {
            return false;
        }
        ahead.clear();
        poll(1);
        return true;
    }

    /** A peer says its height. */
    void height(long height) {
        if (stage == Stage.POLLING) {
            target = Math.max(target, height);
            port.wake(SILENCE_NANOS * polls);
        }
    }

    /** A peer sent the block that it was asked for, and what its height is. */
    void block(PublicKey peer, long height, Block block, long peersHeight) {
        Request request = requests.get(height);
        if (stage != Stage.FETCHING || request == null || !request.peer().equals(peer)) {
            return;
        }
        target = Math.max(target, peersHeight);
        requests.put(height, new Request(peer, request.askedAt(), block));
        while (!requests.isEmpty() && requests.firstKey() == ledger.height() + 1) {
            long next = requests.firstKey();
            Block ready = requests.firstEntry().getValue().block();
            if (ready == null) {
                return;
            }
            requests.remove(next);
            if (!port.commit(next, ready)) {
                return; // asked for again, of somebody else perhaps
            }
        }
        finishIfLevel();
    }

    void timer(long now) {
        switch (stage) {
            case IDLE -> {}
            case WAITING -> poll(1);
            case POLLING -> {
                if (target < 0) {
                    poll(polls + 1);
                } else {
                    stage = Stage.FETCHING;
                    finishIfLevel();
                    fetch(now);
                }
            }
            case FETCHING -> fetch(now);
        }
    }

    private void poll(int times) {
        stage = Stage.POLLING;
        polls = times;
        target = -1;
        requests.clear();
        port.poll();
        port.wake(SILENCE_NANOS * times);
    }

    private void fetch(long now) {
        if (stage != Stage.FETCHING) {
            return;
        }
        requests.values().removeIf(request -> request.block() == null && now - request.askedAt() >= ANSWER_NANOS);
        long last = Math.min(target, ledger.height() + WINDOW);
        for (long height = ledger.height() + 1; height <= last; height++) {
            if (!requests.containsKey(height)) {
                PublicKey peer = somePeer(now);
                if (peer == null) {
                    break;
                }
                requests.put(height, new Request(peer, now, null));
                port.ask(peer, height);
            }
        }
        port.wake(TICK_NANOS);
    }

    /** A random peer that may still be asked in this span of time, or null. */
    private @Nullable PublicKey somePeer(long now) {
        List<PublicKey> open = new ArrayList<>(port.peers());
        open.removeIf(peer -> quota.isUsedUp(peer, now));
        if (open.isEmpty()) {
            return null;
        }
        PublicKey peer = open.get(choice.nextInt(open.size()));
        quota.use(peer, now);
        return peer;
    }

    private void finishIfLevel() {
        if (ledger.height() >= target) {
            stage = Stage.IDLE;
            requests.clear();
            ahead.clear();
            port.level();
        }
    }
}
