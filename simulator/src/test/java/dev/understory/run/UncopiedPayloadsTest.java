package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.report.RunFolder;
import dev.understory.scenario.RunSettings.CryptoMode;
import org.junit.jupiter.api.Test;

/** With modelled cryptography no payload is copied; nothing else may come of that. */
class UncopiedPayloadsTest {
    /** Large and small messages side by side, lines that are narrow, lossy and cut, memory that runs short. */
    private static final String BULK = """
            run: {duration: 18s, warmup: 6s, drain: 10s}
            nodes:
              - group: dc
                count: 4
                place: {access: datacenter}
                config: {p2p.connection.peer-share: 1 MiB, p2p.connection.peer-memory: 9 MiB,
                         p2p.connection.all-peers-memory: 17 MiB, p2p.max-inbound: 6, p2p.max-outbound: 3,
                         p2p.topics.CONSENSUS.max-message-size: 4 MiB, p2p.topics.BLOCK.max-message-size: 4 MiB,
                         p2p.topics.TX.max-message-size: 4 MiB}
              - {group: home, count: 6, place: {access: home}}
            overlay: {kind: random, degree: 4}
            events:
              - {at: 10s, for: 10s, do: slow, from: {group: dc}, to: {group: home}, delay: 50ms, loss: 0.01}
              - {at: 12s, do: crash, who: {group: home, pick: any}, restart: {after: 4s}}
            workloads:
              - {name: blocks, kind: broadcast, topic: BLOCK, every: 3s, size: 4MiB}
              - {name: txs, kind: broadcast, topic: TX, every: 500ms, size: 3KiB}
              - {name: small, kind: broadcast, topic: CONSENSUS, every: 300ms, size: 200B}
            """;

    @Test
    void largeMessagesOverBadLinesGiveTheSameReportWithRealAndModelledCryptography() {
        RunResult modelled = Runs.simulate(BULK, 1, 2, CryptoMode.MODELLED);
        RunResult real = Runs.simulate(BULK, 1, 1, CryptoMode.REAL);
        String report = RunFolder.report(modelled);
        assertThat(real.traceHash()).isPresent().isEqualTo(modelled.traceHash());
        assertThat(RunFolder.report(real).replace("\"crypto\": \"real\"", "\"crypto\": \"modelled\""))
                .isEqualTo(report);
        assertThat(report).contains("peers.closed.memory_reclaimed").doesNotContain("broadcast.altered");
    }
}
