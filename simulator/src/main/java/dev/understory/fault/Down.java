package dev.understory.fault;

import dev.understory.scenario.Stage;
import dev.understory.scenario.Stage.Wrong;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import dev.understory.timeline.Leaving;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What all events have in common that take nodes down: the keys, and that the nodes come back. */
final class Down {
    private static final Key<Duration, Duration> AFTER =
            Key.required("after", Quantities.positiveDuration(), after -> after, "how long they are down");

    static final Key<Disk, Disk> DISK = Key.withDefault(
            "disk",
            Shapes.constant("disk", Disk.class),
            Disk.KEEP,
            disk -> disk,
            "what becomes of what they had stored");
    static final Key<Optional<Duration>, Duration> RESTART = Key.optional(
            "restart",
            new MapShape<>("restart", List.of(AFTER), e -> e.get(AFTER)),
            after -> after.orElse(null),
            "they start again by themselves");

    private Down() {}

    /** Takes down those that are up; whether anybody was. */
    static boolean take(Stage stage, String kind, BitSet who, Leaving how, Disk disk, Optional<Duration> restartAfter) {
        int[] up = who.stream().filter(stage.lives()::isUp).toArray();
        for (int node : up) {
            stage.endOf(node, Down::isOne); // Somebody else has started it since.
            stage.lives().stop(node, how);
            stage.endOf(node, wrong -> true);
            if (disk == Disk.LOSE) {
                stage.lives().loseDisk(node);
            }
            stage.begin(Wrong.ofNode(
                    kind,
                    node,
                    "node " + node + " down",
                    restartAfter,
                    () -> stage.lives().start(node)));
        }
        return up.length > 0;
    }

    /** Whether it is that a node is down. */
    static boolean isOne(Wrong wrong) {
        return wrong.kind().equals(Crash.KIND.word()) || wrong.kind().equals(PowerLoss.KIND.word());
    }
}
