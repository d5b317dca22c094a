package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.session.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever the order in which two ends see their connections, both keep the same one. */
class DuplicateRuleTest {
    private static final int MAX_STATES = 300_000;

    /** A set of links to try; end 0 is ours. */
    private record Case(boolean lowerFirst, boolean canopy, int stale, int... diallers) {
        String text() {
            return this + Arrays.toString(diallers);
        }

        DuplicateModel model() {
            return new DuplicateModel(lowerFirst, canopy, stale, diallers);
        }
    }

    private int most;
    private int states;

    @Test
    void twoOfOursKeepOneOfTwoConnectionsInEveryOrder() {
        explore(new Case(true, false, 0, 0, 0));
        explore(new Case(true, false, 0, 0, 1));
        assertThat(most).as("admissions at both ends together").isLessThanOrEqualTo(4);
    }

    @Test
    void oneOfOursAndACanopyNodeKeepOneOfTwoConnectionsInEveryOrder() {
        for (boolean lower : new boolean[] {true, false}) {
            explore(new Case(lower, true, 0, 0, 0));
            explore(new Case(lower, true, 0, 1, 1));
            explore(new Case(lower, true, 0, 0, 1));
        }
    }

    @Test
    void aPeerThatComesBackBeforeItWasMissedIsAdmittedInEveryOrder() {
        for (boolean lower : new boolean[] {true, false}) {
            for (boolean canopy : new boolean[] {true, false}) {
                for (int old = 0; old < 2; old++) {
                    explore(new Case(lower, canopy, 1, old, 0));
                    explore(new Case(lower, canopy, 1, old, 1));
                }
            }
        }
    }

    @Test
    void twoOfOursKeepOneOfManyConnections() {
        for (boolean lower : new boolean[] {true, false}) {
            walk(new Case(lower, false, 0, 0, 0, 0), 1_500);
            walk(new Case(lower, false, 0, 0, 0, 1), 1_500);
            walk(new Case(lower, false, 0, 0, 0, 0, 0), 1_500);
            walk(new Case(lower, false, 0, 0, 1, 0, 1), 1_500);
            walk(new Case(lower, false, 1, 0, 0, 1), 1_500);
            walk(new Case(lower, false, 1, 1, 0, 0), 1_500);
            walk(new Case(lower, false, 1, 0, 0, 0, 1), 1_500);
        }
    }

    @Test
    void oneOfOursAndACanopyNodeKeepOneOfManyConnections() {
        for (boolean lower : new boolean[] {true, false}) {
            walk(new Case(lower, true, 0, 0, 0, 0), 1_500);
            walk(new Case(lower, true, 0, 1, 1, 1), 1_500);
            walk(new Case(lower, true, 0, 0, 0, 1), 1_500);
            walk(new Case(lower, true, 0, 0, 1, 1), 1_500);
            walk(new Case(lower, true, 1, 0, 0, 0), 1_500);
            walk(new Case(lower, true, 1, 1, 0, 0), 1_500);
        }
    }

    /** The order of Canopy's bytes.Compare is that of the hexadecimal texts. */
    @Test
    void keysAreComparedByteByByteWithoutSign() {
        Random random = new Random(5);
        int[] lengths = {32, 33, 48, 64, 65};
        for (int i = 0; i < 2_000; i++) {
            byte[] own = new byte[lengths[random.nextInt(lengths.length)]];
            byte[] peer = new byte[lengths[random.nextInt(lengths.length)]];
            random.nextBytes(own);
            random.nextBytes(peer);
            int same = random.nextInt(Math.min(own.length, peer.length) + 1);
            System.arraycopy(own, 0, peer, 0, i % 2 == 0 ? 0 : same);
            boolean lower =
                    HexFormat.of().formatHex(own).compareTo(HexFormat.of().formatHex(peer)) < 0;
            assertThat(DuplicateRule.favoured(own, peer)).isEqualTo(lower ? Direction.OUTBOUND : Direction.INBOUND);
        }
    }

    /** Goes through random orders. */
    private void walk(Case one, int walks) {
        for (int seed = 0; seed < walks; seed++) {
            Random random = new Random(seed);
            DuplicateModel model = one.model();
            StringBuilder told = new StringBuilder("seed " + seed + ": ");
            settle(model, one, told);
            while (!model.steps().isEmpty()) {
                List<DuplicateModel.Step> steps = model.steps();
                DuplicateModel.Step step = steps.get(random.nextInt(steps.size()));
                told.append(step.kind()).append(step.end()).append(step.link()).append(' ');
                model.perform(step);
                settle(model, one, told);
            }
            most = Math.max(most, model.admissions);
        }
    }

    /** Explores every order of steps, each once. */
    private void explore(Case one) {
        Set<String> seen = new HashSet<>();
        List<List<Integer>> open = new ArrayList<>();
        open.add(List.of());
        while (!open.isEmpty()) {
            List<Integer> path = open.remove(open.size() - 1);
            DuplicateModel model = one.model();
            StringBuilder told = new StringBuilder();
            for (int choice : path) {
                DuplicateModel.Step step = model.steps().get(choice);
                told.append(step.kind()).append(step.end()).append(step.link()).append(' ');
                model.perform(step);
                settle(model, one, told);
            }
            if (path.isEmpty()) {
                settle(model, one, told);
            }
            if (seen.add(model.fingerprint())) {
                assertThat(++states).isLessThan(MAX_STATES);
                int choices = model.steps().size();
                if (choices == 0) {
                    assertThat(model.isSettled())
                            .as(one.text() + ": " + told + model.fingerprint())
                            .isTrue();
                    most = Math.max(most, model.admissions);
                }
                for (int choice = 0; choice < choices; choice++) {
                    List<Integer> longer = new ArrayList<>(path);
                    longer.add(choice);
                    open.add(longer);
                }
            }
        }
    }

    /** Where nothing can happen by itself, time passes until something can, or all is well. */
    private static void settle(DuplicateModel model, Case one, StringBuilder told) {
        while (model.steps().isEmpty() && !model.isSettled()) {
            int passed = model.letTimePass();
            told.append('t').append(passed).append(' ');
            assertThat(passed)
                    .as(one.text() + " is stuck: " + told + model.fingerprint())
                    .isLessThan(20);
        }
    }
}
