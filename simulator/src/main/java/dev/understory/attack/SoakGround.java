package dev.understory.attack;

/** Where a {@link Soak} is played: a bed for each {@link Site} that is needed, which lives as long as the soak. */
interface SoakGround extends AutoCloseable {
    /** Scores of fewer identities are remembered than the first fifth of a run brings. */
    String SETTINGS = "understory.p2p.reputation.entries = 64\n";

    /** Makes the bed of that site, before anything is read or played: what starts later would look like something that has leaked. */
    void prepare(Site site);

    /** How long the soak has gone on, in the time of the nodes. */
    long nanos();

    /** Plays and judges it, forgets it, and lets nodes rest as long as they have to. */
    Finding play(AttackCase attack);

    /**
     * Whether this machine has stood still since an input was played at that site before, so that nodes may have lost each other
     * for that alone. If so, that site has other nodes from now on.
     */
    boolean stoodStill(Site site);

    @Override
    void close();
}
