/**
 * The scenario language: one readable YAML file that says what runs, on which network, what goes wrong and what must
 * hold. The entry class is {@link dev.understory.scenario.ScenarioReader}, which turns a file into a
 * {@link dev.understory.scenario.Scenario} or into every problem it has, each with its line and column.
 *
 * <p>Scenarios are plain records: names are resolved, phases have their times, defaults are filled in, and nothing in
 * them refers back to the file. Each section is declared once as a table of keys, from which reading, writing
 * ({@link dev.understory.scenario.ScenarioWriter}) and the JSON Schema are derived. What can happen in a scenario, and what it can
 * have its nodes do, is not listed here: each kind of {@link dev.understory.scenario.Event} and of
 * {@link dev.understory.scenario.Workload} brings its own table of keys along, and {@link dev.understory.scenario.Language} puts
 * them together. A workload says by {@link dev.understory.scenario.Loading} what it is in a run. The package knows nothing of the engine, the network or the
 * applications that execute what a scenario asks for.
 */
@NullMarked
package dev.understory.scenario;

import org.jspecify.annotations.NullMarked;
