package dev.understory.connection;

import dev.understory.identity.PublicKey;

/**
 * Which of two connections to the same peer survives (spec 4.3). Both ends come to the same answer, whichever of the two
 * they saw first: of two that the ends dialled at each other, the one dialled by the lower key survives.
 *
 * <table>
 * <caption>The truth table</caption>
 * <tr><th>existing</th><th>new</th><th>survivor</th></tr>
 * <tr><td>inbound</td><td>inbound</td><td>new: the peer lost the old one and dialled again</td></tr>
 * <tr><td>outbound</td><td>outbound</td><td>existing</td></tr>
 * <tr><td>inbound</td><td>outbound</td><td>new if our key is the lower one</td></tr>
 * <tr><td>outbound</td><td>inbound</td><td>new if the peer's key is the lower one</td></tr>
 * </table>
 */
final class DuplicateRule {
    private DuplicateRule() {}

    /** Whether the new connection takes the place of the existing one. */
    static boolean newSurvives(PublicKey self, PublicKey peer, Direction existing, Direction fresh) {
        if (existing == fresh) {
            return fresh == Direction.INBOUND;
        }
        Direction survivor = self.compareTo(peer) < 0 ? Direction.OUTBOUND : Direction.INBOUND;
        return fresh == survivor;
    }
}
