package dev.understory.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.engine.SimNode;
import dev.understory.engine.SimNode.StopKind;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.law.Distribution;
import dev.understory.store.Documents;
import dev.understory.store.StoreAnswer;
import dev.understory.store.StoreLimits;
import dev.understory.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A disk of 10 ms under a machine whose actor asks at given times and writes down what it hears, and when. */
class SimDiskTest {
    private static final long MS = 1_000_000;
    private static final StoreLimits LIMITS = new StoreLimits(100, 2, 3, 200);

    private final Simulation simulation = new Simulation(SimulationConfig.of(1, 1));
    private final SimNode node = simulation.addNode("a");
    private final List<String> heard = new ArrayList<>();
    private SimDisk disk = new SimDisk(node, new DiskModel(Distribution.constant(10 * MS), true), LIMITS);
    private ActorRef<StoreAnswer> ear;

    @AfterEach
    void close() {
        simulation.close();
    }

    private void start() {
        node.start();
        Behavior<StoreAnswer> listening = Behaviors.receiveMessage(answer -> {
            heard.add(node.trueTime() / MS + " " + text(answer));
            return Behaviors.same();
        });
        ear = node.spawn(listening, "ear");
    }

    private static String text(StoreAnswer answer) {
        return answer.name().name()
                + switch (answer) {
                    case StoreAnswer.Written written -> " written";
                    case StoreAnswer.Superseded superseded -> " superseded";
                    case StoreAnswer.Found found ->
                        " = " + new String(found.content().toArray(), StandardCharsets.UTF_8);
                    case StoreAnswer.Missing missing -> " missing";
                    case StoreAnswer.Damaged damaged -> " damaged";
                    case StoreAnswer.Deleted deleted -> deleted.existed() ? " deleted" : " was not there";
                    case StoreAnswer.Failed failed -> " " + failed.problem();
                };
    }

    private Documents documents() {
        return disk.documents("test");
    }

    private void write(String name, String content) {
        Bytes bytes = Bytes.wrap(content.getBytes(StandardCharsets.UTF_8));
        node.run(() -> documents().write(name, bytes, 0, ear));
    }

    private void read(String name) {
        node.run(() -> documents().read(name, 0, ear));
    }

    private void delete(String name) {
        node.run(() -> documents().delete(name, 0, ear));
    }

    private void at(long millis, Runnable work) {
        simulation.at(millis * MS, work);
    }

    private void stopAt(long millis, StopKind kind) {
        at(millis, () -> node.stop(kind));
        at(millis + 1, this::start);
    }

    private List<String> run() {
        simulation.runUntil(10_000 * MS);
        assertThat(simulation.nodeFailures()).isEmpty();
        return heard;
    }

    @Test
    void everyRequestTakesItsTimeOneAfterTheOther() {
        at(0, this::start);
        at(0, () -> write("a", "1"));
        at(5, () -> read("a"));
        at(5, () -> delete("a"));
        at(50, () -> read("a"));
        at(50, () -> delete("a"));
        assertThat(run())
                .containsExactly("10 a written", "20 a = 1", "30 a deleted", "60 a missing", "70 a was not there");
    }

    @Test
    void aNewerWriteTakesThePlaceOfOneThatWaitsAndLimitsHold() {
        at(0, this::start);
        at(0, () -> write("a", "1"));
        at(1, () -> write("a", "2"));
        at(2, () -> write("a", "3"));
        at(3, () -> write("a", "x".repeat(101)));
        at(4, () -> read("a"));
        at(5, () -> read("b"));
        at(100, () -> write("b", "1"));
        at(200, () -> write("c", "1"));
        assertThat(run())
                .containsExactly(
                        "2 a superseded",
                        "3 a TOO_LARGE",
                        "5 b BUSY",
                        "10 a written",
                        "20 a written",
                        "30 a = 3",
                        "110 b written",
                        "210 c TOO_MANY");
    }

    @Test
    void aPowerLossLosesWhatWasNotSyncedAndNothingElse() {
        at(0, this::start);
        at(0, () -> write("a", "old"));
        at(0, () -> write("b", "old"));
        at(30, () -> write("a", "new"));
        stopAt(39, StopKind.POWER_LOSS);
        at(50, () -> read("a"));
        at(50, () -> read("b"));
        assertThat(run()).containsExactly("10 a written", "20 b written", "60 a = old", "70 b = old");
    }

