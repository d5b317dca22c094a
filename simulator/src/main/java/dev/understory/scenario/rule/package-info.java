/**
 * The small closed language in which a scenario says what must hold: {@code all(validator.height) >= 5},
 * {@code graph.components() == 1}, {@code bft.agreement}. {@link dev.understory.scenario.rule.RuleParser} turns text into
 * a {@link dev.understory.scenario.rule.Rule} or into one complaint with its place in the text.
 *
 * <p>What can be measured is listed once, in {@link dev.understory.scenario.rule.Metric},
 * {@link dev.understory.scenario.rule.GraphFunction} and {@link dev.understory.scenario.rule.StandardRule}; the recorder,
 * the judge, the reference and the schema all go by these lists. Rules are data: evaluating them is the business of
 * whoever has the nodes.
 */
@NullMarked
package dev.understory.scenario.rule;

import org.jspecify.annotations.NullMarked;
