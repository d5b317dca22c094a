package dev.understory.connection;

import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Who consumes what: at most one consumer per topic, and everybody who hears of peers. Immutable; a change makes a new
 * table.
 */
public final class Consumers {
    /** Nobody consumes anything. */
    public static final Consumers NONE = new Consumers(new EnumMap<>(Topic.class), List.of());

    private final Map<Topic, ActorRef<Delivery>> byTopic;
    private final List<ActorRef<Delivery>> all;

    private Consumers(Map<Topic, ActorRef<Delivery>> byTopic, List<ActorRef<Delivery>> all) {
        this.byTopic = byTopic;
        this.all = all;
    }

    /** The table in which {@code consumer} hears of peers and gets the messages of {@code topics} from now on. */
    public Consumers with(Collection<Topic> topics, ActorRef<Delivery> consumer) {
        EnumMap<Topic, ActorRef<Delivery>> changed = new EnumMap<>(Topic.class);
        changed.putAll(byTopic);
        for (Topic topic : topics) {
            changed.put(topic, consumer);
        }
        List<ActorRef<Delivery>> everybody = new ArrayList<>(all);
        if (!everybody.contains(consumer)) {
            everybody.add(consumer);
        }
        return new Consumers(changed, everybody);
    }

    /** The table without {@code consumer}. */
    public Consumers without(ActorRef<Delivery> consumer) {
        EnumMap<Topic, ActorRef<Delivery>> changed = new EnumMap<>(Topic.class);
        byTopic.forEach((topic, of) -> {
            if (!of.equals(consumer)) {
                changed.put(topic, of);
            }
        });
        List<ActorRef<Delivery>> everybody = new ArrayList<>(all);
        everybody.remove(consumer);
        return new Consumers(changed, everybody);
    }

    /** Who consumes that topic, or null: then its messages are dropped and counted. */
    public @Nullable ActorRef<Delivery> of(Topic topic) {
        return byTopic.get(topic);
    }

    /** Whether {@code consumer} hears of peers. */
    public boolean contains(ActorRef<Delivery> consumer) {
        return all.contains(consumer);
    }

    /** Tells everybody, in the order in which they came. */
    public void tellAll(Delivery delivery) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).tell(delivery);
        }
    }
}
