package dev.understory.check;

/** One check while the run lasts. */
interface Watch {
    /** Looks at the nodes at a moment. */
    void look(long now, World world);

    /** What came of it, once the run is over. */
    CheckResult result(World world, Reach reach);
}
