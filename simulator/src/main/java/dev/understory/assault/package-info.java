/**
 * The kinds of attack: what a scenario can have attackers do. Each is one class, as {@link dev.understory.assault.Garbage} is,
 * that says how scenarios write it and what its {@link dev.understory.attack.Conduct} on a link is; what they have in common is
 * an {@link dev.understory.assault.Assault} with its {@link dev.understory.assault.Raid}. {@link
 * dev.understory.assault.AttackKinds} lists them, and nothing else knows them by name. How a run is planned, and on what
 * network, is not known here.
 */
@NullMarked
package dev.understory.assault;

import org.jspecify.annotations.NullMarked;