    @Test
    void whatIsSyncedAtTheVeryMomentSurvivesAPowerLossUnheard() {
        at(0, this::start);
        at(0, () -> write("a", "old"));
        at(30, () -> write("a", "new"));
        stopAt(40, StopKind.POWER_LOSS);
        at(50, () -> read("a"));
        assertThat(run()).containsExactly("10 a written", "60 a = new");
    }

    @Test
    void aPowerLossBringsBackWhatWasBeingDeletedAndTakesWhatWasBeingMade() {
        at(0, this::start);
        at(0, () -> write("a", "old"));
        at(30, () -> delete("a"));
        stopAt(35, StopKind.POWER_LOSS);
        at(50, () -> write("b", "new"));
        stopAt(55, StopKind.POWER_LOSS);
        at(60, () -> read("a"));
        at(60, () -> read("b"));
        assertThat(run()).containsExactly("10 a written", "70 a = old", "80 b missing");
    }

    @Test
    void aDiskWithABatteryLosesNothingThatWasHandedOver() {
        disk = new SimDisk(node, new DiskModel(Distribution.constant(10 * MS), false), LIMITS);
        at(0, this::start);
        at(0, () -> write("a", "new"));
        at(0, () -> write("b", "waits in the process"));
        stopAt(5, StopKind.POWER_LOSS);
        at(10, () -> read("a"));
        at(10, () -> read("b"));
        assertThat(run()).containsExactly("20 a = new", "30 b missing");
    }

    @Test
    void aCrashOfTheProcessKeepsWhatTheSystemHasAndLosesWhatWaited() {
        at(0, this::start);
        at(0, () -> write("a", "handed over"));
        at(0, () -> write("b", "waits"));
        stopAt(5, StopKind.PROCESS_CRASH);
        at(6, () -> read("a"));
        at(6, () -> read("b"));
        assertThat(run())
                .as("the disk is done with the life before at 10 ms")
                .containsExactly("20 a = handed over", "30 b missing");
    }

    @Test
    void whatACrashedProcessHandedOverIsLostWhereThePowerGoesBeforeItIsSynced() {
        at(0, this::start);
        at(0, () -> write("a", "old"));
        at(20, () -> write("a", "new"));
        stopAt(25, StopKind.PROCESS_CRASH);
        at(26, () -> write("a", "newest"));
        stopAt(28, StopKind.POWER_LOSS);
        at(40, () -> read("a"));
        assertThat(run()).containsExactly("10 a written", "50 a = old");
    }

    @Test
    void whatACrashedProcessHandedOverIsSyncedInItsTime() {
        at(0, this::start);
        at(0, () -> write("a", "new"));
        stopAt(5, StopKind.PROCESS_CRASH);
        stopAt(12, StopKind.POWER_LOSS);
        at(20, () -> read("a"));
        assertThat(run()).containsExactly("30 a = new");
    }

    @Test
    void aProcessThatEndsInGoodOrderFinishesWhatItWasAskedFor() {
        at(0, this::start);
        at(0, () -> write("a", "1"));
        at(0, () -> write("b", "2"));
        stopAt(5, StopKind.EXIT);
        at(20, () -> read("b"));
        assertThat(run()).containsExactly("30 b = 2");
    }

    @Test
    void whatAProcessLeavesWaitingAtItsEndIsSyncedOneAfterTheOther() {
        at(0, this::start);
        at(0, () -> write("a", "1"));
        at(0, () -> write("b", "2"));
        stopAt(5, StopKind.EXIT);
        stopAt(15, StopKind.POWER_LOSS);
        at(20, () -> read("a"));
        at(20, () -> read("b"));
        at(50, () -> write("a", "3"));
        at(50, () -> write("b", "4"));
        stopAt(55, StopKind.EXIT);
        stopAt(70, StopKind.POWER_LOSS);
        at(80, () -> read("b"));
        assertThat(run())
                .as("the first is durable after 10 ms, the second after 20")
                .containsExactly("30 a = 1", "40 b missing", "90 b = 4");
    }

    @Test
    void aLostDiskIsEmpty() {
        at(0, this::start);
        at(0, () -> write("a", "1"));
        at(20, () -> node.stop(StopKind.PROCESS_CRASH));
        at(20, disk::wipe);
        at(21, this::start);
        at(21, () -> read("a"));
        assertThat(run()).containsExactly("10 a written", "31 a missing");
    }

    @Test
    void anEndedLifeIsNeitherHeardNorAnswered() {
        at(0, this::start);
        at(5, () -> node.stop(StopKind.PROCESS_CRASH));
        at(6, () -> write("a", "1"));
        at(7, this::start);
        at(7, () -> read("a"));
        assertThat(run()).containsExactly("17 a missing");
    }
}
