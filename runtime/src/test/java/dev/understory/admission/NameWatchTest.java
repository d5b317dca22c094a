package dev.understory.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.limits.NetworkAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NameWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final NameWatch watch =
            new NameWatch(host -> NetworkAddress.of(host).literal());

    private static NetworkAddress[] addresses(String... hosts) {
        NetworkAddress[] found = new NetworkAddress[hosts.length];
        for (int i = 0; i < hosts.length; i++) {
            found[i] = NetworkAddress.of(hosts[i]);
        }
        return found;
    }

    private void answer(String host, String... addresses) {
        watch.answered(host);
        watch.found(host, List.of(addresses), 0);
    }

    @Test
    void anAddressIsKnownWithoutALookup() {
        assertThat(watch.follow(List.of("10.0.0.1"), 0)).isNull();
        assertThat(watch.due(0)).isEmpty();
        assertThat(watch.nextDue()).isEqualTo(Long.MAX_VALUE);
        assertThat(watch.addresses("10.0.0.1")).containsExactly(addresses("10.0.0.1"));
    }

    @Test
    void aNameIsLookedUpAtOnceAndEveryMinute() {
        watch.follow(List.of("Node.Test.", "node.test"), 0);
        assertThat(watch.due(0)).containsExactly("node.test");
        assertThat(watch.due(0)).as("it is under way").isEmpty();
        answer("node.test", "10.0.0.2", "10.0.0.1");
        assertThat(watch.addresses("NODE.test")).containsExactly(addresses("10.0.0.1", "10.0.0.2"));
        assertThat(watch.nextDue()).isEqualTo(60 * SECOND);
        assertThat(watch.due(60 * SECOND - 1)).isEmpty();
        assertThat(watch.due(60 * SECOND)).containsExactly("node.test");
    }

    @Test
    void whatWasKnownStaysWhenALookupFailsAndTheFailureIsToldOnce() {
        watch.follow(List.of("a"), 0);
        watch.due(0);
        answer("a", "10.0.0.1");
        long now = 60 * SECOND;
        watch.due(now);
        watch.answered("a");
        assertThat(watch.failed("a", now)).isEqualTo(new NameWatch.Change(false, true));
        assertThat(watch.addresses("a")).containsExactly(addresses("10.0.0.1"));
        assertThat(watch.failed("a", now)).isEqualTo(new NameWatch.Change(false, false));
        assertThat(watch.found("a", List.of("10.0.0.1"), now)).isEqualTo(new NameWatch.Change(false, false));
        assertThat(watch.failed("a", now).failing()).as("again after a success").isTrue();
    }

    @Test
    void aNameThatHasNoAddressIsTriedAgainLessAndLessOften() {
        watch.follow(List.of("a"), 0);
        long now = 0;
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            assertThat(watch.due(now)).containsExactly("a");
            watch.answered("a");
            watch.failed("a", now);
            waits.add((watch.nextDue() - now) / SECOND);
            now = watch.nextDue();
        }
        assertThat(waits).containsExactly(5L, 10L, 20L, 40L, 60L, 60L);
    }

    @Test
    void anAnswerWithoutAUsableAddressIsAFailure() {
        watch.follow(List.of("a"), 0);
        assertThat(watch.found("a", List.of("0.0.0.0", "::", "ff02::1", "224.0.0.1"), 0)
                        .failing())
                .isTrue();
    }

    @Test
    void onlySoManyAddressesOfANameAreKept() {
        watch.follow(List.of("a"), 0);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add("10.0." + i / 250 + "." + i % 250);
        }
        watch.found("a", many, 0);
        assertThat(watch.addresses("a"))
                .hasSize(NameWatch.MOST_ADDRESSES)
                .contains(NetworkAddress.of("10.0.0.0"), NetworkAddress.of("10.0.0.15"));
    }

    @Test
    void onlySoManyLookupsAreUnderWay() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NameWatch.AT_ONCE + 3; i++) {
            names.add("name" + i);
        }
        watch.follow(names, 0);
        assertThat(watch.due(0)).hasSize(NameWatch.AT_ONCE);
        assertThat(watch.nextDue()).as("an answer comes first").isEqualTo(Long.MAX_VALUE);
        answer("name0", "10.0.0.1");
        assertThat(watch.due(0)).containsExactly("name" + NameWatch.AT_ONCE);
    }

    @Test
    void namesBeyondTheLimitAreNotFollowedAndTheFirstIsSaid() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NameWatch.MOST_NAMES + 2; i++) {
            names.add("name" + i);
        }
        assertThat(watch.follow(names, 0)).isEqualTo("name" + NameWatch.MOST_NAMES);
        assertThat(watch.size()).isEqualTo(NameWatch.MOST_NAMES);
    }

    @Test
    void aNameThatIsFollowedNoMoreIsForgottenAndItsLookupCountsUntilItEnds() {
        watch.follow(List.of("a", "b"), 0);
        watch.due(0);
        answer("a", "10.0.0.1");
        watch.follow(List.of("b"), 0);
        assertThat(watch.addresses("a")).isEmpty();
        assertThat(watch.found("a", List.of("10.0.0.1"), 0)).isEqualTo(new NameWatch.Change(false, false));
        watch.follow(List.of("a", "b"), 0);
        assertThat(watch.due(0)).as("b is still under way").containsExactly("a");
    }
}
