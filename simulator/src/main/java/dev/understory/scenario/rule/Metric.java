package dev.understory.scenario.rule;

import static dev.understory.scenario.rule.Label.GROUP;
import static dev.understory.scenario.rule.Label.REGION;
import static dev.understory.scenario.rule.Label.TOPIC;
import static dev.understory.scenario.rule.Label.WORKLOAD;

import dev.understory.scenario.shape.Dimension;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a scenario can ask for by name: the one list that rules, service levels, recorder, report and reference
 * go by. A metric has no values of its own; they are in the meters of the nodes that bear its name.
 *
 * <p>A metric is either a {@link Kind#STATE state} of a node, which has a value at every moment and can stand in a rule
 * ({@code all(validator.height)}), or a {@link Kind#SAMPLE sample}, which is taken when something happens and can only be
 * the subject of a service level. A service level on a state looks at the value of every running node at every snapshot.
 */
public enum Metric {
    HEIGHT("height", Kind.STATE, Dimension.NUMBER, "blocks a validator has committed", GROUP, REGION),
    ROUND("round", Kind.STATE, Dimension.NUMBER, "round of consensus a validator is in, from 0", GROUP, REGION),
    PEERS("peers", Kind.STATE, Dimension.NUMBER, "admitted peers", GROUP, REGION),
    CONNECTIONS_INBOUND(
            "conns.inbound", Kind.STATE, Dimension.NUMBER, "connections that others dialled", GROUP, REGION),
    CONNECTIONS_OUTBOUND(
            "conns.outbound", Kind.STATE, Dimension.NUMBER, "connections this node dialled", GROUP, REGION),
    QUEUE_BYTES(
            "queue.bytes", Kind.STATE, Dimension.SIZE, "bytes accepted for sending and not sent yet", GROUP, REGION),
    MESSAGES_SENT("messages.sent", Kind.STATE, Dimension.NUMBER, "messages accepted for sending so far", GROUP, REGION),
    MESSAGES_REFUSED(
            "messages.refused", Kind.STATE, Dimension.NUMBER, "messages refused by a full queue so far", GROUP, REGION),
    MESSAGES_DELIVERED(
            "messages.delivered",
            Kind.STATE,
            Dimension.NUMBER,
            "messages delivered to applications so far",
            GROUP,
            REGION),
    RESTARTS("restarts", Kind.STATE, Dimension.NUMBER, "how often the node was started again", GROUP, REGION),

    RECONNECT_PENDING(
            "reconnect.pending",
            Kind.STATE,
            Dimension.NUMBER,
            "must-connect peers that were lost and are not back yet",
            GROUP,
            REGION),
    BROADCAST_LATENCY(
            "broadcast.latency",
            Kind.SAMPLE,
            Dimension.DURATION,
            "from publication to the first delivery at a node; one sample per message and node",
            TOPIC,
            WORKLOAD,
            GROUP,
            REGION),
    BROADCAST_DELIVERED(
            "broadcast.delivered",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "share of the nodes that were up from publication to the workload's deadline and got the message;"
                    + " one sample per message",
            TOPIC,
            WORKLOAD),
    BROADCAST_UNJUDGED(
            "broadcast.unjudged",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "nodes that were up at publication and left before the deadline; one sample per message",
            TOPIC,
            WORKLOAD),
    BROADCAST_DUPLICATES(
            "broadcast.duplicates",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "copies a node got beyond the first; one sample per message and node that got it",
            TOPIC,
            WORKLOAD,
            GROUP,
            REGION),
    REQUEST_LATENCY(
            "request.latency",
            Kind.SAMPLE,
            Dimension.DURATION,
            "from question to complete answer; one sample per answered request",
            WORKLOAD,
            GROUP,
            REGION),
    REQUEST_COMPLETED(
            "request.completed",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "1 for a request answered in time, 0 for one that was not, or not yet when the run ended",
            WORKLOAD,
            GROUP,
            REGION),
    ECHO_LATENCY(
            "echo.latency",
            Kind.SAMPLE,
            Dimension.DURATION,
            "from the dial of a link to the last byte that came back; one sample per link on which all did",
            WORKLOAD,
            GROUP,
            REGION),
    ECHO_COMPLETED(
            "echo.completed",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "1 for a link on which all came back in time as it was sent, 0 for one on which it did not, or not yet when"
                    + " the run ended",
            WORKLOAD,
            GROUP,
            REGION),
    BFT_COMMIT_LATENCY(
            "bft.commit.latency",
            Kind.SAMPLE,
            Dimension.DURATION,
            "from the leader's proposal to the commit at a validator; one sample per height and validator",
            WORKLOAD,
            GROUP,
            REGION),
    BFT_COMMITTED(
            "bft.committed",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "1 for a validator that committed a height which some validator decided, 0 for one that had not by the end",
            WORKLOAD,
            GROUP,
            REGION),
    BFT_BLOCK_INTERVAL(
            "bft.block.interval",
            Kind.SAMPLE,
            Dimension.DURATION,
            "between two commits of a validator",
            WORKLOAD,
            GROUP,
            REGION),
    BFT_QUORUM_TIME(
            "bft.quorum.time",
            Kind.SAMPLE,
            Dimension.DURATION,
            "from the moment replicas vote to the vote that completes two thirds at the leader;"
                    + " one sample per phase with votes",
            WORKLOAD),
    BFT_ROUNDS(
            "bft.rounds", Kind.SAMPLE, Dimension.NUMBER, "rounds a height took, at least 1; one per height", WORKLOAD),
    BFT_DECIDED(
            "bft.decided",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "1 for a height that some validator committed, 0 for one that was begun and was not decided by the end",
            WORKLOAD),
    BFT_MESSAGES(
            "bft.messages",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "consensus messages sent by all validators for one height; one sample per height",
            WORKLOAD),
    HANDSHAKE_TIME(
            "handshake.time",
            Kind.SAMPLE,
            Dimension.DURATION,
            "from the open link to the authenticated peer",
            GROUP,
            REGION),
    HANDSHAKE_COMPLETED(
            "handshake.completed",
            Kind.SAMPLE,
            Dimension.NUMBER,
            "1 for an open link whose peer was admitted, 0 for one that was refused, failed or had not come so far",
            GROUP,
            REGION),
    RECONNECT_TIME(
            "reconnect.time",
            Kind.SAMPLE,
            Dimension.DURATION,
            "from the loss of a must-connect peer to its next admission",
            GROUP,
            REGION);

    /** When a metric has a value. */
    public enum Kind {
        /** At every moment, for every running node. */
        STATE,
        /** When something happens. */
        SAMPLE
    }

    private final String word;
    private final Kind kind;
    private final Dimension dimension;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Label> labels;

    Metric(String word, Kind kind, Dimension dimension, String meaning, Label... labels) {
        this.word = word;
        this.kind = kind;
        this.dimension = dimension;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /** As scenarios write it: {@code broadcast.latency}. */
    public String word() {
        return word;
    }

    public Kind kind() {
        return kind;
    }

    /** What it is measured in; values are in the dimension's base unit. */
    public Dimension dimension() {
        return dimension;
    }

    /** One line for the reference. */
    public String meaning() {
        return meaning;
    }

    /** The kind of workload that it measures; empty if it is of every node. */
    public Optional<String> workload() {
        String family = word.substring(0, Math.max(0, word.indexOf('.')));
        return switch (family) {
            case "broadcast", "request", "echo" -> Optional.of(family);
            default ->
                family.equals("bft") || this == HEIGHT || this == ROUND ? Optional.of("nestbft") : Optional.empty();
        };
    }

    /** What its samples can be told apart by. */
    public List<Label> labels() {
        return labels;
    }

    /** The metric that scenarios write so. */
    public static Optional<Metric> of(String word) {
        return Arrays.stream(values())
                .filter(metric -> metric.word.equals(word))
                .findFirst();
    }

    /** All words of that kind. */
    public static List<String> words(Kind kind) {
        return Arrays.stream(values())
                .filter(metric -> metric.kind == kind)
                .map(Metric::word)
                .toList();
    }
}
