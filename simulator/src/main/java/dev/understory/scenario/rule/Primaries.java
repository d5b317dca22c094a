package dev.understory.scenario.rule;

import dev.understory.node.config.Spelling;
import dev.understory.scenario.rule.Expression.Aggregate;
import dev.understory.scenario.rule.Expression.Config;
import dev.understory.scenario.rule.Expression.Fold;
import dev.understory.scenario.rule.Expression.Graph;
import dev.understory.scenario.rule.Expression.Literal;
import dev.understory.scenario.rule.Expression.Quantified;
import dev.understory.scenario.rule.Expression.Quantifier;
import dev.understory.scenario.rule.Expression.Scope;
import dev.understory.scenario.rule.Term.Kind;
import dev.understory.scenario.rule.Term.Numeric;
import dev.understory.scenario.rule.Term.Truth;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The smallest parts of a rule: literals, named rules and functions. */
final class Primaries {
    /** Stands for every node where a group could stand. */
    static final String EVERY_NODE = "node";

    private static final String CONFIG = "config";

    private final Vocabulary vocabulary;
    private final RuleParser.Names names;

    Primaries(Vocabulary vocabulary, RuleParser.Names names) {
        this.vocabulary = vocabulary;
        this.names = names;
    }

    /** All functions, for the reference and for suggestions. */
    static List<String> functions() {
        List<String> functions = new ArrayList<>();
        Arrays.stream(Quantifier.values()).forEach(quantifier -> functions.add(word(quantifier)));
        Arrays.stream(Fold.values()).forEach(fold -> functions.add(word(fold)));
        functions.add(CONFIG);
        Arrays.stream(GraphFunction.values()).forEach(function -> functions.add(function.word()));
        return functions;
    }

    Term literal(Token token) {
        String suffix = token.text().replaceFirst("^[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?", "");
        Dimension dimension = Arrays.stream(Dimension.values())
                .filter(candidate -> candidate.units().stream()
                        .anyMatch(unit -> unit.suffix().equals(suffix)))
                .findFirst()
                .orElse(Dimension.NUMBER);
        if (dimension == Dimension.NUMBER && !suffix.isEmpty()) {
            throw new MalformedRule("unknown unit '" + suffix + "' in '" + token.text() + "'", token.offset());
        }
        return switch (Quantity.parse(token.text(), dimension)) {
            case Quantity.Accepted accepted ->
                new Numeric(
                        new Literal(accepted.quantity().amount().doubleValue()), dimension, Kind.ONE, token.offset());
            case Quantity.Refused refused -> throw new MalformedRule(refused.message(), token.offset());
        };
    }

    Term name(Token token) {
        Optional<StandardRule> rule = vocabulary.rule(token.text());
        if (rule.isPresent()) {
            return new Truth(new Rule.Standard(rule.get()));
        }
        int dot = token.text().indexOf('.');
        if (dot > 0 && vocabulary.metric(token.text().substring(dot + 1)).isPresent()) {
            throw new MalformedRule(
                    "'" + token.text() + "' has a value for each node: write all(" + token.text() + ") or max("
                            + token.text() + ")",
                    token.offset());
        }
        List<String> known = vocabulary.rules().stream().map(StandardRule::word).toList();
        throw new MalformedRule(
                "unknown rule '" + token.text() + "'" + Spelling.hintOrNames(token.text(), known), token.offset());
    }

    Term function(Token name, Optional<Token> argument) {
        Optional<GraphFunction> graph = GraphFunction.of(name.text());
        if (graph.isPresent()) {
            Scope scope = argument.map(this::scope).orElse(Scope.EVERY_NODE);
            return new Numeric(new Graph(graph.get(), scope), Dimension.NUMBER, Kind.ONE, name.offset());
        }
        if (!functions().contains(name.text())) {
            throw new MalformedRule(
                    "unknown function '" + name.text() + "'" + Spelling.hintOrNames(name.text(), functions()),
                    name.offset());
        }
        Token token = argument.orElseThrow(() -> new MalformedRule(
                name.text() + "(...) needs something inside, such as "
                        + (name.is(CONFIG) ? "p2p.max-inbound" : "node.peers"),
                name.offset()));
        if (name.is(CONFIG)) {
            names.configKey(token.text(), token.offset());
            return new Numeric(new Config(token.text()), null, Kind.CONFIG, name.offset());
        }
        return overNodes(name, token);
    }

    private Term overNodes(Token name, Token series) {
        int dot = series.text().indexOf('.');
        if (dot < 0) {
            throw new MalformedRule("expected a group and a state, such as node.peers, not " + series, series.offset());
        }
        Metric metric = state(series, dot);
        Scope scope = scope(new Token(Token.Kind.WORD, series.text().substring(0, dot), series.offset()));
        for (Quantifier quantifier : Quantifier.values()) {
            if (name.is(word(quantifier))) {
                Quantified quantified = new Quantified(quantifier, scope, metric);
                return new Numeric(quantified, metric.dimension(), Kind.QUANTIFIED, name.offset());
            }
        }
        Fold fold = Arrays.stream(Fold.values())
                .filter(candidate -> name.is(word(candidate)))
                .findFirst()
                .orElseThrow();
        return new Numeric(new Aggregate(fold, scope, metric), metric.dimension(), Kind.ONE, name.offset());
    }

    private Metric state(Token series, int dot) {
        String word = series.text().substring(dot + 1);
        int offset = series.offset() + dot + 1;
        Metric metric = vocabulary
                .metric(word)
                .orElseThrow(() -> new MalformedRule(
                        "unknown state '" + word + "'" + Spelling.hintOrNames(word, vocabulary.states()), offset));
        if (metric.kind() == Metric.Kind.SAMPLE) {
            throw new MalformedRule(
                    "'" + word
                            + "' is sampled when something happens and has no value at a moment: it belongs into slo",
                    offset);
        }
        return metric;
    }

    private Scope scope(Token token) {
        if (token.is(EVERY_NODE)) {
            return Scope.EVERY_NODE;
        }
        names.group(token.text(), token.offset());
        return new Scope(Optional.of(token.text()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
