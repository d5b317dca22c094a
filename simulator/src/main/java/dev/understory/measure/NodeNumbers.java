package dev.understory.measure;

import java.util.Arrays;

/** A set of node numbers, rising, in an array: each of thousands of nodes has some, of a few numbers each. Not thread-safe. */
public final class NodeNumbers {
    private static final int[] NONE = {};

    private int[] numbers = NONE;
    private int size;

    /** Whether it is in the set. */
    public boolean contains(int number) {
        return place(number) >= 0;
    }

    /** Puts it into the set, unless it is there. */
    public void add(int number) {
        int at = place(number);
        if (at < 0) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size == 0 ? 4 : size * 2);
            }
            System.arraycopy(numbers, -at - 1, numbers, -at, size + at + 1);
            numbers[-at - 1] = number;
            size++;
        }
    }

    /** Takes it out of the set, if it is there. */
    public void remove(int number) {
        int at = place(number);
        if (at >= 0) {
            size--;
            System.arraycopy(numbers, at + 1, numbers, at, size - at);
        }
    }

    /** Empties the set. */
    public void clear() {
        size = 0;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** The numbers, rising. */
    public int[] toArray() {
        return Arrays.copyOf(numbers, size);
    }

    private int place(int number) {
        return Arrays.binarySearch(numbers, 0, size, number);
    }
}
