/**
 * The laws that sizes, delays, intervals and lifetimes are drawn from. {@link dev.understory.scenario.law.Distribution}
 * is the entry: a law with a bound. Values are in base units: nanoseconds, bytes.
 *
 * <p>{@link dev.understory.scenario.law.Sampler} draws with {@code StrictMath} only, so that a seed gives the same values
 * on every machine. The package knows neither the language nor the engine.
 */
@NullMarked
package dev.understory.scenario.law;

import org.jspecify.annotations.NullMarked;
