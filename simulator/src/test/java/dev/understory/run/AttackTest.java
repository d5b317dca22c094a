package dev.understory.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.check.CheckResult;
import dev.understory.check.CheckResult.Status;
import dev.understory.plan.ApplicationLoader;
import dev.understory.plan.PlanProblem;
import dev.understory.plan.RunPlan;
import dev.understory.run.tcp.TcpTestbed;
import dev.understory.scenario.RunSettings.CryptoMode;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Attacks of scenarios: what attackers do, what it costs them, and whom it concerns. */
class AttackTest {
    /** Two honest nodes that gossip, and two attackers, who attack the first of them from the fifth second to the tenth. */
    private static final String SIEGE = """
            run: {duration: 15s, drain: 5s}
            nodes:
              - {group: a, count: 1, config: {p2p.max-inbound: 8, p2p.message-rates.TX: 500, p2p.message-rates.burst: 2s}}
              - {group: b, count: 1}
              - {group: mob, count: 2, role: attacker}
            overlay: {kind: full-mesh}
            phases: [{name: calm, until: 5s}, {name: attack, until: 10s}, {name: leaving, until: 11s}, {name: after, until: end}]
            workloads: [{name: blocks, kind: broadcast, every: 200ms}]
            attacks: [{name: siege, from: {group: mob}, to: {group: a}, during: attack, %s}]
            checks:
              always:
                - {name: lost, rule: "all(node.honest.lost) == 0"}
                - {name: debited, rule: "all(node.honest.debited) == 0"}
                - {name: taken, rule: "max(a.conns.inbound) <= 8"}
                - {name: before, rule: "max(a.peers) == 1", during: [after]}
                - {name: pinned, rule: "max(a.memory.pinned) <= 64MiB"}
              never:
                - {name: peers, rule: "any(a.peers) > 1"}
                - {name: memory, rule: "any(a.memory.pinned) >= 1MiB"}
              slo: [{name: delivery, metric: broadcast.delivered, stat: min, min: 1}]
            """;

    private static RunResult siege(String attack) {
        return Runs.simulate(SIEGE.formatted(attack));
    }

    private static Status status(RunResult result, String check) {
        return result.checks().stream()
                .filter(each -> each.name().equals(check))
                .map(CheckResult::status)
                .findFirst()
                .orElseThrow();
    }

    private static long counter(RunResult result, String name) {
        return result.snapshot().counters().getOrDefault(name, 0L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: connect-flood, rate: 50/s, connections: 20 | handshakes.failed.handshake_timeout",
                "kind: slow-handshake, byteEvery: 200ms | handshakes.failed.handshake_timeout",
                "kind: garbage, at: handshake, rate: 5/s | handshakes.failed.handshake_malformed",
                "kind: garbage, at: frame, size: 1044B | peers.closed.bad_frame",
                "kind: garbage, at: message, size: 500B | peers.closed.malformed_packet",
                "kind: oversize, what: handshake, size: 3GiB | handshakes.failed.handshake_malformed",
                "kind: oversize, what: record, size: 2MB | peers.closed.record_too_long",
                "kind: oversize, what: message, size: 5MiB, topic: BLOCK_REQUEST | peers.closed.message_too_long",
                "kind: topic-spam, messages: 4000/s | messages.dropped.rate_limited",
                "kind: ping-flood, pings: 5000/s | peers.closed.heartbeat_abuse"
            })
    void eachKindComesToWhatTheNodeHasAgainstItAndConcernsNobodyElse(String attack, String counter) {
        RunResult result = siege(attack);
        assertThat(counter(result, counter)).isPositive();
        assertThat(status(result, "lost")).isEqualTo(Status.HELD);
        assertThat(status(result, "debited")).isEqualTo(Status.HELD);
        assertThat(status(result, "taken")).isEqualTo(Status.HELD);
        assertThat(status(result, "before")).isEqualTo(Status.HELD);
        assertThat(status(result, "delivery")).isEqualTo(Status.HELD);
        AttackCost cost = result.attacks().getFirst();
        assertThat(cost.connections()).isPositive();
        assertThat(cost.addresses()).isEqualTo(2);
        assertThat(cost.identities()).isEqualTo(cost.handshakes() > 0 ? 2 : 0);
        assertThat(cost.bytes() > 0).isEqualTo(!attack.contains("connect-flood"));
    }

    @Test
    void sybilsAreAdmittedStayAndLeaveWhenTheirPhaseIsOver() {
        RunResult result = siege("kind: sybil, connections: 3, identities: 3");
        assertThat(status(result, "peers")).isEqualTo(Status.BROKEN);
        assertThat(status(result, "before")).as("gone when they leave").isEqualTo(Status.HELD);
        AttackCost cost = result.attacks().getFirst();
        assertThat(cost.connections()).isEqualTo(6);
        assertThat(cost.handshakes()).isEqualTo(6);
        assertThat(cost.identities()).isEqualTo(6);
        assertThat(cost.cut()).isZero();
        assertThat(cost.cpuNanos()).isEqualTo(6 * 270_000);
    }

