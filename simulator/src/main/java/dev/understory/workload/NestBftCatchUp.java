package dev.understory.workload;

import dev.understory.application.Peer;
import dev.understory.crypto.RandomStream;
import dev.understory.identity.PublicKey;
import java.util.List;

/**
 * How a node that is behind gets the blocks it misses: it asks one peer for one block after the other, and another peer
 * when no answer comes in time.
 */
final class NestBftCatchUp {
    private static final long ANSWER_TIMEOUT_NANOS = 5_000_000_000L;

    private final Seat seat;
    private final NestBftLedger ledger;
    private final Asking asking;
    private final RandomStream choice;
    private final long timer;
    private long target;
    private boolean isWaiting;

    /** Asks a peer for the block of a height. */
    @FunctionalInterface
    interface Asking {
        void ask(PublicKey peer, long height);
    }

    NestBftCatchUp(Seat seat, NestBftLedger ledger, long timer, Asking asking) {
        this.seat = seat;
        this.ledger = ledger;
        this.timer = timer;
        this.asking = asking;
        this.choice = seat.random("catch-up");
    }

    /** A peer has committed a height. */
    void heardOf(PublicKey peer, long height) {
        target = Math.max(target, height);
        if (!isWaiting && target > ledger.height()) {
            ask(peer);
        }
    }

    /** The block that was asked for came from a peer and is committed. */
    void answered(PublicKey peer) {
        isWaiting = false;
        seat.cancel(timer);
        if (target > ledger.height()) {
            ask(peer);
        }
    }

    /** No answer came in time. */
    void timedOut() {
        isWaiting = false;
        List<Peer> peers = List.copyOf(seat.peers());
        if (target > ledger.height() && !peers.isEmpty()) {
            ask(peers.get(choice.nextInt(peers.size())).id());
        }
    }

    private void ask(PublicKey peer) {
        isWaiting = true;
        asking.ask(peer, ledger.height() + 1);
        seat.schedule(timer, ANSWER_TIMEOUT_NANOS);
    }
}
