package dev.understory.scenario.rule;

/**
 * A rule with the words it was written in.
 *
 * @param text as in the scenario, variables replaced by their values
 */
public record RuleText(String text, Rule rule) {
    @Override
    public String toString() {
        return text;
    }
}
