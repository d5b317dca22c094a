/**
 * The laws that sizes, delays, intervals and lifetimes are drawn from. {@link dev.understory.law.Distribution} is the
 * entry: a {@link dev.understory.law.Law} with a bound. Values are in base units: nanoseconds, bytes.
 *
 * <p>Everything is drawn with {@code StrictMath}, so that a seed gives the same values on every machine. The package
 * knows neither the scenario language nor the engine nor the network.
 */
@NullMarked
package dev.understory.law;

import org.jspecify.annotations.NullMarked;
