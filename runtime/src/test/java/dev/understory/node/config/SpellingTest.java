package dev.understory.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpellingTest {

    @Test
    void namesTheClosestWord() {
        assertThat(Spelling.hint("durtaion", List.of("drain", "duration", "seed")))
                .isEqualTo(" (did you mean 'duration'?)");
        assertThat(Spelling.hintOrNames("SEED", List.of("drain", "seed"))).isEqualTo(" (did you mean 'seed'?)");
        assertThat(Spelling.hint("listen_address", List.of("listenAddress", "netAddress")))
                .isEqualTo(" (did you mean 'listenAddress'?)");
    }

    @Test
    void saysNothingWhenNoneIsClose() {
        assertThat(Spelling.hint("zebra", List.of("on", "off"))).isEmpty();
        assertThat(Spelling.hint("up", List.of("on", "off"))).isEmpty();
    }

    @Test
    void listsTheWordsWhenNoneIsCloseAndTheyAreFew() {
        assertThat(Spelling.hintOrNames("zebra", List.of("on", "off"))).isEqualTo(" (there are on and off)");
        assertThat(Spelling.hintOrNames("zebra", List.of("only"))).isEqualTo(" (there is only only)");
        assertThat(Spelling.hintOrNames("zebra", Collections.nCopies(9, "word")))
                .isEmpty();
        assertThat(Spelling.hintOrNames("zebra", List.of())).isEmpty();
    }
}
