/**
 * What attackers do: the rows of {@code runtime/docs/attacks.md} that one peer can play. {@link
 * dev.understory.attack.Catalogue} lists them; an {@link dev.understory.attack.AttackCase} is a {@link
 * dev.understory.attack.Script} and what has to come of it. An {@link dev.understory.attack.Attacker} follows his script on a
 * {@link dev.understory.attack.Wire}, of any network, and shares nothing with a node but its cryptography and its codecs. He
 * knows neither the node nor who judges it.
 */
@NullMarked
package dev.understory.attack;

import org.jspecify.annotations.NullMarked;
