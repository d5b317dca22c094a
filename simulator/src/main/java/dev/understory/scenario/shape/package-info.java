/**
 * What scenario files are made of, before any of it has a meaning: values with their places, quantities with their units,
 * and {@link dev.understory.scenario.shape.Shape}s. A shape is declared once and does three things with it: reads a
 * value out of a file, writes it back, and describes it in JSON Schema.
 *
 * <p>Reading never throws and never stops at the first mistake: every problem goes to
 * {@link dev.understory.scenario.shape.Reading} with its line and column. The input is hostile: size, depth and number of
 * values are limited. The package knows nothing of scenarios.
 */
@NullMarked
package dev.understory.scenario.shape;

import org.jspecify.annotations.NullMarked;
