package dev.understory.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.engine.CounterStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionsTest {
    private static final String HEAD = "# meaning: one-way\n# unit: ms\nfrom,to,median_ms\n";

    @Test
    void theShippedTablesAreOneWayAndComplete() {
        Regions eight = RegionsReader.builtin("builtin/regions-8");
        assertThat(eight.count()).isEqualTo(8);
        assertThat(eight.oneWayNanos(eight.indexOf("europe"), eight.indexOf("na_east")))
                .isEqualTo(70_000_000L);
        assertThat(eight.weight(eight.indexOf("europe"))).isEqualTo(5599);
        Regions bitcoin = RegionsReader.builtin("bitcoin-6-2019");
        assertThat(bitcoin.oneWayNanos(bitcoin.indexOf("japan"), bitcoin.indexOf("europe")))
                .isEqualTo(252_000_000L);
        Regions aws = RegionsReader.builtin("builtin/aws-11-2019");
        assertThat(aws.count()).isEqualTo(11);
        // Round trips of 81 and 1 ms in the file, given in one direction only.
        assertThat(aws.oneWayNanos(aws.indexOf("oregon"), aws.indexOf("virginia")))
                .isEqualTo(40_500_000L);
        assertThat(aws.oneWayNanos(aws.indexOf("virginia"), aws.indexOf("oregon")))
                .isEqualTo(40_500_000L);
        assertThat(aws.oneWayNanos(3, 3)).isEqualTo(500_000L);
        for (Regions each : new Regions[] {eight, bitcoin, aws}) {
            assertThat(each.header()).containsKeys("source", "licence");
            for (int from = 0; from < each.count(); from++) {
                for (int to = 0; to < each.count(); to++) {
                    assertThat(each.oneWayNanos(from, to)).isPositive();
                }
            }
        }
    }

    @Test
    void regionsAreDrawnByWeight() {
        Regions regions = RegionsReader.parse(
                "x.csv", "# meaning: one-way\n# weights: a=3, b=1\nfrom,to,median_ms\na,a,1\na,b,2\nb,a,2\nb,b,1\n");
        CounterStream random = CounterStream.of(1, 0, "pick");
        int[] counts = new int[2];
        for (int i = 0; i < 40_000; i++) {
            counts[regions.pick(random)]++;
        }
        assertThat(counts[0]).isBetween(29_500, 30_500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,a,1;a,b,2|x.csv:5:1: there is no delay from b to a",
                "a,a,1;a,a,1|x.csv:5:5: the delay from a to a is already given in line 4",
                "a,a,-1|x.csv:4:5: a delay must not be negative, found '-1'",
                "a,a,1;a,b,0|x.csv:5:5: a delay must be positive",
                "a,a,1e300|x.csv:4:5: a delay must be less than a day",
                "a,a,fast|x.csv:4:5: a delay must be a number, found 'fast'",
                "a,a|x.csv:4:1: expected 3 cells 'from,to,delay', found 2",
                ",a,1|x.csv:4:1: a region has no name",
                "#weights: c=1;a,a,1|x.csv:4:1: a weight is 'region=number', found 'c=1'",
            })
    void aProblemIsReportedWithFileLineAndColumn(String body, String message) {
        assertThatThrownBy(() -> RegionsReader.parse("x.csv", HEAD + body.replace(";", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aTableSaysWhatItsNumbersMean() {
        assertThatThrownBy(() -> RegionsReader.parse("x.csv", "from,to,median_ms\na,a,1\n"))
                .hasMessageStartingWith("x.csv:1:1: the header must say");
        assertThatThrownBy(
                        () -> RegionsReader.parse("x.csv", "# meaning: rtt\n# unit: min\nfrom,to,median_ms\na,a,1\n"))
                .hasMessage("x.csv:2:1: the unit is ms, us or s, not 'min'");
        assertThatThrownBy(() -> RegionsReader.parse("x.csv", "# meaning: rtt\na,a,1\n"))
                .hasMessageStartingWith("x.csv:2:1: expected a title such as 'from,to,ms'");
        assertThatThrownBy(() -> RegionsReader.builtin("nowhere")).hasMessageContaining("builtin/regions-8");
    }
}
