package dev.understory.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private final Crowd<AddressGroup, String> crowd = new Crowd<>(Crowd.Choice.YOUNGEST);

    private static List<AddressGroup> groups(String host) {
        NetworkAddress address = NetworkAddress.of(host);
        List<AddressGroup> groups = new ArrayList<>();
        address.levels().forEach(level -> groups.add(address.group(level)));
        Collections.reverse(groups);
        return groups;
    }

    private void add(String... hosts) {
        for (String host : hosts) {
            crowd.add(host, groups(host));
        }
    }

    private String victimFor(String host) {
        return crowd.victimFor(groups(host));
    }

    @Test
    void nobodyGoesWhereAllGroupsAreAsLargeAsTheNewcomers() {
        assertThat(victimFor("10.0.0.1")).isNull();
        add("10.1.0.1", "10.2.0.1", "2001:db8::1", "node-7");
        assertThat(victimFor("10.3.0.1")).isNull();
        add("10.1.1.1");
        assertThat(victimFor("10.1.0.2")).as("one more than the newcomer's own").isNull();
        assertThat(victimFor("10.3.0.1")).isEqualTo("10.1.1.1");
    }

    @Test
    void theYoungestOfTheMostCrowdedGroupGoesTheWidestLevelFirst() {
        add("10.1.1.1", "10.1.1.2", "10.1.1.3", "10.2.1.1", "10.2.2.1", "10.2.3.1", "10.2.4.1");
        assertThat(victimFor("10.9.0.1")).as("four of 10.2/16").isEqualTo("10.2.4.1");
        crowd.remove("10.2.4.1");
        crowd.remove("10.2.3.1");
        assertThat(victimFor("10.9.0.1"))
                .as("three of 10.1/16, and of 10.1.1/24")
                .isEqualTo("10.1.1.3");
    }

    @Test
    void aForeignFortyEightGivesWayToAnIpv4Newcomer() {
        for (int i = 0; i < 21; i++) {
            add("2001:db8:0:" + Integer.toHexString(256 * i) + "::1");
        }
        assertThat(victimFor("192.0.2.1")).isEqualTo("2001:db8:0:1400::1");
        assertThat(victimFor("2001:db8:0:ffff::1"))
                .as("another of the same /48")
                .isNull();
        assertThat(victimFor("2001:db8:1::1")).as("another /48 of the same /32").isEqualTo("2001:db8:0:1400::1");
    }

    @Test
    void aNewcomersOwnNetworkIsJudgedInside() {
        add("10.1.1.1", "10.1.1.2", "10.1.1.3", "10.2.1.1", "10.2.2.1", "10.2.3.1");
        assertThat(victimFor("10.1.9.1"))
                .as("both networks have three; in his own one subnet has all")
                .isEqualTo("10.1.1.3");
        assertThat(victimFor("10.2.9.1")).isNull();
    }

    @Test
    void theOldestGoesWhereThatIsTheChoice() {
        Crowd<AddressGroup, String> slow = new Crowd<>(Crowd.Choice.OLDEST);
        for (String host : List.of("10.1.1.1", "10.1.1.2", "10.1.1.3")) {
            slow.add(host, groups(host));
        }
        assertThat(slow.victimFor(groups("10.2.0.1"))).isEqualTo("10.1.1.1");
    }

    /** Against the rule, worked out anew from a list. */
    @Test
    void whoGoesIsAlwaysOfAGroupWithTwoMoreThanTheNewcomersOwn() {
        Random random = new Random(9);
        Map<String, List<AddressGroup>> members = new LinkedHashMap<>();
        for (int step = 0; step < 5_000; step++) {
            String host = "10." + random.nextInt(3) + "." + random.nextInt(3) + "." + random.nextInt(4);
            List<AddressGroup> groups = groups(host);
            if (members.size() > random.nextInt(24)) {
                String gone = new ArrayList<>(members.keySet()).get(random.nextInt(members.size()));
                members.remove(gone);
                crowd.remove(gone);
            }
            members.putIfAbsent(host, groups);
            crowd.add(host, groups);
            assertThat(crowd.size()).isEqualTo(members.size());
            List<AddressGroup> newcomer =
                    groups("10." + random.nextInt(4) + "." + random.nextInt(4) + "." + random.nextInt(4));
            check(members, newcomer, crowd.victimFor(newcomer));
        }
        List.copyOf(members.keySet()).forEach(crowd::remove);
        assertThat(crowd.size()).isZero();
        assertThat(victimFor("10.9.9.9")).isNull();
    }

    private static void check(Map<String, List<AddressGroup>> members, List<AddressGroup> newcomer, String victim) {
        for (int level = 0; level < newcomer.size(); level++) {
            if (most(members, newcomer.subList(0, level)) >= count(members, newcomer.get(level)) + 2) {
                assertThat(victim).isNotNull();
                List<AddressGroup> groups = groups(victim);
                assertThat(groups.subList(0, level)).isEqualTo(newcomer.subList(0, level));
                for (int at = level; at < groups.size(); at++) {
                    assertThat(count(members, groups.get(at))).isEqualTo(most(members, groups.subList(0, at)));
                }
                return;
            }
        }
        assertThat(victim).isNull();
    }

    /** The size of the most crowded of the groups inside these. */
    private static int most(Map<String, List<AddressGroup>> members, List<AddressGroup> around) {
        return members.values().stream()
                .filter(groups -> groups.subList(0, around.size()).equals(around))
                .mapToInt(groups -> count(members, groups.get(around.size())))
                .max()
                .orElse(0);
    }

    private static int count(Map<String, List<AddressGroup>> members, AddressGroup group) {
        return (int) members.values().stream()
                .filter(groups -> groups.contains(group))
                .count();
    }

    /** A group that counts how often anybody looks at it. */
    private record Counted(int name, int[] looks) {
        @Override
        public int hashCode() {
            looks[0]++;
            return name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Counted that && that.name == name && that.looks == looks;
        }
    }

    @Test
    void aQuestionCostsTheSameHoweverManyThereAre() {
        assertThat(looks(100_000)).isEqualTo(looks(10)).isLessThanOrEqualTo(6);
    }

    private static int looks(int members) {
        Crowd<Counted, Integer> crowd = new Crowd<>(Crowd.Choice.YOUNGEST);
        int[] looks = new int[1];
        for (int i = 0; i < members; i++) {
            crowd.add(i, List.of(new Counted(i / 1000, looks), new Counted(i / 10, looks), new Counted(i, looks)));
        }
        looks[0] = 0;
        assertThat(crowd.victimFor(List.of(new Counted(-1, looks), new Counted(-1, looks), new Counted(-1, looks))))
                .isNotNull();
        return looks[0];
    }
}
