package dev.understory.attack;

import dev.understory.node.ServiceEvents;

/**
 * What the links of one attacker are counted by.
 *
 * @param opened links
 * @param cut links that the victim ended
 * @param bytes that were sent
 */
record LinkTally(ServiceEvents.Counter opened, ServiceEvents.Counter cut, ServiceEvents.Counter bytes) {}
