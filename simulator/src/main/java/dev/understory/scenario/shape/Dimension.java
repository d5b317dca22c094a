package dev.understory.scenario.shape;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a quantity measures, with the units it may be written in. The base unit is the first. */
public enum Dimension {
    /** Nanoseconds. */
    DURATION(
            "a duration",
            "50ms, 1.5s, 30m",
            unit("ns", "1"),
            unit("us", "1e3"),
            unit("ms", "1e6"),
            unit("s", "1e9"),
            unit("m", "60e9"),
            unit("h", "3600e9"),
            unit("d", "86400e9")),
    /** Bytes. */
    SIZE(
            "a size",
            "100B, 64KiB, 1MB",
            unit("B", "1"),
            unit("KB", "1e3"),
            unit("KiB", "1024"),
            unit("MB", "1e6"),
            unit("MiB", "1048576"),
            unit("GB", "1e9"),
            unit("GiB", "1073741824")),
    /** Bits per second. */
    BANDWIDTH(
            "a bandwidth",
            "512Kbit/s, 10Mbit/s, 1Gbit/s",
            unit("bit/s", "1"),
            unit("Kbit/s", "1e3"),
            unit("Mbit/s", "1e6"),
            unit("Gbit/s", "1e9")),
    /** Events per second. */
    RATE(
            "a rate",
            "400/s, 30/m, 5/h",
            new Unit("/s", BigDecimal.ONE, 1),
            new Unit("/m", BigDecimal.ONE, 60),
            new Unit("/h", BigDecimal.ONE, 3600)),
    /** A plain number without a unit. */
    NUMBER("a number without a unit", "5, 0.999");

    /**
     * A way to write a quantity.
     *
     * @param suffix stands directly behind the number
     * @param factor how many base units it is
     * @param divisor what the factor is still to be divided by; 1 for all but rates
     */
    public record Unit(String suffix, BigDecimal factor, int divisor) {}

    private final String noun;
    private final String examples;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Unit> units;

    Dimension(String noun, String examples, Unit... units) {
        this.noun = noun;
        this.examples = examples;
        this.units = List.of(units);
    }

    /** With its article: {@code a duration}. */
    public String noun() {
        return noun;
    }

    /** How to write it. */
    public String examples() {
        return examples;
    }

    /** Ascending; none for plain numbers. */
    public List<Unit> units() {
        return units;
    }

    /** The dimension that has this unit. */
    static Optional<Dimension> ofSuffix(String suffix) {
        return Arrays.stream(values())
                .filter(dimension ->
                        dimension.units.stream().anyMatch(unit -> unit.suffix().equals(suffix)))
                .findFirst();
    }

    private static Unit unit(String suffix, String factor) {
        return new Unit(suffix, new BigDecimal(factor), 1);
    }
}
