package dev.understory.admission;

import dev.understory.session.Direction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which of several connections to the same peer stays (wire.md, section 4.3). The ends see the connections in different
 * orders, so no end may decide by order alone; each of the three rules has one answer at both ends.
 *
 * <ol>
 *   <li>Of connections in opposite directions the one stays that was dialled by the end with the lower key, compared byte
 *       by byte as the keys are sent. Its direction is the <i>favoured</i> one.
 *   <li>Of connections in the same direction the end decides that has <i>accepted</i> them. It keeps the one that it has
 *       as long as that one lives: the newcomer waits until something is heard of the old one, which ends the newcomer, or
 *       nothing is for {@link Challenges#PROOF}, which ends the old one. If the other end speaks on the newcomer and has
 *       never spoken on the old one, the newcomer stays: an end speaks only on the one that it has admitted.
 *   <li>The end that has <i>dialled</i> them waits for one of them to end, for {@link Challenges#PATIENCE}. Then it ends the
 *       newcomer if the old one lives, and the old one if the other end speaks on the newcomer only. A Canopy node
 *       decides otherwise than rule 2 (the newest stays); rule 3 follows it as well.
 * </ol>
 *
 * <p>An unfavoured newcomer waits as well before it is refused: if the connection that is in its way turns out to be dead, the
 * peer has come back before it was missed.
 */
final class DuplicateRule {
    /** Connections of one identity that may wait; one more is refused. */
    static final int MAX_WAITING = 8;

    private DuplicateRule() {}

    /** What a newcomer is, beside the other connections of its identity. */
    enum Claim {
        /** There is no other connection. */
        UNRIVALLED,
        /** It waits for the end of one that is ending already. */
        FOLLOWS,
        /** It takes the place of the one that is admitted. */
        TAKES_OVER,
        /** It waits to hear whether the one that is admitted lives. */
        CONTESTS,
        /** It is refused. */
        LOSES
    }

    /** The direction, seen from here, of connections that the end with the lower key has dialled. */
    static Direction favoured(byte[] ownKey, byte[] peerKey) {
        return Arrays.compareUnsigned(ownKey, peerKey) < 0 ? Direction.OUTBOUND : Direction.INBOUND;
    }

    /**
     * What a newcomer is. One that does not lose and whose direction is not that of those that wait is stronger than all of
     * them.
     *
     * @param current the connection that is admitted or ending, or null
     * @param waits how many wait
     * @param waiting the direction of all of these, or null
     */
    static Claim claim(
            @Nullable ConnectionEntry current,
            int waits,
            @Nullable Direction waiting,
            Direction fresh,
            Direction favoured) {
        if (waiting != null && waiting != fresh && fresh != favoured) {
            return Claim.LOSES;
        }
        if (waiting == fresh && waits >= MAX_WAITING) {
            return Claim.LOSES;
        }
        if (current == null) {
            return Claim.UNRIVALLED;
        }
        if (current.state == ConnectionEntry.State.CLOSING) {
            return Claim.FOLLOWS;
        }
        return current.direction != fresh && fresh == favoured ? Claim.TAKES_OVER : Claim.CONTESTS;
    }
}
