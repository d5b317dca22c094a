package dev.understory.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.transport.tcp.LookupTable.Asked;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LookupTableTest {
    private final LookupTable<String, String> table = new LookupTable<>();

    private List<String> ask(String name, String asker) {
        assertThat(table.ask(name, asker, 0)).isEqualTo(new Asked.Waiting<>());
        return table.start(0);
    }

    /** Names that begin to hang at time 0. */
    private List<String> hang(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ask("stuck" + i, "somebody");
            names.add("stuck" + i);
        }
        return names;
    }

    @Test
    void allWhoAskForANameShareOneLookup() {
        assertThat(ask("a", "one")).containsExactly("a");
        assertThat(ask("a", "two")).isEmpty();
        assertThat(table.running()).isEqualTo(1);
        assertThat(table.finish("a", "answer", 1)).containsExactly("one", "two");
        assertThat(table.isIdle()).isTrue();
    }

    @Test
    void aNameThatHangsGivesItsPlaceToTheNext() {
        List<String> stuck = hang(LookupTable.AT_ONCE);
        assertThat(ask("good", "one")).as("all places are taken").isEmpty();
        table.slow(stuck.get(0), 0);
        assertThat(table.start(1)).containsExactly("good");
        assertThat(table.running()).isEqualTo(LookupTable.AT_ONCE + 1);
    }

    @Test
    void whoAsksForANameThatHangsHearsThatAtOnce() {
        ask("stuck", "one");
        table.slow("stuck", 0);
        assertThat(table.ask("stuck", "two", 7)).isEqualTo(new Asked.Hangs<>(7));
        assertThat(table.running()).isEqualTo(1);
    }

    @Test
    void namesThatHungShareAFewPlacesUntilTheyAnswerInTime() {
        int more = LookupTable.SUSPECTS_AT_ONCE + 4;
        for (int i = 0; i < more; i++) {
            ask("stuck" + i, "one");
            table.slow("stuck" + i, 0);
            table.finish("stuck" + i, null, 0);
        }
        for (int i = 0; i < more; i++) {
            ask("stuck" + i, "two");
        }
        assertThat(table.running()).isEqualTo(LookupTable.SUSPECTS_AT_ONCE);
        assertThat(ask("good", "one")).containsExactly("good");
        for (int i = 0; i < LookupTable.SUSPECTS_AT_ONCE; i++) {
            table.finish("stuck" + i, "answer", 0);
        }
        assertThat(table.start(0)).hasSize(4);
        for (int i = 0; i < LookupTable.SUSPECTS_AT_ONCE; i++) {
            ask("stuck" + i, "three");
        }
        assertThat(table.running())
                .as("those that answered in time are suspects no more")
                .isEqualTo(1 + 4 + 15);
    }

    @Test
    void anAnswerThatComesTooLateServesTheNextWhoAsks() {
        ask("slow", "one");
        table.slow("slow", 0);
        assertThat(table.giveUp("slow", "one")).as("had begun").isTrue();
        assertThat(table.finish("slow", "answer", 8)).isEmpty();
        assertThat(table.ask("slow", "two", 8 + LookupTable.LATE_NANOS)).isEqualTo(new Asked.Known<>("answer"));
        assertThat(table.ask("slow", "three", 9)).as("once").isEqualTo(new Asked.Waiting<>());
    }

    @Test
    void aLateAnswerGrowsStale() {
        ask("slow", "one");
        table.slow("slow", 0);
        table.giveUp("slow", "one");
        table.finish("slow", "answer", 8);
        assertThat(table.ask("slow", "two", 9 + LookupTable.LATE_NANOS)).isEqualTo(new Asked.Waiting<>());
    }

    @Test
    void aLookupThatNobodyWaitsForAnyMoreIsNotBegun() {
        hang(LookupTable.AT_ONCE);
        ask("patient", "one");
        ask("patient", "two");
        assertThat(table.giveUp("patient", "one")).as("had begun").isFalse();
        assertThat(table.isAsking("patient", "one")).isFalse();
        assertThat(table.giveUp("patient", "two")).isFalse();
        table.finish("stuck0", null, 1);
        assertThat(table.start(1)).isEmpty();
    }

    @Test
    void thereAreNeverMoreLookupsThanThreads() {
        for (int i = 0; i < LookupTable.MOST_RUNNING + 20; i++) {
            for (String started : ask("stuck" + i, "one")) {
                table.slow(started, 0);
            }
        }
        assertThat(table.running()).isEqualTo(LookupTable.MOST_RUNNING);
        table.finish("stuck3", null, 1);
        assertThat(table.start(1)).hasSize(1);
    }

    @Test
    void namesBeyondThoseThatMayWaitAreRefused() {
        hang(LookupTable.AT_ONCE + LookupTable.MOST_WAITING);
        assertThat(table.ask("one.more", "one", 0)).isEqualTo(new Asked.Full<>());
        assertThat(table.ask("stuck0", "two", 0)).as("a name that is asked for").isEqualTo(new Asked.Waiting<>());
    }

    @Test
    void askersBeyondTheLimitAreRefused() {
        for (int i = 0; i < LookupTable.MOST_ASKING; i++) {
            ask("a", "asker" + i);
        }
        assertThat(table.ask("a", "one more", 0)).isEqualTo(new Asked.Full<>());
        assertThat(table.finish("a", "answer", 0)).hasSize(LookupTable.MOST_ASKING);
        assertThat(table.isIdle()).isTrue();
    }

    @Test
    void onlySoManyLateAnswersAreKept() {
        for (int i = 0; i <= LookupTable.REMEMBERED; i++) {
            ask("slow" + i, "one");
            table.slow("slow" + i, 0);
            table.giveUp("slow" + i, "one");
            table.finish("slow" + i, "answer", 0);
        }
        assertThat(table.ask("slow0", "two", 1)).isEqualTo(new Asked.Waiting<>());
        assertThat(table.ask("slow1", "two", 1)).isEqualTo(new Asked.Known<>("answer"));
    }
}
