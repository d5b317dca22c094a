package dev.understory.scenario;

import dev.understory.mux.Topic;
import dev.understory.scenario.rule.Label;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the network carries. Each kind is a class of its own, which says all there is to know of it: the keys and the
 * documentation are in its {@link WorkloadKind}, what it is in a run comes of {@link #plan}.
 */
public interface Workload {
    /** The most that a run has: each is told by the first byte of its messages. */
    int MOST = 100;

    /** What scenarios call it, and its keys. */
    WorkloadKind<?> kind();

    /** Whether it is of the kind with that word. */
    default boolean isOf(String kind) {
        return kind().word().equals(kind);
    }

    /** Unique in the scenario. */
    String name();

    /** The phases in which new work is started; always when empty. */
    default List<String> during() {
        return List.of();
    }

    /** Whom it is about. */
    List<Whom> whom();

    /** The topic that its samples can be told by, as scenarios write it; empty if they have none. */
    default String sampledTopic() {
        return "";
    }

    /** Topics that it has to itself: what goes over them is measured under its name. */
    default List<Topic> ownTopics() {
        return List.of();
    }

    /** How long from its publication a node has to stay up to be judged by whether it got a message. */
    default Duration deadline() {
        return Duration.ZERO;
    }

    /** Whether its samples have these labels of a workload, where they are asked for. */
    default boolean hasLabels(Map<String, String> where) {
        return where.getOrDefault(Label.WORKLOAD.word(), name()).equals(name())
                && where.getOrDefault(Label.TOPIC.word(), sampledTopic()).equals(sampledTopic());
    }

    /** Whether all that it samples begins in its phases. Consensus goes on after them. */
    default boolean restsBetweenPhases() {
        return true;
    }

    /** Why a run over TCP cannot have it; empty if it can. */
    default Optional<String> impossibleOverTcp() {
        return Optional.empty();
    }

    /** Makes it concrete, and tells what that is, or what speaks against it. */
    void plan(Loading run);
}
