/** Tests of what the benchmarks say; what they measure is nobody's test. */
@NullMarked
package dev.understory.bench;

import org.jspecify.annotations.NullMarked;
