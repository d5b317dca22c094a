package dev.understory.engine;

/**
 * Where a machine looks up what an event from another machine is for. The sender knows the machine and a number that the
 * machine gave out, never the object behind it: the two may be in different shards.
 */
@FunctionalInterface
public interface Inbox {
    /** The machine itself, where there is nothing else to name yet. All other addresses are numbers from 0 on. */
    long MACHINE = -1;

    /**
     * What the machine has under that address, or the machine itself if it has nothing there any more. Called in the
     * machine's shard. Events are counted, and so must happen, to whatever it answers.
     */
    EventTarget target(long address);
}
