package dev.understory.node.inspect;

/**
 * Whether a node that is connected to must-connect peers hears anything of consensus, from anybody: connections that live and bring
 * nothing look like health everywhere else ({@code attacks.md}, U9). It is asked now and then, and knows no more than it was told then:
 * a silence is told shorter than it is by the time between two looks at most. A node without must-connect peers has nothing to wait for.
 */
public final class ConsensusWatch {
    private long messages;
    private long since;

    /** @param nowNanos the node's time */
    public ConsensusWatch(long nowNanos) {
        since = nowNanos;
    }

    /**
     * How long nothing has come while a must-connect peer was connected all the time, in nanoseconds; 0 without one.
     *
     * @param now the peers that are admitted
     * @param messagesSoFar messages of CONSENSUS that consumers were given, of all peers
     */
    public synchronized long silence(long nowNanos, NodeReport now, long messagesSoFar) {
        if (messagesSoFar != messages) {
            messages = messagesSoFar;
            since = nowNanos;
        }
        long connected = now.peers().stream()
                .filter(one -> one.peer().mustConnect())
                .mapToLong(PeerReport::ageNanos)
                .max()
                .orElse(0);
        return Math.min(connected, nowNanos - since);
    }
}