    @Test
    void whatAttackersPinIsSeenWhileTheyDoAndGivenBackWhenTheyLeave() {
        RunResult result = siege("kind: memory-pinning, size: 2MiB");
        assertThat(status(result, "memory")).isEqualTo(Status.BROKEN);
        assertThat(status(result, "pinned")).isEqualTo(Status.HELD);
        assertThat(result.measurements().meters().named("memory.pinned"))
                .allSatisfy(meter ->
                        assertThat(result.measurements().node(0).latest(meter)).isZero());
    }

    @Test
    void aConnectionIsHeldAsLongAsTheScenarioSays() {
        RunResult result = siege("kind: connect-flood, rate: 10/s, connections: 5, hold: 0s");
        AttackCost cost = result.attacks().getFirst();
        assertThat(cost.connections()).isBetween(80L, 102L);
        assertThat(cost.cut()).isZero();
        assertThat(counter(result, "handshakes.failed.reset")).isPositive();
    }

    @Test
    void attackersDialFromTheAddressesThatTheyHave() {
        RunResult result = siege("kind: sybil, rate: 20/s, connections: 50, identities: 50,"
                + " addresses: {network: '2001:db8:42::/48', count: 40}");
        AttackCost cost = result.attacks().getFirst();
        assertThat(cost.addresses()).isEqualTo(80);
        assertThat(counter(result, "peers.refused.address_limit") + counter(result, "peers.refused.no_slot"))
                .as("one /48 takes no more than its share")
                .isPositive();
        assertThat(status(result, "delivery")).isEqualTo(Status.HELD);
    }

    /** The victim asks its peers, and these lie; too many entries, and what nobody has asked for, cost the teller. */
    @Test
    void whoLiesAboutPeersIsBelievedWhenADialHasProvenItAndNotBefore() {
        String search = SIEGE.replace("overlay: {kind: full-mesh}", "overlay: {kind: discovery, seeds: {group: b}}")
                .replace("p2p.max-inbound: 8,", "p2p.discovery.request-interval: 1s, p2p.max-inbound: 8,")
                .replace("slo: [", "slo: [{name: draws, metric: draw.honest, stat: mean, min: 1}, ");
        String lies = "kind: pex-poison, connections: 2, identities: 2, ";
        RunResult made = Runs.simulate(search.formatted(lies + "tells: [nobody, self, victims]"));
        assertThat(counter(made, "dials.failed")).isPositive();
        assertThat(counter(made, "offences.peers_not_asked_for")).isZero();
        assertThat(status(made, "debited")).isEqualTo(Status.HELD);
        assertThat(status(made, "draws")).as("made-up addresses are drawn").isEqualTo(Status.BROKEN);
        RunResult theirs = Runs.simulate(search.formatted(lies + "tells: attackers"));
        assertThat(theirs.measurements()
                        .node(0)
                        .latest(theirs.measurements()
                                .meters()
                                .named("conns.outbound")
                                .getFirst()))
                .as("the nodes of the attackers answer")
                .isPositive();
        assertThat(counter(Runs.simulate(search.formatted(lies + "entries: 2")), "offences.peers_not_asked_for"))
                .isPositive();
        assertThat(counter(Runs.simulate(search.formatted(lies + "unasked: 10/s")), "offences.peers_not_asked_for"))
                .isPositive();
        RunResult asking = Runs.simulate(search.formatted(lies + "requests: 50/s"));
        assertThat(asking.attacks().getFirst().bytes()).isGreaterThan(500_000);
        assertThat(counter(asking, "offences.peers_not_asked_for"))
                .as("asking is no offence")
                .isZero();
    }

    @Test
    void whatHonestNodesFeltIsToldBesideWhatAttackersPaid() {
        RunResult result = siege("kind: garbage, at: frame, rate: 5/s");
        assertThat(result.honestToll().lost()).isZero();
        assertThat(result.honestToll().banned()).isZero();
        assertThat(result.honestToll().offences()).isEmpty();
        assertThat(result.honestToll().upNanos())
                .as("two nodes, twenty seconds")
                .isEqualTo(40_000_000_000L);
        assertThat(result.honestToll().text()).isEqualTo("0.0 node-hours, 0 ends of connections, 0 bans, 0 offences");
    }

