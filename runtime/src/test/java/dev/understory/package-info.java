/**
 * The architecture as tests: {@link dev.understory.ArchitectureRules} holds the rules, an {@code ArchitectureTest} in each
 * module applies them, and {@link dev.understory.ArchitectureRulesTest} shows for each rule that it catches what it forbids.
 * The classes below {@code fixture} break the rules on purpose and are never part of what is checked for real.
 */
@NullMarked
package dev.understory;

import org.jspecify.annotations.NullMarked;
