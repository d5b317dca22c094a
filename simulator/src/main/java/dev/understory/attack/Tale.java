package dev.understory.attack;

/** What an attacker tells of in an answer to who asks for peers. */
public enum Tale {
    /** Keys that nobody has, at addresses that nobody has. */
    NOBODY,
    /** The nodes of the attackers, as they are. */
    ATTACKERS,
    /** Keys of the victims, at addresses that nobody has. */
    VICTIMS,
    /** The very key that tells it, at addresses that nobody has. */
    SELF
}
