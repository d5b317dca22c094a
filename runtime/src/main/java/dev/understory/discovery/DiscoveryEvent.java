package dev.understory.discovery;

import dev.understory.identity.PublicKey;
import dev.understory.transport.Endpoint;
import org.jspecify.annotations.Nullable;

/** What an operator may want to know of how a node finds peers. */
public sealed interface DiscoveryEvent {
    /** The book was read from the store; {@code addresses} it had, 0 where there was none. */
    record BookLoaded(int addresses) implements DiscoveryEvent {}

    /** What is stored is no book that we can read: the node begins without, and keeps what was there under another name. */
    record BookDamaged(String detail) implements DiscoveryEvent {}

    /** The book was not stored; it is tried again. */
    record BookNotSaved(String detail) implements DiscoveryEvent {}

    /** The book has other numbers of addresses than it had: some that others told, and some that have answered. */
    record BookChanged(int told, int proven) implements DiscoveryEvent {}

    /** A peer was asked for addresses. */
    record Asked(PublicKey peer) implements DiscoveryEvent {}

    /** A peer's answer has told so many addresses, of which some were news. */
    record Learned(PublicKey peer, int addresses, int fresh) implements DiscoveryEvent {}

    /** Entries of a peer's answer were passed over. */
    record EntriesUnfit(PublicKey peer, Unfit reason, int count) implements DiscoveryEvent {}

    /** A peer's answer was refused as a whole. */
    record AnswerRefused(PublicKey peer, AnswerRefusal reason) implements DiscoveryEvent {}

    /** A peer has asked for addresses, and was answered. */
    record Answered(PublicKey peer) implements DiscoveryEvent {}

    /** A peer has asked more often than is answered. */
    record RequestIgnored(PublicKey peer) implements DiscoveryEvent {}

    /**
     * An address was dialled for that, and has answered or not.
     *
     * @param peer who was expected there; null if anybody
     * @param live whether somebody was there: who has no room is, and does not answer
     */
    record Dialled(@Nullable PublicKey peer, Endpoint remote, Purpose purpose, boolean answered, boolean live)
            implements DiscoveryEvent {}

    /** A round through the book is over: so many addresses were looked at, so many of them live, and so many have left the book. */
    record RoundEnded(int addresses, int live, int removed) implements DiscoveryEvent {}

    /**
     * Whether any peer has lately done work that was of use to an application. As long as none has, though all places for peers that we
     * dial are taken, the node is perhaps cut off by them; or there is nothing to hear.
     */
    record Hearing(boolean working) implements DiscoveryEvent {}

    /** A peer that we dialled and that has only stayed makes room for another. */
    record Rotated(PublicKey peer) implements DiscoveryEvent {}

    /** Why an address is dialled. */
    enum Purpose {
        /** It was a peer before the last stop. */
        ANCHOR,
        /** To have one more peer. */
        PEER,
        /** To ask for others, as nobody else is known. */
        SEED,
        /** To see whether what others told, or what another would replace, is true. */
        FEELER,
        /** To see whether what was true is true still. */
        CRAWL,
        /** To see whether somebody is there who could take the place of a peer that only stays. */
        TRIAL
    }

    /** Why an entry of an answer is passed over. */
    enum Unfit {
        /** It has no address, or no network and chain. */
        NO_META,
        /** It is of another network or chain. */
        OTHER_CHAIN,
        /** Whoever told it could not reach it. */
        DEAD,
        /** Its key or address is none. */
        MALFORMED,
        /** It is our own. */
        OURSELVES,
        /** Its peer is connected. */
        CONNECTED,
        /** Nobody may be dialled there ({@link dev.understory.limits.Routability}). */
        UNROUTABLE
    }

    /** Why an answer is refused. */
    enum AnswerRefusal {
        /** Nobody had asked. */
        NOT_ASKED_FOR,
        /** It has more entries than it may have. */
        TOO_MANY,
        /** It does not parse. */
        MALFORMED
    }
}
