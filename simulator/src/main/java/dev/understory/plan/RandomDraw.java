package dev.understory.plan;

import dev.understory.crypto.RandomStream;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Event.Schedule;
import dev.understory.scenario.NodeGroup;
import dev.understory.scenario.Pace;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selector.Pick;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What a random scenario is made from, and kinds make their examples from. */
final class RandomDraw implements Draw {
    static final List<String> GROUPS = List.of("seed", "validator", "home-users");
    static final List<String> PHASES = List.of("boot", "steady", "heal");

    private final RandomStream random;
    private final Set<NodeGroup.Role> roles = new TreeSet<>();
    private int names;

    RandomDraw(RandomStream random) {
        this.random = random;
    }

    /** A role, which selectors may ask for from now on. */
    NodeGroup.Role role() {
        NodeGroup.Role role = oneOf(NodeGroup.Role.values());
        roles.add(role);
        return role;
    }

    @Override
    public Schedule schedule() {
        return chance()
                ? new Schedule(duration(1000), Duration.ZERO, 1, chance())
                : new Schedule(duration(500), duration(5), 2 + random.nextInt(9), chance());
    }

    @Override
    public String name() {
        return "name-" + names++;
    }

    @Override
    public List<String> phases() {
        return PHASES.subList(0, random.nextInt(3));
    }

    @Override
    public Selector once() {
        return selector(random.nextInt(3));
    }

    @Override
    public Selector eachTime() {
        return selector(random.nextInt(4));
    }

    private Selector selector(int picking) {
        Pick pick = switch (picking) {
            case 0 -> new Pick.All();
            case 1 -> new Pick.Some(1 + random.nextInt(3));
            case 2 -> new Pick.Fraction(BigDecimal.valueOf(random.nextDouble()));
            default -> new Pick.Any();
        };
        return new Selector(
                GROUPS.subList(0, random.nextInt(3)),
                List.copyOf(roles).subList(0, random.nextInt(roles.size() + 1)),
                List.of("europe", "na_east").subList(0, random.nextInt(3)),
                List.of("home", "dsl").subList(0, random.nextInt(3)),
                chance(),
                pick);
    }

    @Override
    public Duration time() {
        return duration(10);
    }

    @Override
    public Optional<Duration> maybeTime() {
        return chance() ? Optional.of(time()) : Optional.empty();
    }

    @Override
    public Pace pace() {
        return chance() ? new Pace.Every(interval()) : new Pace.Poisson(1e-3 + random.nextDouble() * 1000);
    }

    @Override
    public Distribution size() {
        Distribution small = RandomLaws.next(random, 1 << 10);
        return small.law() instanceof Law.Constant || small.law() instanceof Law.Uniform
                ? small
                : small.atMost(1 << 20);
    }

    /** A law of times, in whole nanoseconds. */
    Distribution interval() {
        return RandomLaws.next(random, 1 << 30);
    }

    Duration duration(int maxSeconds) {
        long units = 1L + random.nextInt(1000 * maxSeconds);
        return chance() ? Duration.ofMillis(units) : Duration.ofNanos(units);
    }

    @Override
    public OptionalLong maybeNumber() {
        return chance() ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(1 << 29));
    }

    @Override
    public int number(int most) {
        return 1 + random.nextInt(most);
    }

    @Override
    public <T> T oneOf(T[] values) {
        return oneOf(List.of(values));
    }

    <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    @Override
    public boolean chance() {
        return random.nextLong() < 0;
    }
}
