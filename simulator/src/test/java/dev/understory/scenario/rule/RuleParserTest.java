package dev.understory.scenario.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.metric.Metrics;
import dev.understory.scenario.rule.Expression.Aggregate;
import dev.understory.scenario.rule.Expression.Arithmetic;
import dev.understory.scenario.rule.Expression.Config;
import dev.understory.scenario.rule.Expression.Fold;
import dev.understory.scenario.rule.Expression.Graph;
import dev.understory.scenario.rule.Expression.Literal;
import dev.understory.scenario.rule.Expression.Operator;
import dev.understory.scenario.rule.Expression.Quantified;
import dev.understory.scenario.rule.Expression.Quantifier;
import dev.understory.scenario.rule.Expression.Scope;
import dev.understory.scenario.rule.Rule.Comparator;
import dev.understory.scenario.rule.Rule.Compare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleParserTest {
    private static final Scope VALIDATORS = new Scope(Optional.of("validator"));

    private final List<String> groups = new ArrayList<>();
    private final List<String> configKeys = new ArrayList<>();
    private final RuleParser.Names names = new RuleParser.Names() {
        @Override
        public void group(String name, int offset) {
            groups.add(name + "@" + offset);
        }

        @Override
        public void configKey(String key, int offset) {
            configKeys.add(key + "@" + offset);
        }
    };

    private static Metric metric(String word) {
        return Metrics.ALL.metric(word).orElseThrow();
    }

    private static StandardRule named(String word) {
        return Metrics.ALL.rule(word).orElseThrow();
    }

    @Test
    void aNamedRuleStandsAlone() {
        assertThat(parse("bft.agreement")).isEqualTo(new Rule.Standard(named("bft.agreement")));
    }

    @Test
    void aQuantifierComparesEachNode() {
        assertThat(parse("all(validator.height) >= 5"))
                .isEqualTo(new Compare(
                        new Quantified(Quantifier.ALL, VALIDATORS, metric("height")),
                        Comparator.AT_LEAST,
                        new Literal(5)));
        assertThat(groups).containsExactly("validator@4");
    }

    @Test
    void aSettingIsThatOfTheNodeThatIsCompared() {
        assertThat(parse("all(node.conns.inbound) <= config(p2p.max-inbound)"))
                .isEqualTo(new Compare(
                        new Quantified(Quantifier.ALL, Scope.EVERY_NODE, metric("conns.inbound")),
                        Comparator.AT_MOST,
                        new Config("p2p.max-inbound")));
        assertThat(configKeys).containsExactly("p2p.max-inbound@34");
    }

    @Test
    void productsBindMoreThanSumsAndSumsMoreThanComparisons() {
        assertThat(parse("max(validator.height) - 1 * 2 < graph.nodes(validator)"))
                .isEqualTo(new Compare(
                        new Arithmetic(
                                new Aggregate(Fold.MAX, VALIDATORS, metric("height")),
                                Operator.MINUS,
                                new Arithmetic(new Literal(1), Operator.TIMES, new Literal(2))),
                        Comparator.LESS,
                        new Graph(GraphFunction.NODES, VALIDATORS)));
    }

    @Test
    void andBindsMoreThanOrAndNotMoreThanAnd() {
        Rule one = parse("graph.nodes() > 1");
        Rule two = new Rule.Standard(named("bft.quorum"));
        assertThat(parse("not graph.nodes() > 1 and bft.quorum or graph.nodes() > 1"))
                .isEqualTo(new Rule.Or(List.of(new Rule.And(List.of(new Rule.Not(one), two)), one)));
        assertThat(parse("not (graph.nodes() > 1 and (bft.quorum or graph.nodes() > 1))"))
                .isEqualTo(new Rule.Not(new Rule.And(List.of(one, new Rule.Or(List.of(two, one))))));
    }

    @Test
    void literalsAreInBaseUnits() {
        assertThat(parse("max(node.queue.bytes) <= 64MiB"))
                .extracting(rule -> ((Compare) rule).right())
                .isEqualTo(new Literal(64 * 1048576.0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "bft.agrement | 0 | unknown rule 'bft.agrement' (did you mean 'bft.agreement'?)",
                "node.peers > 1 | 0 | 'node.peers' has a value for each node: write all(node.peers) or max(node.peers)",
                "max(node.peers) | 0 | this is a number: compare it with another, as in ... >= 1",
                "max(peers) > 1 | 4 | expected a group and a state, such as node.peers, not 'peers'",
                "max(node.pers) > 1 | 9 | unknown state 'pers' (did you mean 'peers'?)",
                "max(node.broadcast.latency) > 1s | 9 | 'broadcast.latency' is sampled when something happens and has no"
                        + " value at a moment: it belongs into slo",
                "maxi(node.peers) > 1 | 0 | unknown function 'maxi' (did you mean 'max'?)",
                "graph.component() == 1 | 0 | unknown function 'graph.component' (did you mean 'graph.components'?)",
                "max() > 1 | 0 | max(...) needs something inside, such as node.peers",
                "max(3) > 1 | 4 | expected a name inside max(...), not '3'",
                "max(node.peers) > 1s | 16 | one side is a number without a unit, the other a duration",
                "max(node.queue.bytes) + 1 > 1B | 22 | one side is a size, the other a number without a unit",
                "max(node.queue.bytes) * 1B > 1B | 22 | these two cannot be combined: one of them has to be a plain number",
                "max(node.peers) > 1parsec | 18 | unknown unit 'parsec' in '1parsec'",
                "all(node.peers) > any(node.peers) | 16 | only one side can be all(...) or any(...)",
                "max(node.peers) > config(p2p.x) | 16 | config(...) is a setting of each node: compare it with all(...)"
                        + " or any(...)",
                "all(node.peers) + 1 > 1 | 16 | all(...), any(...) and config(...) stand alone on their side",
                "graph.nodes() > 1 > 2 | 18 | unexpected '>' in a rule",
                "(graph.nodes() > 1) + 1 | 20 | '+' stands between numbers, not between comparisons",
                "(graph.nodes() > 1 | 18 | expected ')', not the end",
                "graph.nodes() > | 15 | expected a number, a name or a function, not the end",
                "graph.nodes() > 1 and | 21 | expected a number, a name or a function, not the end",
                "graph.nodes() = 1 | 14 | write == to compare",
                "1 + 1 | 0 | this is a number: compare it with another, as in ... >= 1",
            })
    void saysWhereARuleIsWrong(String text, int offset, String message) {
        assertThat(RuleParser.parse(text, Metrics.ALL, names)).isEqualTo(new RuleParser.Refused(message, offset));
    }

    @Test
    void anEmptyRuleIsRefused() {
        assertThat(RuleParser.parse("", Metrics.ALL, names))
                .isEqualTo(new RuleParser.Refused("expected a number, a name or a function, not the end", 0));
    }

    private Rule parse(String text) {
        assertThat(RuleParser.parse(text, Metrics.ALL, names)).isInstanceOf(RuleParser.Accepted.class);
        return ((RuleParser.Accepted) RuleParser.parse(text, Metrics.ALL, new SilentNames()))
                .rule()
                .rule();
    }

    private static final class SilentNames implements RuleParser.Names {
        @Override
        public void group(String name, int offset) {}

        @Override
        public void configKey(String key, int offset) {}
    }
}
