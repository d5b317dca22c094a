package dev.understory.assault;

import dev.understory.attack.Conduct;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Quantities;
import java.time.Duration;
import java.util.List;

/**
 * Handshakes that never come to their end.
 *
 * @param byteEvery time from one byte to the next
 */
public record SlowHandshake(String name, Raid raid, Duration byteEvery) implements Assault {
    private static final Key<SlowHandshake, Duration> BYTE_EVERY = Key.withDefault(
            "byteEvery",
            Quantities.positiveDuration(),
            Duration.ofMillis(900),
            SlowHandshake::byteEvery,
            "time from one byte to the next");

    /** How scenarios write it. */
    public static final WorkloadKind<SlowHandshake> KIND = WorkloadKind.sharing(
            "slow-handshake",
            SlowHandshake.class,
            RaidKeys.with(List.of(BYTE_EVERY)),
            RaidKeys.ALL,
            e -> new SlowHandshake(e.get(WorkloadKind.NAME), RaidKeys.read(e), e.get(BYTE_EVERY)),
            "the first record of the handshake, byte by byte, below any deadline for a single read.",
            draw -> new SlowHandshake(draw.name(), RaidKeys.example(draw), draw.time()));

    @Override
    public WorkloadKind<SlowHandshake> kind() {
        return KIND;
    }

    @Override
    public Conduct conduct() {
        return Conduct.drip(byteEvery);
    }
}
