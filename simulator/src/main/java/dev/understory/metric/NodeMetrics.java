package dev.understory.metric;

import static dev.understory.scenario.shape.Dimension.DURATION;
import static dev.understory.scenario.shape.Dimension.NUMBER;
import static dev.understory.scenario.shape.Dimension.SIZE;

import dev.understory.measure.Sampling;
import dev.understory.measure.Shortfall;
import dev.understory.measure.Values;
import dev.understory.scenario.rule.Metric;

/** What every node is measured by, whatever it runs. */
final class NodeMetrics {
    private static final String OPENED = "links.opened";

    static final Metric PEERS = Metric.state("peers", NUMBER, "admitted peers")
            .charted("Peers of a node, mean")
            .done();

    static final Metric CONNECTIONS_INBOUND = Metric.state("conns.inbound", NUMBER, "connections that others dialled")
            .done();

    static final Metric CONNECTIONS_OUTBOUND = Metric.state(
                    "conns.outbound", NUMBER, "connections that this node dialled")
            .done();

    static final Metric QUEUE_BYTES = Metric.state("queue.bytes", SIZE, "bytes accepted for sending and not sent yet")
            .done();

    static final Metric BOOK_SIZE = Metric.state(
                    "book.size", NUMBER, "addresses in the node's book; none where it does not find peers by itself")
            .charted("Addresses in a node's book, mean")
            .done();

    static final Metric BOOK_LIVE = Metric.sample(
                    "book.live",
                    NUMBER,
                    "round of a node through its book: of the proven addresses, how many have answered, lately or in this round")
            .unit("share")
            .dividedBy(1e6)
            .done();

    static final Metric MESSAGES_SENT = Metric.state("messages.sent", NUMBER, "messages accepted for sending so far")
            .done();

    static final Metric MESSAGES_REFUSED = Metric.state(
                    "messages.refused", NUMBER, "messages refused by a full queue so far")
            .done();

    static final Metric MESSAGES_DELIVERED = Metric.state(
                    "messages.delivered", NUMBER, "messages delivered to applications so far")
            .done();

    static final Metric RESTARTS = Metric.state("restarts", NUMBER, "how often the node was started again")
            .done();

    static final Metric RECONNECT_PENDING = Metric.state(
                    "reconnect.pending", NUMBER, "must-connect peers that were lost and are not back yet")
            .done();

    static final Metric MEMORY_PINNED = Metric.state(
                    "memory.pinned",
                    SIZE,
                    "memory of its peers' unfinished messages and unread bytes; of a peer to 64KiB exactly")
            .done();

    static final Metric HONEST_LOST = Metric.state(
                    "honest.lost",
                    NUMBER,
                    "connections with nodes that are no attackers that ended so far, whyever, but for duplicates")
            .done();

    static final Metric HONEST_DEBITED = Metric.state(
                    "honest.debited", NUMBER, "offences of nodes that are no attackers that it has counted so far")
            .done();

    static final Metric HONEST_BANNED = Metric.state(
                    "honest.banned",
                    NUMBER,
                    "how often it has banned nodes that are no attackers, or closed or refused them as banned or for what they have done")
            .done();

    static final Metric HONEST_OUTBOUND = Metric.state(
                    "honest.outbound", NUMBER, "connections that this node dialled with nodes that are no attackers")
            .done();

    static final Metric DRAW_LIVE = Metric.sample(
                    "draw.live",
                    NUMBER,
                    "address that a node drew from its book and dialled for one more peer: somebody was there, with room or without")
            .unit("1 or 0")
            .done();

    static final Metric DRAW_HONEST = Metric.sample(
                    "draw.honest",
                    NUMBER,
                    "the same: the expected peer was there, with room or without, and is no attacker")
            .unit("1 or 0")
            .done();

    static final Metric HANDSHAKE_TIME = Metric.sample(
                    "handshake.time", DURATION, "handshake: from the open link to the authenticated peer")
            .missing(from -> from.missing("handshake.time", OPENED, "not completed"))
            .done();

    static final Metric HANDSHAKE_COMPLETED = Metric.sample(
                    "handshake.completed",
                    NUMBER,
                    "open link: its peer was admitted; or the link was refused, failed, or had not come so far")
            .successes(NodeMetrics::completed)
            .done();

    static final Metric RECONNECT_TIME = Metric.sample(
                    "reconnect.time", DURATION, "from the loss of a must-connect peer to its next admission")
            .missing(NodeMetrics::notBack)
            .done();

    private NodeMetrics() {}

    private static Values completed(Sampling from) {
        long completed = HANDSHAKE_TIME.samples(from).count();
        Values all = new Values();
        all.add(1, completed);
        all.add(0, from.sum(OPENED) - completed);
        return all;
    }

    private static Shortfall notBack(Sampling from) {
        long missing = from.sum("reconnect.abandoned") + from.sum("reconnect.pending");
        return new Shortfall(missing, RECONNECT_TIME.samples(from).count() + missing, "not back");
    }
}
