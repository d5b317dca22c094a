package dev.understory.metric;

import static dev.understory.scenario.shape.Dimension.DURATION;
import static dev.understory.scenario.shape.Dimension.NUMBER;
import static dev.understory.scenario.shape.Dimension.SIZE;

import dev.understory.attack.Attack;
import dev.understory.scenario.rule.Metric;
import dev.understory.scenario.shape.Dimension;
import java.util.List;

/** What attackers pay. */
final class AttackMetrics {
    static final List<Metric> ALL = List.of(
            cost(Attack.CONNECTIONS, NUMBER, "connections that it opened"),
            cost(Attack.FAILED, NUMBER, "dials that gave none"),
            cost(Attack.CUT, NUMBER, "connections that victims ended"),
            cost(Attack.HANDSHAKES, NUMBER, "handshakes in which it computed its signature"),
            cost(Attack.BYTES, SIZE, "bytes that it sent, those of the transport not counted"),
            cost(Attack.CPU, DURATION, "processor time of its signatures, as its group's `cpu` has it"),
            cost(Attack.ADDRESSES, NUMBER, "addresses that it used"),
            cost(Attack.IDENTITIES, NUMBER, "identities that it has proven to be"));

    private AttackMetrics() {}

    private static Metric cost(String word, Dimension dimension, String meaning) {
        return Metric.sample(word, dimension, "attacker: " + meaning)
                .ofAttacks()
                .changing(Metric.Change.GROWTH)
                .done();
    }
}
