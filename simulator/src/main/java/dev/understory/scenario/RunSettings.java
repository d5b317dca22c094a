package dev.understory.scenario;

import dev.understory.scenario.shape.Quantities;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How long a scenario runs and from which seed.
 *
 * @param seed the root seed that every random stream is derived from
 * @param duration time during which workloads, churn and events happen
 * @param warmup the first part of the duration, which service levels ignore and invariants do not
 * @param drain time after the duration, with all faults lifted and no new load, in which {@code eventually} may come true
 */
public record RunSettings(
        long seed, Duration duration, Duration warmup, Duration drain, Limits limits, CryptoMode crypto) {

    /** Whether the arithmetic of the handshake and the frames is done or only its bytes, frames and delays are kept. */
    public enum CryptoMode {
        /** The true handshake and encryption, with seeded keys. */
        REAL,
        /** Every length and delay is kept and the arithmetic skipped. */
        MODELLED
    }

    /**
     * What a run may use; reaching a limit ends the run without a verdict.
     *
     * @param wall real time
     * @param heapBytes memory, when limited
     * @param events simulated events, when limited
     */
    public record Limits(Duration wall, OptionalLong heapBytes, OptionalLong events) {}

    /** The same run with all the wall time and memory that there is. */
    public RunSettings withoutRealLimits() {
        Limits simulated = new Limits(Quantities.LONGEST, OptionalLong.empty(), limits.events());
        return new RunSettings(seed, duration, warmup, drain, simulated, crypto);
    }

    /** The same run from another seed and with another kind of cryptography. */
    public RunSettings with(long otherSeed, CryptoMode otherCrypto) {
        return new RunSettings(otherSeed, duration, warmup, drain, limits, otherCrypto);
    }
}
