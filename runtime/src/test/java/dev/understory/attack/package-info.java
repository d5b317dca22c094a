/**
 * The attacks of {@code runtime/docs/attacks.md}, played against whole nodes. {@link dev.understory.attack.Catalogue}
 * lists the cases: an {@link dev.understory.attack.AttackCase} is a {@link dev.understory.attack.Script} and what has
 * to come of it. {@link dev.understory.attack.Siege} plays one on a {@link dev.understory.attack.Bed} and judges it by
 * the rule that holds for all. There are two beds: production nodes on loopback here, the simulated network in the
 * simulator's tests. Attackers are written on sockets or links of their own and share nothing with a node but its
 * cryptography and its codecs.
 */
package dev.understory.attack;
