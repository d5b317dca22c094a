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
        super(parts.stream().mapToInt(Bytes::size).reduce(0, Math::addExact));
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
        Bytes rest = partFrom(from);
        return length <= rest.size() ? rest.slice(0, length).flat() : null;
    }

    @Override
    Bytes flatFrom(int from) {
        return partFrom(from).flatFrom(0);
    }

    private Bytes partFrom(int from) {
        int found = Arrays.binarySearch(starts, from);
        int part = found >= 0 ? found : -found - 2;
        int inside = from - starts[part];
        return parts[part].slice(inside, parts[part].size() - inside);
    }
}
