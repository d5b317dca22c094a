package dev.understory.dissemination;

import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message that is not here, who has it by what was said, and who was asked for it. */
final class Wanted {
    /** Peers that are remembered to have it; who else says so is passed over. */
    static final int MOST_OWNERS = 16;

    final Bytes id;
    /** Of those who count for what is wanted of one peer. */
    final PublicKey first;
    /** Null until one is asked, or has said that it is coming. */
    @Nullable
    PublicKey asked;

    /** When the next is asked. */
    long deadline = Long.MAX_VALUE;

    /** Those that can be asked, in the order in which they said so. */
    final List<Owner> others = new ArrayList<>(2);

    private long toldNanos = Long.MAX_VALUE;

    /** One that has it, and how large it is by what that one says. */
    record Owner(PublicKey peer, int size) {}

    Wanted(Bytes id, PublicKey first) {
        this.id = id;
        this.first = first;
    }

    /** One more can be asked. */
    void add(Owner owner, long nowNanos) {
        toldNanos = Math.min(toldNanos, nowNanos);
        if (others.size() < MOST_OWNERS) {
            others.add(owner);
        }
    }

    /** Since when there has been one that can be asked. */
    long toldNanos() {
        return toldNanos;
    }

    boolean isOf(PublicKey peer) {
        return Objects.equals(asked, peer)
                || others.stream().anyMatch(owner -> owner.peer().equals(peer));
    }

    /** All that have it. */
    List<PublicKey> owners() {
        List<PublicKey> owners = new ArrayList<>(others.size() + 1);
        if (asked != null) {
            owners.add(asked);
        }
        others.forEach(owner -> owners.add(owner.peer()));
        return owners;
    }
}
