package dev.understory.disk;

import dev.understory.law.Distribution;

/**
 * How the disk of a machine behaves.
 *
 * @param latencyNanos how long it takes a document to get onto the disk, be read from there or be removed, one after the other;
 *     a draw for each, from a nanosecond to an hour
 * @param losesUnsynced whether what is not on the disk when the machine loses its power is gone; otherwise a battery saves it
 */
public record DiskModel(Distribution latencyNanos, boolean losesUnsynced) {}
