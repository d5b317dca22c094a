package dev.understory.scenario.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of a rule.
 *
 * @param offset where it starts in the text, from 0
 */
record Token(Kind kind, String text, int offset) {
    /** What a word can be. */
    enum Kind {
        /** A number with or without a unit. */
        NUMBER,
        /** Letters, digits, dots, dashes: a name or a keyword. */
        WORD,
        /** A comparison, an operation, a parenthesis. */
        SIGN,
        /** Behind the last word. */
        END,
        /** A character that rules do not have. */
        STRANGE
    }

    private static final Pattern FORM =
            Pattern.compile("(?<number>[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?:[A-Za-z]+(?:/s)?|/[smh]\\b)?)"
                    + "|(?<word>[A-Za-z][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*)"
                    + "|(?<sign><=|>=|==|!=|[<>()+*/-])"
                    + "|(?<space>\\s+)"
                    + "|(?<strange>.)");

    /** All words of the text, and one of kind {@link Kind#END}. */
    static List<Token> split(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = FORM.matcher(text);
        while (matcher.find()) {
            for (Kind kind : List.of(Kind.NUMBER, Kind.WORD, Kind.SIGN, Kind.STRANGE)) {
                String word = matcher.group(kind.name().toLowerCase(java.util.Locale.ROOT));
                if (word != null) {
                    tokens.add(new Token(kind, word, matcher.start()));
                }
            }
        }
        tokens.add(new Token(Kind.END, "", text.length()));
        return tokens;
    }

    boolean is(String expected) {
        return kind != Kind.NUMBER && text.equals(expected);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
