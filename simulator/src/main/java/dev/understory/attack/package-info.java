/**
 * What attackers do. An {@link dev.understory.attack.Attacker} follows a {@link dev.understory.attack.Script} on a {@link
 * dev.understory.attack.Wire}, of any network, and shares nothing with a node but its cryptography and its codecs. He knows
 * neither the node nor who judges it. {@link dev.understory.attack.Catalogue} lists the rows of {@code runtime/docs/attacks.md}
 * that one of them can play: {@link dev.understory.attack.Sieges} does, against a node with an honest peer, over TCP or
 * simulated. In a scenario an {@link dev.understory.attack.Attack} has many of them, on nodes of their own, at a pace and by a
 * {@link dev.understory.attack.Conduct}, and adds up what they pay. A {@link dev.understory.attack.TcpMob} has them
 * without nodes, on sockets of this machine.
 */
@NullMarked
package dev.understory.attack;

import org.jspecify.annotations.NullMarked;
