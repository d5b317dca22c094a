package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.understory.session.ConnectionEvent.SkipReason;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CandidatesTest {
    private static final Endpoint NAMED = new Endpoint("many.test", 9001);

    /** attacks.md, C12. */
    @Test
    void ofAThousandAddressesTheFirstFewThatCanBeDialledAreLeft() {
        List<String> answer = new ArrayList<>(List.of("0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "ff02::1"));
        for (int i = 0; i < 995; i++) {
            answer.add("10.0." + i / 250 + "." + i % 250);
        }
        Candidates candidates = Candidates.of(NAMED, answer, 976, address -> null);
        assertThat(candidates.usable())
                .hasSize(Candidates.MOST)
                .startsWith(new Endpoint("10.0.0.0", 9001), new Endpoint("10.0.0.1", 9001));
        assertThat(candidates.skipped())
                .containsExactly(entry(SkipReason.NOT_UNICAST, 5), entry(SkipReason.BEYOND_LIMIT, 995 - 16 + 976));
    }

    @Test
    void anAddressThatSomebodyObjectsToIsSkippedAndTheOthersAreLeft() {
        Candidates candidates = Candidates.of(
                NAMED,
                List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"),
                0,
                address -> address.host().equals("10.0.0.2") ? SkipReason.BANNED : null);
        assertThat(candidates.usable()).extracting(Endpoint::host).containsExactly("10.0.0.1", "10.0.0.3");
        assertThat(candidates.skipped()).containsExactly(entry(SkipReason.BANNED, 1));
    }

    @Test
    void anAddressThatComesTwiceIsTriedOnce() {
        Candidates candidates =
                Candidates.of(NAMED, List.of("10.0.0.1", "::ffff:10.0.0.1", "10.0.0.1"), 0, address -> null);
        assertThat(candidates.usable()).containsExactly(new Endpoint("10.0.0.1", 9001));
        assertThat(candidates.skipped()).isEmpty();
    }

    @Test
    void theWeightiestReasonIsTheOneThatIsTold() {
        Candidates candidates = Candidates.of(
                NAMED,
                List.of("0.0.0.0", "10.0.0.1", "10.0.0.2"),
                0,
                address -> address.host().equals("10.0.0.1") ? SkipReason.OURSELVES : SkipReason.BANNED);
        assertThat(candidates.usable()).isEmpty();
        assertThat(candidates.why()).isEqualTo(SkipReason.BANNED);
    }
}
