package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.mux.Topic;
import dev.understory.scenario.rule.Label;
import dev.understory.scenario.rule.Metric;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the network carries. */
public sealed interface Workload {
    /** The most that a run has: each is told by the first byte of its messages. */
    int MOST = 100;

    /** Unique in the scenario. */
    String name();

    /** The phases in which new work is started; always when empty. */
    List<String> during();

    /** Whom it is about. */
    List<Whom> whom();

    /**
     * Whether it is a source of samples of a metric, all of which it begins in its phases. Consensus, which goes on after them,
     * is none.
     *
     * @param where the labels that are asked for, but for its own name
     */
    default boolean samples(Metric metric, Map<String, String> where) {
        return false;
    }

    /**
     * Messages for everybody.
     *
     * @param from who publishes
     * @param among who takes part: receives, relays and is counted
     * @param size of each message; bytes
     * @param relay how messages get to those who are no peers of the publisher
     * @param count how many messages are published at most
     * @param deadline how long from its publication a node has to stay up to be judged by whether it got a message
     */
    record Broadcast(
            String name,
            Topic topic,
            Selector from,
            Selector among,
            Pace pace,
            Distribution size,
            Relay relay,
            OptionalLong count,
            Duration deadline,
            List<String> during)
            implements Workload {
        public Broadcast {
            during = List.copyOf(during);
        }

        @Override
        public List<Whom> whom() {
            return List.of(Whom.any("from", from), Whom.any("among", among));
        }

        @Override
        public boolean samples(Metric metric, Map<String, String> where) {
            return metric.word().startsWith("broadcast.")
                    && where.getOrDefault(Label.TOPIC.word(), topic.name()).equals(topic.name());
        }
    }

    /** Dissemination of a broadcast. */
    enum Relay {
        /** A node passes on what it sees for the first time to all peers but the one it came from. */
        GOSSIP,
        /** Only the publisher sends, to its own peers. */
        DIRECT
    }

    /**
     * Questions and answers between two nodes that are connected.
     *
     * @param from who asks
     * @param to who is asked: a random peer of the asking node among these
     * @param requestSize bytes; sent on {@link #QUESTION}
     * @param responseSize bytes; sent on {@link #ANSWER}
     * @param timeout after which a request counts as failed
     * @param count how many requests are sent at most
     */
    record Request(
            String name,
            Selector from,
            Selector to,
            Pace pace,
            Distribution requestSize,
            Distribution responseSize,
            Duration timeout,
            OptionalLong count,
            List<String> during)
            implements Workload {
        /** The topic of questions. */
        public static final Topic QUESTION = Topic.BLOCK_REQUEST;

        /** The topic of answers. */
        public static final Topic ANSWER = Topic.BLOCK;

        public Request {
            during = List.copyOf(during);
        }

        @Override
        public List<Whom> whom() {
            return List.of(Whom.any("from", from), Whom.any("to", to));
        }

        @Override
        public boolean samples(Metric metric, Map<String, String> where) {
            return metric.word().startsWith("request.");
        }
    }

    /**
     * Canopy's consensus: eight phases started by timers, point to point to and from the leader
     * (wire.md, section 8).
     *
     * @param among the committee
     * @param blockSize bytes
     * @param execution time a replica takes to check a proposed block before it votes
     * @param heights after how many committed heights a validator stops; never when empty
     */
    record NestBft(
            String name,
            Selector among,
            Distribution blockSize,
            Duration execution,
            Timeouts timeouts,
            OptionalLong heights,
            List<String> during)
            implements Workload {
        public NestBft {
            during = List.copyOf(during);
        }

        @Override
        public List<Whom> whom() {
            return List.of(Whom.any("among", among));
        }
    }

    /** How long each phase of consensus lasts in round 0; in round r it is (2r + 1) times as long. */
    record Timeouts(
            Duration newHeight,
            Duration election,
            Duration electionVote,
            Duration propose,
            Duration proposeVote,
            Duration precommit,
            Duration precommitVote,
            Duration commit) {}

    /**
     * Links to a service of kind echo, one for each time: what is sent on it has to come back.
     *
     * @param from who asks
     * @param to who is asked: a random other node among these
     * @param service the name of the service on the nodes that are asked
     * @param size bytes that are sent
     * @param timeout from the dial to the last byte; after that it counts as failed
     * @param count how many links are dialled at most
     */
    record Echo(
            String name,
            Selector from,
            Selector to,
            String service,
            Pace pace,
            Distribution size,
            Duration timeout,
            OptionalLong count,
            List<String> during)
            implements Workload {
        /** The most bytes that are sent on one link. */
        public static final long LARGEST = 64L << 20;

        public Echo {
            during = List.copyOf(during);
        }

        @Override
        public List<Whom> whom() {
            return List.of(Whom.any("from", from), Whom.any("to", to));
        }

        @Override
        public boolean samples(Metric metric, Map<String, String> where) {
            return metric.word().startsWith("echo.");
        }
    }

    /**
     * A protocol of the user's own.
     *
     * @param on the nodes it runs on
     * @param className a class that implements {@link dev.understory.application.Application}
     * @param settings what its constructor gets, if it takes any
     * @param mayStop whether it may end before its node; otherwise the run fails
     */
    record UserApplication(String name, Selector on, String className, Map<String, String> settings, boolean mayStop)
            implements Workload {
        public UserApplication {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }

        @Override
        public List<Whom> whom() {
            return List.of(Whom.any("on", on));
        }

        /** When it works is its own affair. */
        @Override
        public List<String> during() {
            return List.of();
        }
    }
}
