package dev.understory.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a store, and which of them comes next: what {@link Store} says of order and {@link StoreLimits}
 * of what may wait, for all adapters. It belongs to one thread, or to whoever holds its adapter's lock.
 */
public final class StoreQueue {
    private final StoreLimits limits;
    private final ArrayDeque<Place> waiting = new ArrayDeque<>(1);
    /** The last place of each document that has one; never iterated. */
    private final Map<DocumentName, Place> last = new HashMap<>();

    private int requests;
    private long bytes;

    /** A place in the queue; a newer write takes the place of an older one. */
    private static final class Place {
        StoreRequest request;

        Place(StoreRequest request) {
            this.request = request;
        }
    }

    /** What comes of a new request. */
    public sealed interface Admission {
        /** It waits. */
        record Taken() implements Admission {}

        /** It waits in the place of an older one, which will not be done. */
        record TakenInsteadOf(StoreRequest.Write older) implements Admission {
            /** Tells whoever asked for the older one. */
            public void tell() {
                older.supersede();
            }
        }

        /** It does not wait. */
        record Refused(StoreProblem problem, String detail) implements Admission {}
    }

    public StoreQueue(StoreLimits limits) {
        this.limits = limits;
    }

    /** A request has come. */
    public Admission offer(StoreRequest request) {
        if (request.size() > limits.documentBytes()) {
            StoreAnswer.Failed answer = limits.tooLarge(request.name(), request.token(), request.size());
            return new Admission.Refused(answer.problem(), answer.detail());
        }
        Place place = last.get(request.name());
        if (place != null
                && place.request instanceof StoreRequest.Write older
                && request instanceof StoreRequest.Write newer) {
            return replace(place, older, newer);
        }
        if (requests == limits.requests()) {
            return busy(requests + " requests");
        }
        if (bytes + request.size() > limits.requestBytes()) {
            return busy(bytes + " bytes");
        }
        requests++;
        bytes += request.size();
        Place added = new Place(request);
        waiting.addLast(added);
        last.put(request.name(), added);
        return new Admission.Taken();
    }

    /** The request that is to be done next, or null; it counts until it is {@link #done}. */
    public @Nullable StoreRequest next() {
        Place place = waiting.pollFirst();
        if (place == null) {
            return null;
        }
        last.remove(place.request.name(), place);
        return place.request;
    }

    /** A request that was taken by {@link #next} has been answered. */
    public void done(StoreRequest request) {
        requests--;
        bytes -= request.size();
    }

    /** Takes out all that wait, in their order. */
    public List<StoreRequest> removeAll() {
        List<StoreRequest> removed = new ArrayList<>(waiting.size());
        for (StoreRequest request = next(); request != null; request = next()) {
            done(request);
            removed.add(request);
        }
        return removed;
    }

    private Admission replace(Place place, StoreRequest.Write older, StoreRequest.Write newer) {
        long changed = bytes - older.size() + newer.size();
        if (changed > limits.requestBytes()) {
            return busy(bytes + " bytes");
        }
        bytes = changed;
        place.request = newer;
        return new Admission.TakenInsteadOf(older);
    }

    private static Admission busy(String what) {
        return new Admission.Refused(StoreProblem.BUSY, what + " are waiting for the disk already");
    }
}
