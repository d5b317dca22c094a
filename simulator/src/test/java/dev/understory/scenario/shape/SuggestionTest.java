package dev.understory.scenario.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionTest {

    @Test
    void namesTheClosestWord() {
        assertThat(Suggestion.forWord("durtaion", List.of("drain", "duration", "seed")))
                .isEqualTo(" (did you mean 'duration'?)");
        assertThat(Suggestion.forWord("SEED", List.of("drain", "seed"))).isEqualTo(" (did you mean 'seed'?)");
    }

    @Test
    void listsTheWordsWhenNoneIsCloseAndTheyAreFew() {
        assertThat(Suggestion.forWord("zebra", List.of("on", "off"))).isEqualTo(" (there are on and off)");
        assertThat(Suggestion.forWord("zebra", List.of("only"))).isEqualTo(" (there is only only)");
        assertThat(Suggestion.forWord("zebra", Collections.nCopies(9, "word"))).isEmpty();
        assertThat(Suggestion.forWord("zebra", List.of())).isEmpty();
    }
}
