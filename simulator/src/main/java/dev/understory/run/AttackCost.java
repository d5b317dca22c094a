package dev.understory.run;

import dev.understory.attack.Attack;
import dev.understory.check.QuantityText;
import dev.understory.measure.Measurements;
import dev.understory.scenario.Scenario;
import dev.understory.scenario.shape.Dimension;
import java.util.ArrayList;
import java.util.List;

/**
 * What all attackers of an attack have paid for it in a run.
 *
 * @param connections that they opened
 * @param failed dials that gave none
 * @param cut connections that victims ended
 * @param handshakes in which they computed their signature
 * @param bytes that they sent
 * @param cpuNanos of their signatures
 */
public record AttackCost(
        String name,
        String kind,
        long connections,
        long failed,
        long cut,
        long handshakes,
        long bytes,
        long cpuNanos,
        long addresses,
        long identities) {
    /** Of all attacks of a scenario, in its order. */
    static List<AttackCost> of(Scenario scenario, Measurements measured) {
        List<AttackCost> costs = new ArrayList<>();
        scenario.attacks()
                .forEach(attack -> costs.add(new AttackCost(
                        attack.name(),
                        attack.kind().word(),
                        sum(measured, Attack.CONNECTIONS, attack.name()),
                        sum(measured, Attack.FAILED, attack.name()),
                        sum(measured, Attack.CUT, attack.name()),
                        sum(measured, Attack.HANDSHAKES, attack.name()),
                        sum(measured, Attack.BYTES, attack.name()),
                        sum(measured, Attack.CPU, attack.name()),
                        sum(measured, Attack.ADDRESSES, attack.name()),
                        sum(measured, Attack.IDENTITIES, attack.name()))));
        return costs;
    }

    private static long sum(Measurements measured, String meter, String attack) {
        return measured.meters().named(meter).stream()
                .filter(each -> each.workload().equals(attack))
                .mapToLong(each -> measured.total(each, measured.everyNode(), measured.always()))
                .sum();
    }

    /** Whether nobody was attacked: no dial was even begun. */
    boolean isIdle() {
        return connections + failed == 0;
    }

    /** What it was, for people. */
    public String text() {
        return counted(connections, "connection") + " (" + cut + " cut off, " + failed + " more not opened), "
                + counted(handshakes, "handshake") + ", " + QuantityText.text(Dimension.SIZE, bytes) + ", "
                + QuantityText.text(Dimension.DURATION, cpuNanos) + " CPU, "
                + (addresses == 1 ? "1 address" : addresses + " addresses") + ", "
                + (identities == 1 ? "1 identity" : identities + " identities");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
