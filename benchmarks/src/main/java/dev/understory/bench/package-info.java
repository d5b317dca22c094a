/**
 * {@code understory bench}: measures the node between two JVMs over loopback, each figure beside the raw limit of the
 * same machine in the same run. Entry: {@link dev.understory.bench.BenchMain}; one {@link dev.understory.bench.Suite}
 * per subject. Every figure is a {@link dev.understory.bench.Measurement}: a number, its unit, what it is compared with
 * and the target. Absolute numbers of a shared machine mean little; the ratio to the limit is what to read.
 */
@NullMarked
package dev.understory.bench;

import org.jspecify.annotations.NullMarked;
