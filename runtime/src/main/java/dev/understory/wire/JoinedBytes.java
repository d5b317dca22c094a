package dev.understory.wire;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes of several arrays, one behind the other. */
final class JoinedBytes extends LazyBytes {
    private final Bytes[] parts;
    /** Where each part starts. */
    private final int[] starts;

    JoinedBytes(List<Bytes> parts) {
        super(sizeOf(parts));
        this.parts = parts.toArray(new Bytes[0]);
        this.starts = new int[this.parts.length];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + this.parts[i - 1].size();
        }
    }

    @Override
    protected byte[] make() {
        byte[] made = new byte[size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i].copyTo(made, starts[i]);
        }
        return made;
    }

    @Override
    @Nullable
    Bytes flat(int from, int length) {
        int part = partAt(from);
        int inside = from - starts[part];
        return length <= parts[part].size() - inside
                ? parts[part].slice(inside, length).flat()
                : null;
    }

    @Override
    Bytes flatFrom(int from) {
        int part = partAt(from);
        return parts[part].flatFrom(from - starts[part]);
    }

    private int partAt(int from) {
        int found = Arrays.binarySearch(starts, from);
        return found >= 0 ? found : -found - 2;
    }

    private static int sizeOf(List<Bytes> parts) {
        int size = 0;
        for (Bytes part : parts) {
            size = Math.addExact(size, part.size());
        }
        return size;
    }
}
