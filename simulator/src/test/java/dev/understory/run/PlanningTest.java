package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.scenario.RunSettings.CryptoMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What speaks against a run of a scenario that is valid as a file. */
class PlanningTest {
    private static final String HERE = """
            run: {duration: 20s}
            nodes: [{group: here, count: 4, place: {regions: europe}}, {group: there, count: 2, place: {regions: na_east}}]
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "workloads: [{name: a, kind: nestbft, among: {fraction: 0}}] | workloads[0].among: this chooses nobody:"
                        + " there is no committee",
                "workloads: [{name: a, kind: broadcast, every: 20s}] | workloads[0].every: this is as long as the time in"
                        + " which the workload may act: it never does",
                "workloads: [{name: a, kind: broadcast, every: 1us, from: {pick: all}}] | workloads[0].every: this workload"
                        + " acts more than 50000000 times: lower its pace or set 'count'",
                "workloads: [{name: a, kind: request, rate: 1000000/s, from: {pick: all}}] |"
                        + " workloads[0].rate: this workload acts more than 50000000 times: lower its pace or set 'count'",
                "workloads: [{name: a, kind: application, class: not.There}] | workloads[0].class: there is no class"
                        + " not.There on the class path (option --classpath)",
            })
    void saysWhatIsWrongWithWhichPart(String lines, String objection) {
        assertThat(objections(HERE + lines)).containsExactly(objection);
    }

    @Test
    void aRareWorkloadMayComeToNothingByChance() {
        assertThat(planning(HERE + "workloads: [{name: b, kind: broadcast, rate: 1/h}]"))
                .isInstanceOf(Planning.Planned.class);
    }

    private static List<String> objections(String yaml) {
        return switch (planning(yaml)) {
            case Planning.Planned planned -> List.of();
            case Planning.Refused refused ->
                refused.objections().stream().map(Objection::toString).toList();
        };
    }

    private static Planning planning(String yaml) {
        return Planning.of(Runs.scenario(yaml), Path.of("nowhere"), 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
    }
}
