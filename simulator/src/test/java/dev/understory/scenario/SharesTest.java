package dev.understory.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.fault.Crash;
import dev.understory.plan.ScenarioLanguage;
import dev.understory.scenario.Selector.Pick;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Shares are decimal numbers: what is whole in decimal is whole. */
class SharesTest {
    @Test
    void everyShareOfAHundredthOrAThousandthTakesWhatDecimalArithmeticSays() {
        for (int parts : new int[] {100, 1000}) {
            for (int share = 0; share <= parts; share++) {
                Pick.Fraction fraction = fraction(BigDecimal.valueOf(share).divide(BigDecimal.valueOf(parts)));
                for (int count : new int[] {1, 2, 3, 7, 10, 99, 100, 200, 250, 500, 1000, 3162, 10_000, 1_000_000}) {
                    BigInteger[] exact =
                            BigInteger.valueOf((long) share * count).divideAndRemainder(BigInteger.valueOf(parts));
                    int wanted = exact[0].intValueExact() + (exact[1].signum() > 0 ? 1 : 0);
                    assertThat(fraction.of(count))
                            .as("%s of %d", fraction, count)
                            .isEqualTo(wanted);
                }
            }
        }
    }

    @Test
    void sevenHundredthsOfAHundredNodesAreSeven() {
        Scenario scenario = Yaml.scenario(
                "nodes: [{group: a, count: 100}]",
                "events: [{at: 1s, do: crash, who: {fraction: 0.07}}, {at: 1s, do: crash, who: {fraction: 0.070}}]");
        Selector who = ((Crash) scenario.events().get(0)).who();
        assertThat(((Pick.Fraction) who.pick()).of(100)).isEqualTo(7);
        assertThat(((Crash) scenario.events().get(1)).who()).isEqualTo(who);
    }

    @Test
    void aShareWithMoreDigitsThanADoubleHasIsTakenAsItIsWritten() {
        assertThat(fraction(new BigDecimal("0.0700000000000000000001")).of(100)).isEqualTo(8);
        assertThat(fraction(new BigDecimal("0.3333333333333333333333")).of(3)).isOne();
    }

    @Test
    void theSharesOfALeaveAreWrittenAsTheyWereRead() {
        Scenario scenario = Yaml.scenario(
                "nodes: [{group: a, count: 2}]",
                "churn: [{name: c, who: {}, session: 1m, downtime: 1m, leave: {crash: 0.7}}]");
        assertThat(ScenarioWriter.write(ScenarioLanguage.WHOLE, scenario))
                .contains("graceful: 0.3")
                .doesNotContain("0.30000");
    }

    @Test
    void whatTwoSharesOfALeaveLeaveIsReckonedInDecimal() {
        Scenario scenario = Yaml.scenario(
                "nodes: [{group: a, count: 2}]",
                "churn: [{name: c, who: {}, session: 1m, downtime: 1m, leave: {powerLoss: 0.1, graceful: 0.2}}]");
        Churn.Leave leave = scenario.churn().getFirst().leave();
        assertThat(leave.crash()).isEqualTo(0.7);
        assertThat(leave.graceful()).isEqualTo(0.2);
        assertThat(new Churn.Leave(0.1, 0.7).abrupt()).isEqualTo(0.8);
    }

    private static Pick.Fraction fraction(BigDecimal share) {
        return new Pick.Fraction(share);
    }
}
