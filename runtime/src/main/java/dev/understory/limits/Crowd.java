package dev.understory.limits;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Members of nested groups, and which of them makes room for a newcomer. At the widest level the most crowded group is
 * compared with the newcomer's own: if it has at least two more, the room comes from it, and within it from the most crowded
 * group of each narrower level. If not, the same is asked inside the newcomer's own group. So whoever has many addresses in
 * few networks loses what he took beyond the others' share, and nobody loses anything to a group as large as his own.
 *
 * <p>Each call costs a few steps for each level, however many members there are. Of groups equally crowded, and of members
 * of one group, the choice says who goes. Deterministic; not thread-safe.
 *
 * @param <G> a group
 * @param <M> a member
 */
public final class Crowd<G, M> {
    /** Who goes. */
    public enum Choice {
        /** The one that came last: long presence is what an attacker cannot have. */
        YOUNGEST,
        /** The one that came first: whoever is not done by now is the slowest. */
        OLDEST
    }

    private static final class Group<G, M> {
        private final @Nullable Group<G, M> around;
        private final @Nullable G name;
        private final Map<G, Group<G, M>> inside = new LinkedHashMap<>(2);
        private final TreeMap<Integer, SequencedSet<Group<G, M>>> insideBySize = new TreeMap<>();
        private final SequencedSet<M> members = new LinkedHashSet<>(2);
        private int size;

        Group(@Nullable Group<G, M> around, @Nullable G name) {
            this.around = around;
            this.name = name;
        }
    }

    private final Choice choice;
    private final Group<G, M> all = new Group<>(null, null);
    private final Map<M, Group<G, M>> narrowest = new HashMap<>();

    /** Nobody yet. */
    public Crowd(Choice choice) {
        this.choice = choice;
    }

    /** Takes somebody in; once in, nothing changes. */
    public void add(M member, List<G> widestFirst) {
        if (narrowest.containsKey(member)) {
            return;
        }
        Group<G, M> group = all;
        for (G name : widestFirst) {
            Group<G, M> around = group;
            group = around.inside.computeIfAbsent(name, fresh -> new Group<>(around, fresh));
        }
        group.members.add(member);
        narrowest.put(member, group);
        resize(group, 1);
    }

    /** Lets somebody go; nothing happens if it is not there. */
    public void remove(M member) {
        Group<G, M> group = narrowest.remove(member);
        if (group != null) {
            group.members.remove(member);
            resize(group, -1);
        }
    }

    /** Who makes room for a newcomer of those groups; null if nobody has to. */
    public @Nullable M victimFor(List<G> widestFirst) {
        return victimFor(widestFirst, member -> false);
    }

    /** As above; who is to be spared goes only where all of the most crowded group are, which costs a look at each of them. */
    public @Nullable M victimFor(List<G> widestFirst, Predicate<M> spared) {
        Group<G, M> own = all;
        for (G name : widestFirst) {
            Group<G, M> largest = largestIn(own);
            Group<G, M> next = own.inside.get(name);
            if (largest != null && largest.size >= (next == null ? 0 : next.size) + 2) {
                M other = unsparedIn(largest, spared);
                return other != null ? other : victimIn(largest);
            }
            if (next == null) {
                return null;
            }
            own = next;
        }
        return null;
    }

    /** How many there are. */
    public int size() {
        return all.size;
    }

    private M victimIn(Group<G, M> crowded) {
        Group<G, M> group = crowded;
        for (Group<G, M> next = largestIn(group); next != null; next = largestIn(group)) {
            group = next;
        }
        return chosen(group.members);
    }

    /** The first that is not spared, in the order in which they would go. */
    private @Nullable M unsparedIn(Group<G, M> crowded, Predicate<M> spared) {
        for (SequencedSet<Group<G, M>> asLarge :
                crowded.insideBySize.descendingMap().values()) {
            for (Group<G, M> inside : inOrder(asLarge)) {
                M found = unsparedIn(inside, spared);
                if (found != null) {
                    return found;
                }
            }
        }
        for (M member : inOrder(crowded.members)) {
            if (!spared.test(member)) {
                return member;
            }
        }
        return null;
    }

    private <T> SequencedCollection<T> inOrder(SequencedSet<T> all) {
        return choice == Choice.YOUNGEST ? all.reversed() : all;
    }

    private @Nullable Group<G, M> largestIn(Group<G, M> group) {
        Map.Entry<Integer, SequencedSet<Group<G, M>>> largest = group.insideBySize.lastEntry();
        return largest == null ? null : chosen(largest.getValue());
    }

    private <T> T chosen(SequencedSet<T> inOrder) {
        return choice == Choice.YOUNGEST ? inOrder.getLast() : inOrder.getFirst();
    }

    /** One more or one less in a group and in all around it. */
    private void resize(Group<G, M> changed, int change) {
        Group<G, M> group = changed;
        for (Group<G, M> around = group.around; around != null; around = group.around) {
            leave(around, group);
            group.size += change;
            if (group.size > 0) {
                around.insideBySize
                        .computeIfAbsent(group.size, size -> new LinkedHashSet<>(2))
                        .add(group);
            } else {
                around.inside.remove(group.name);
            }
            group = around;
        }
        group.size += change;
    }

    private void leave(Group<G, M> around, Group<G, M> group) {
        SequencedSet<Group<G, M>> asLarge = around.insideBySize.get(group.size);
        if (asLarge != null) {
            asLarge.remove(group);
            if (asLarge.isEmpty()) {
                around.insideBySize.remove(group.size);
            }
        }
    }
}
