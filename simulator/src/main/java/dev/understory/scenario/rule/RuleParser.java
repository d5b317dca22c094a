package dev.understory.scenario.rule;

import dev.understory.scenario.rule.Expression.Operator;
import dev.understory.scenario.rule.Rule.Comparator;
import dev.understory.scenario.rule.Term.Numeric;
import dev.understory.scenario.rule.Term.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Parses rules by recursive descent.
 *
 * <pre>
 * rule       = conjunct { "or" conjunct }
 * conjunct   = negation { "and" negation }
 * negation   = [ "not" ] comparison
 * comparison = sum [ ("&lt;=" | "&gt;=" | "==" | "!=" | "&lt;" | "&gt;") sum ]
 * sum        = product { ("+" | "-") product }
 * product    = primary { ("*" | "/") primary }
 * primary    = NUMBER | NAME | FUNCTION "(" [ARGUMENT] ")" | "(" rule ")"
 * </pre>
 */
public final class RuleParser {
    /** The longest rule, in characters. */
    public static final int MAX_LENGTH = 1000;

    /** What stands for every group. */
    public static final String EVERY_NODE = Primaries.EVERY_NODE;

    private static final int MAX_DEPTH = 16;

    /** Hears of the names that a rule uses, so that somebody who knows them can look them up. */
    public interface Names {
        /** The rule looks at a group of nodes. */
        void group(String name, int offset);

        /** The rule looks at a setting of the nodes. */
        void configKey(String key, int offset);
    }

    /** What became of a text. */
    public sealed interface Parsed {}

    /** It is a rule. */
    public record Accepted(RuleText rule) implements Parsed {}

    /**
     * It is none.
     *
     * @param offset where in the text, from 0
     */
    public record Refused(String message, int offset) implements Parsed {}

    private final List<Token> tokens;
    private final Primaries primaries;
    private int next;
    private int depth;

    private RuleParser(List<Token> tokens, Vocabulary vocabulary, Names names) {
        this.tokens = tokens;
        this.primaries = new Primaries(vocabulary, names);
    }

    /** Parses a text that asks for something of the vocabulary. */
    public static Parsed parse(String text, Vocabulary vocabulary, Names names) {
        if (text.length() > MAX_LENGTH) {
            return new Refused("a rule has at most " + MAX_LENGTH + " characters", 0);
        }
        try {
            return new Accepted(new RuleText(text, new RuleParser(Token.split(text), vocabulary, names).whole()));
        } catch (MalformedRule e) {
            return new Refused(e.reason(), e.offset());
        }
    }

    private Rule whole() {
        Rule rule = truth(rule());
        if (peek().kind() != Token.Kind.END) {
            throw new MalformedRule("unexpected " + peek() + " in a rule", peek().offset());
        }
        return rule;
    }

    private Term rule() {
        Term first = conjunct();
        if (!peek().is("or")) {
            return first;
        }
        List<Rule> parts = new ArrayList<>(List.of(truth(first)));
        while (accept("or")) {
            parts.add(truth(conjunct()));
        }
        return new Truth(new Rule.Or(parts));
    }

    private Term conjunct() {
        Term first = negation();
        if (!peek().is("and")) {
            return first;
        }
        List<Rule> parts = new ArrayList<>(List.of(truth(first)));
        while (accept("and")) {
            parts.add(truth(negation()));
        }
        return new Truth(new Rule.And(parts));
    }

    private Term negation() {
        return accept("not") ? new Truth(new Rule.Not(truth(comparison()))) : comparison();
    }

    private Term comparison() {
        Term left = sum();
        Optional<Comparator> comparator = Arrays.stream(Comparator.values())
                .filter(candidate -> peek().is(candidate.sign()))
                .findFirst();
        if (peek().is("=")) {
            throw new MalformedRule("write == to compare", peek().offset());
        }
        if (comparator.isEmpty()) {
            return left;
        }
        Token sign = take();
        Numeric right = number(sum(), sign);
        return new Truth(number(left, sign).compare(comparator.get(), right, sign.offset()));
    }

    private Term sum() {
        Term left = product();
        while (peek().is("+") || peek().is("-")) {
            left = operation(left);
        }
        return left;
    }

    private Term product() {
        Term left = primary();
        while (peek().is("*") || peek().is("/")) {
            left = operation(left);
        }
        return left;
    }

    private Term operation(Term left) {
        Token sign = take();
        Operator operator = Arrays.stream(Operator.values())
                .filter(candidate -> sign.text().charAt(0) == candidate.sign())
                .findFirst()
                .orElseThrow();
        boolean isProduct = operator == Operator.TIMES || operator == Operator.OVER;
        Numeric right = number(isProduct ? primary() : product(), sign);
        return number(left, sign).combine(operator, right, sign.offset());
    }

    private Term primary() {
        Token token = take();
        if (token.is("(")) {
            if (++depth > MAX_DEPTH) {
                throw new MalformedRule("a rule is nested deeper than " + MAX_DEPTH + " levels", token.offset());
            }
            Term inside = rule();
            expect(")");
            depth--;
            return inside;
        }
        return switch (token.kind()) {
            case NUMBER -> primaries.literal(token);
            case WORD -> peek().is("(") ? function(token) : primaries.name(token);
            case SIGN, END, STRANGE ->
                throw new MalformedRule("expected a number, a name or a function, not " + token, token.offset());
        };
    }

    private Term function(Token name) {
        expect("(");
        Optional<Token> argument = peek().is(")") ? Optional.empty() : Optional.of(take());
        if (argument.isPresent() && argument.get().kind() != Token.Kind.WORD) {
            throw new MalformedRule(
                    "expected a name inside " + name.text() + "(...), not " + argument.get(),
                    argument.get().offset());
        }
        expect(")");
        return primaries.function(name, argument);
    }

    private static Rule truth(Term term) {
        return switch (term) {
            case Truth truth -> truth.rule();
            case Numeric numeric ->
                throw new MalformedRule("this is a number: compare it with another, as in ... >= 1", numeric.offset());
        };
    }

    private static Numeric number(Term term, Token operation) {
        return switch (term) {
            case Numeric numeric -> numeric;
            case Truth truth ->
                throw new MalformedRule(
                        operation + " stands between numbers, not between comparisons", operation.offset());
        };
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    private boolean accept(String word) {
        boolean accepted = peek().is(word);
        if (accepted) {
            next++;
        }
        return accepted;
    }

    private void expect(String word) {
        Token token = take();
        if (!token.is(word)) {
            throw new MalformedRule("expected '" + word + "', not " + token, token.offset());
        }
    }
}
