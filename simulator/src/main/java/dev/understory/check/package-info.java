/**
 * What must hold, judged: the checks of a scenario against what was measured.
 *
 * <p>{@link dev.understory.check.Checklist} holds all checks of a run. It looks at the {@link dev.understory.check.World}
 * at a fixed cadence of the run's time and whenever something happens to the network, always with no node running; at the
 * end it says for each check whether it held, with the measured value and the moment it first broke. A check that nothing
 * could be judged by is open, never held. The package decides nothing about the run and writes nothing.
 */
@NullMarked
package dev.understory.check;

import org.jspecify.annotations.NullMarked;
