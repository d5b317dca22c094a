package dev.understory.admission;

/** What came of an order to ban or to lift a ban. */
public enum BanAnswer {
    /** The ban is in force, or one by a person that ends later. */
    IN_FORCE,
    /** It was to last no time, or less: nothing has changed. */
    NO_TIME,
    /** There are as many bans of its kind as there may be. */
    FULL,
    /** The ban is lifted. A low score is no such ban, and stays. */
    LIFTED,
    /** There was no such ban. */
    NOT_THERE
}
