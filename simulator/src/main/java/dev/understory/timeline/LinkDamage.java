package dev.understory.timeline;

/**
 * How the ways between machines are worse than usual.
 *
 * @param extraNanos how much longer everything takes
 * @param bitsPerSecond what each connection carries at most in one direction, with all headers; 0 if that is no matter
 * @param lossRate how much more of the segments is lost, from 0 to 1, of those that usually are not
 */
public record LinkDamage(long extraNanos, long bitsPerSecond, double lossRate) {
    /** No damage. */
    public static final LinkDamage NONE = new LinkDamage(0, 0, 0);

    public LinkDamage {
        if (extraNanos < 0 || bitsPerSecond < 0 || !(lossRate >= 0 && lossRate < 1)) {
            throw new IllegalArgumentException("a damaged way is not better than usual, and does not lose everything");
        }
    }

    /** Whether everything is as usual. */
    public boolean isNone() {
        return equals(NONE);
    }
}
