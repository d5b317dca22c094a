/**
 * The small closed language in which a scenario says what must hold: {@code all(validator.height) >= 5},
 * {@code graph.components() == 1}, {@code bft.agreement}. {@link dev.understory.scenario.rule.RuleParser} turns text into
 * a {@link dev.understory.scenario.rule.Rule} or into one complaint with its place in the text.
 *
 * <p>What can be asked for is not listed here, but for the graph ({@link dev.understory.scenario.rule.GraphFunction}): each
 * {@link dev.understory.scenario.rule.Metric} and {@link dev.understory.scenario.rule.StandardRule} says all there is to know
 * of it, and a {@link dev.understory.scenario.rule.Vocabulary} holds those that there are. Rules are data: evaluating them is
 * the business of whoever has the nodes.
 */
@NullMarked
package dev.understory.scenario.rule;

import org.jspecify.annotations.NullMarked;
