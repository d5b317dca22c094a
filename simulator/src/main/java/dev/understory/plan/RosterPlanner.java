package dev.understory.plan;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.RandomStream;
import dev.understory.identity.NodeKey;
import dev.understory.scenario.NodeGroup;
import dev.understory.scenario.Scenario;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Deals nodes out to places by share, gives them identities, and spreads their starts. */
final class RosterPlanner {
    private final Scenario scenario;
    private final SeededStreams streams;
    private final CryptoSuite suite;

    RosterPlanner(Scenario scenario, SeededStreams streams, CryptoSuite suite) {
        this.scenario = scenario;
        this.streams = streams;
        this.suite = suite;
    }

    Roster plan() {
        List<Member> members = new ArrayList<>();
        for (NodeGroup group : scenario.nodes()) {
            List<String> regions = deal(shares(group.place().regions()), group.count(), group.name() + ".region");
            List<String> access = deal(group.place().access(), group.count(), group.name() + ".access");
            for (int i = 0; i < group.count(); i++) {
                members.add(member(group, i, members.size(), regions.get(i), access.get(i)));
            }
        }
        return new Roster(members, streams);
    }

    private Map<String, Double> shares(Map<String, Double> ofGroup) {
        return ofGroup.isEmpty() ? scenario.network().regions().weights() : ofGroup;
    }

    private Member member(NodeGroup group, int inGroup, int index, String region, String access) {
        byte[] seed = new byte[32];
        streams.of("identity", index).nextBytes(seed);
        NodeKey key = suite.nodeKey(group.keyType(), seed);
        long ramp = group.start().ramp().toNanos();
        long start = group.start().at().toNanos() + (group.count() < 2 ? 0 : ramp / group.count() * inGroup);
        return new Member(index, group.name() + "-" + inGroup, group, region, access, key, start);
    }

    /** Gives each name its share of {@code count} (whole nodes first, then largest remainders, in decimal; equal
     * remainders by name), then puts them into an order by chance. */
    private List<String> deal(Map<String, Double> shares, int count, String purpose) {
        BigDecimal total = shares.values().stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
        List<String> dealt = new ArrayList<>(count);
        List<Map.Entry<String, BigDecimal>> rest = new ArrayList<>();
        shares.forEach((name, share) -> {
            // In units of the total, so that nothing is rounded.
            BigDecimal[] due = BigDecimal.valueOf(share)
                    .multiply(BigDecimal.valueOf(count))
                    .divideAndRemainder(total);
            dealt.addAll(Collections.nCopies(due[0].intValueExact(), name));
            rest.add(Map.entry(name, due[1]));
        });
        rest.sort(Map.Entry.<String, BigDecimal>comparingByValue().reversed().thenComparing(Map.Entry::getKey));
        for (int i = 0; dealt.size() < count; i++) {
            dealt.add(rest.get(i % rest.size()).getKey());
        }
        RandomStream random = streams.of("place." + purpose);
        SeededStreams.shuffle(dealt, random);
        return dealt;
    }
}
