package dev.understory.reputation;

/**
 * What a peer can do well, and what each earns it. Points are Canopy's constants where it has one (wire.md, section 5); all
 * else earns the least there is. What is earned protects from eviction and orders dials; it pays for no offence ({@link
 * ReputationLedger}).
 */
public enum Credit implements ScoreReason {
    /** A block that holds and that was needed ({@code GoodBlockRep}). */
    GOOD_BLOCK(3),
    /** An answer to our request for addresses, as it should be ({@code GoodPeerBookRespRep}). */
    ADDRESSES_ANSWERED(3),
    /** An answer to any other request of ours, as it should be. */
    REQUEST_ANSWERED(1),
    /** A message that the application calls useful. */
    USEFUL_MESSAGE(1),
    /** An address that the peer told of, and where the peer that it named turned out to be. */
    TRUE_ADDRESS(1);

    private final int points;

    Credit(int points) {
        this.points = points;
    }

    /**
     * Whether it is for work: something that the application wanted. What a peer tells of addresses is none, as whoever lies about
     * them is paid for it too until he is found out.
     */
    public boolean isWork() {
        return switch (this) {
            case GOOD_BLOCK, REQUEST_ANSWERED, USEFUL_MESSAGE -> true;
            case ADDRESSES_ANSWERED, TRUE_ADDRESS -> false;
        };
    }

    @Override
    public int points() {
        return points;
    }
}
