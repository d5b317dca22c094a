package dev.understory.admission;

/** What came of an order to ban or to lift a ban. */
public enum BanAnswer {
    /** The ban is in force. */
    IN_FORCE,
    /** There are as many bans of its kind as there may be. */
    FULL,
    /** The ban is lifted. A low score is no such ban, and stays. */
    LIFTED,
    /** There was no such ban. */
    NOT_THERE
}
