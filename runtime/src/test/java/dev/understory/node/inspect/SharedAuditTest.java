package dev.understory.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SharedAuditTest {
    private long now;
    private int asked;
    private final SharedAudit audit = new SharedAudit(() -> now, () -> {
        asked++;
        return CompletableFuture.completedFuture(List.of("rule " + asked));
    });

    @Test
    void howeverManyAskTheNodeIsAskedOnceASecond() {
        for (int i = 0; i < 1000; i++) {
            assertThat(audit.ask().toCompletableFuture().join()).containsExactly("rule 1");
        }
        assertThat(asked).isEqualTo(1);
        now = SharedAudit.LIFE.toNanos() - 1;
        audit.ask();
        assertThat(asked).isEqualTo(1);
        now++;
        assertThat(audit.ask().toCompletableFuture().join()).containsExactly("rule 2");
    }
}
