package dev.understory.network;

/** What stands between a machine and those who dial it. */
public enum Nat {
    /** Nothing: anybody can dial. */
    NONE,
    /** Only those whom the machine has dialled before can dial it. */
    CONE,
    /** Nobody can dial. */
    SYMMETRIC
}
