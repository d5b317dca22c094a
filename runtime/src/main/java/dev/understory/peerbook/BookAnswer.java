package dev.understory.peerbook;

import dev.understory.limits.Routability;

/** What a {@link PeerBook} says to what it is told. */
public interface BookAnswer {
    /** What came of an address that somebody told of. */
    enum Added {
        /** It was not known, and has a place now. */
        NEW,
        /** It was known; that it was heard of again is noted. */
        KNOWN,
        /** It is our own identity. */
        SELF,
        /** Nobody may have it here: {@link Routability}. */
        UNROUTABLE,
        /** All places of that source, or the one this address would have, are taken by better ones. */
        NO_PLACE,
        /** Its identity is said to have as many addresses as one may have. */
        TOO_MANY_OF_KEY,
        /** As many identities as may be are said to be at that host, or port. */
        TOO_MANY_AT_HOST,
        /** The book weighs as much as it may. */
        FULL
    }

    /** What came of a dial that the expected identity answered. */
    enum Success {
        /** There is no such address in the book. */
        UNKNOWN,
        /** It is among the tried ones, from now on or already. */
        TRIED,
        /** Another one has its place there, which has to be tested first: {@link PeerBook#feeler}. */
        CONTESTED
    }

    /** What came of a dial that failed. */
    enum Failure {
        /** There is no such address in the book. */
        UNKNOWN,
        /** Not a failure of the address: it failed in this round already, or we have reached nobody at all since. */
        NOT_COUNTED,
        /** One more failed round. */
        COUNTED,
        /** It was the last round; the address has left. */
        REMOVED
    }
}
