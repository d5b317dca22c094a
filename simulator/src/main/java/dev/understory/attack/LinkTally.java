package dev.understory.attack;

import dev.understory.node.ServiceEvents;

/**
 * What the links of one attacker are counted by.
 *
 * @param opened links
 * @param cut links that the victim ended
 * @param bytes that were sent
 * @param handshakes for which a signature was computed
 * @param cpu nanoseconds of it
 * @param signNanos what one signature costs
 */
record LinkTally(
        ServiceEvents.Counter opened,
        ServiceEvents.Counter cut,
        ServiceEvents.Counter bytes,
        ServiceEvents.Counter handshakes,
        ServiceEvents.Counter cpu,
        long signNanos) {
    void signed() {
        handshakes.add(1);
        cpu.add(signNanos);
    }
}