    /** One of two honest nodes crashes, and sends the other too long a message; a node of an attacker is a peer of both. */
    @Test
    void whatAttackersNodesSeeOfHonestOnesIsNotToldAsWhatTheseFelt() {
        RunResult loss = Runs.simulate("""
                run: {duration: 15s}
                nodes: [{group: a, count: 1}, {group: b, count: 1}, {group: mob, count: 1, role: attacker}]
                overlay: {kind: full-mesh, among: {group: [a, b, mob]}}
                events: [{at: 5s, do: crash, who: {group: a}}]
                """);
        assertThat(counter(loss, "honest.lost"))
                .as("seen by the other, and by the attacker's node")
                .isEqualTo(2);
        assertThat(loss.honestToll().lost()).isEqualTo(1);
        RunResult offence = Runs.simulate("""
                run: {duration: 15s}
                nodes:
                  - {group: a, count: 1}
                  - {group: b, count: 1, config: {p2p.topics.BLOCK.max-message-size: 1KiB}}
                  - {group: mob, count: 1, role: attacker, config: {p2p.topics.BLOCK.max-message-size: 1KiB}}
                overlay: {kind: full-mesh, among: {group: [a, b, mob]}, mustConnect: false}
                workloads: [{name: blocks, kind: broadcast, every: 5s, count: 1, size: 4KiB, from: {group: a}}]
                """);
        assertThat(counter(offence, "honest.offences.message_too_long")).isEqualTo(2);
        assertThat(offence.honestToll().offences()).containsExactly(Map.entry("message_too_long", 1L));
    }

    @Test
    void anAttackThatDialsNobodyLeavesTheRunWithoutAVerdict() {
        RunResult result = Runs.simulate(
                SIEGE.formatted("kind: sybil").replace("role: attacker", "role: attacker, start: {at: 12s}"));
        assertThat(status(result, "attack-siege")).isEqualTo(Status.OPEN);
        assertThat(result.verdict()).isEqualTo(RunResult.Verdict.INCONCLUSIVE);
    }

    /** They are in no mesh, in no audience and in no rule. */
    @Test
    void attackersAreMeantOnlyWhereTheyAreNamed() {
        RunPlan plan = RunPlan.of(
                Runs.scenario(SIEGE.formatted("kind: sybil")), 1, CryptoMode.MODELLED, ApplicationLoader.of(""));
        assertThat(plan.dials().links()).isEqualTo(1);
        BitSet honest = new BitSet();
        honest.set(0, 2);
        assertThat(plan.roster().honest()).isEqualTo(honest);
        assertThat(plan.subjects()).allMatch(subject -> subject.among().equals(honest), "of the honest");
    }

    @Test
    void attackersThatAnOverlayNamesAreSilentPeers() {
        RunResult result = Runs.simulate("""
                run: {duration: 10s}
                nodes: [{group: a, count: 2}, {group: silent, count: 1, role: attacker}]
                overlay: {kind: dial, from: {group: a}, to: {role: attacker}}
                workloads: [{name: blocks, kind: broadcast, every: 1s, size: 64KiB}]
                checks:
                  always: [{name: silent, rule: "all(a.peers) <= 1"}]
                  slo:
                    - {name: nobody, metric: broadcast.delivered, stat: max, max: 0}
                    - {name: peers, metric: peers, where: {group: silent}, stat: max, min: 2, max: 2}
                """);
        assertThat(result.verdict()).isEqualTo(RunResult.Verdict.PASS);
        assertThat(counter(result, "messages.dropped.no_consumer") + counter(result, "defects"))
                .isZero();
        assertThat(result.snapshot().traffic()).anySatisfy(traffic -> {
            assertThat(traffic.messagesDelivered())
                    .as("they are sent to, as any peer")
                    .isPositive();
        });
    }

    @ParameterizedTest
    @EnumSource(CryptoMode.class)
    void theTraceIsTheSameForAnyNumberOfShards(CryptoMode crypto) {
        String scenario = SIEGE.formatted("kind: garbage, rate: 4/s, connections: 5, identities: 5, hold: 2s");
        RunResult one = Runs.simulate(scenario, 7, 1, crypto);
        RunResult four = Runs.simulate(scenario, 7, 4, crypto);
        assertThat(one.traceHash()).isEqualTo(four.traceHash());
        assertThat(one.attacks()).isEqualTo(four.attacks());
    }

    @Test
    void otherAddressesAreOnlyOnTheSimulatedNetwork() {
        assertThat(TcpTestbed.problems(Runs.scenario(
                                SIEGE.formatted("kind: sybil, addresses: {network: 203.0.113.0/24, count: 2}")))
                        .stream()
                        .map(PlanProblem::toString))
                .containsExactly(
                        "attacks[0].addresses: over --network tcp attackers have no addresses but this machine's;"
                                + " leave out 'addresses', or use the simulated network");
    }
}
