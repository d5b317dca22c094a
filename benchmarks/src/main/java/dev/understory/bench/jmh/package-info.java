/**
 * JMH benchmarks of the parts: one class per part of the hot path. They time machines, without sockets or actors; what
 * the whole does is measured by {@code understory bench}. Run them with {@code java -cp ... org.openjdk.jmh.Main}, as
 * the module's README says. Scores of a shared machine are compared only within one run.
 */
@NullMarked
package dev.understory.bench.jmh;

import org.jspecify.annotations.NullMarked;
