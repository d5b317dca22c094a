package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understory.attack.Attack;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.Fleet;
import dev.understory.plan.Member;
import dev.understory.plan.Roster;
import dev.understory.plan.RunPlan;
import dev.understory.plan.UnrunnableException;
import dev.understory.scenario.RunSettings.CryptoMode;
import dev.understory.scenario.Selector;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final String NODES = """
            nodes:
              - {group: a, count: 10, place: {regions: {europe: 0.5, na_east: 0.3, east_asia: 0.2}}, start: {at: 1s, ramp: 10s}}
              - {group: b, count: 7, keyType: ed25519}
            """;

    @Test
    void nodesAreDealtOutByShareAndStartEvenly() {
        Roster roster = plan(NODES, 1).roster();
        Map<String, Integer> regions = new HashMap<>();
        for (int node = 0; node < 10; node++) {
            regions.merge(roster.member(node).region(), 1, Integer::sum);
            assertThat(roster.member(node).startNanos()).isEqualTo((1 + node) * 1_000_000_000L);
        }
        assertThat(regions)
                .containsEntry("europe", 5)
                .containsEntry("na_east", 3)
                .containsEntry("east_asia", 2);
        assertThat(roster.member(12).name()).isEqualTo("b-2");
        assertThat(roster.group("b").cardinality()).isEqualTo(7);
    }

    @Test
    void identitiesAndPlacesFollowFromTheSeedAlone() {
        List<Member> first = plan(NODES, 1).roster().members();
        assertThat(plan(NODES, 1).roster().members())
                .extracting(Member::id, Member::region)
                .isEqualTo(first.stream()
                        .map(member -> org.assertj.core.groups.Tuple.tuple(member.id(), member.region()))
                        .toList());
        assertThat(plan(NODES, 2).roster().member(0).id())
                .isNotEqualTo(first.getFirst().id());
    }

    @Test
    void mustConnectPeersKnowEachOtherAndOrdinaryOnesAreDialledByOne() {
        RunPlan plan = plan(NODES + """
                overlay:
                  - {kind: full-mesh, among: {group: a}}
                  - {kind: dial, from: {group: b}, to: {group: a}, each: 2, mustConnect: false}
                """, 1);
        assertThat(plan.dials().mustConnect(3)).containsExactly(0, 1, 2, 4, 5, 6, 7, 8, 9);
        assertThat(plan.dials().peers(3)).isEmpty();
        assertThat(plan.dials().peers(12)).hasSize(2).allMatch(peer -> peer < 10);
        assertThat(plan.dials().links()).isEqualTo(45 + 14);
    }

    @Test
    void aSelectorThatPicksSomeDrawsTheSameOnesAllTheRun() {
        Roster roster = plan(NODES, 1).roster();
        Selector three = new Selector(List.of("a"), List.of(), List.of(), List.of(), false, new Selector.Pick.Some(3));
        assertThat(roster.choose(three)).isEqualTo(roster.choose(three));
        assertThat(roster.choose(three).cardinality()).isEqualTo(3);
        Selector share = new Selector(
                List.of("a"),
                List.of(),
                List.of(),
                List.of(),
                false,
                new Selector.Pick.Fraction(new BigDecimal("0.25")));
        assertThat(roster.choose(share).cardinality()).isEqualTo(3);
    }

    @Test
    void wholeSharesAreDealtOutWholeWhateverTheirBinaryFormIs() {
        for (int share = 1; share < 100; share += 3) {
            String yaml = String.format(
                    Locale.ROOT,
                    "nodes: [{group: a, count: 100, place: {regions: {europe: 0.%02d, na_east: %s}}}]",
                    share,
                    BigDecimal.ONE.subtract(BigDecimal.valueOf(share, 2)));
            long dealt = plan(yaml, 1).roster().members().stream()
                    .filter(member -> member.region().equals("europe"))
                    .count();
            assertThat(dealt).as(yaml).isEqualTo(share);
        }
    }

    @Test
    void equalRemaindersGoToTheFirstNames() {
        Roster roster = plan(
                        "nodes: [{group: a, count: 10, place: {regions: {na_west: 0.15, europe: 0.45, na_east: 0.4}}}]",
                        1)
                .roster();
        assertThat(roster.members().stream().filter(member -> member.region().equals("europe")))
                .hasSize(5);
        assertThat(roster.members().stream().filter(member -> member.region().equals("na_west")))
                .hasSize(1);
    }

    @Test
    void aFullMeshThatNoMachineCouldHoldIsRefused() {
        assertThatThrownBy(() -> plan("""
                        nodes: [{group: a, count: 4000}]
                        overlay: {kind: full-mesh}
                        """, 1))
                .isInstanceOf(UnrunnableException.class)
                .hasMessageStartingWith("overlay[0]: a full mesh of 4000 nodes has 7998000 connections");
    }

    @Test
    void aGroupsOwnTimesOfAHandshakeGoWithThoseOfNodesThatShareAMachine() {
        RunPlan plan = plan("nodes: [{group: a, count: 1, config: {p2p.handshake.timeout: 2s}}]", 1);
        assertThatCode(() -> new NodeFactory(
                        plan,
                        new Fleet(plan),
                        SimTestbed::endpoint,
                        new NodeServices(
                                plan,
                                (node, service) -> SimTestbed.endpoint(node),
                                new Attack.Ground(SimTestbed::endpoint, Optional.empty())),
                        true))
                .doesNotThrowAnyException();
    }

    private static RunPlan plan(String yaml, long seed) {
        return RunPlan.of(Runs.scenario(yaml), seed, CryptoMode.MODELLED, ApplicationLoader.of(""));
    }
}
