package dev.understory.application;

import dev.understory.mux.Topic;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An application, and what it is registered for on a node. Several live on one node, each in an actor of its own, with documents
 * and random streams of its own; all of them hear of all peers, and each of the messages of its topics only.
 *
 * @param name what it is called on its node, a word of {@link dev.understory.store.DocumentName}: its documents and what is told
 *     of it carry this name
 * @param topics what it receives and may send; no two applications of a node have a topic in common
 * @param application the application
 */
public record Registration(String name, Set<Topic> topics, Application application) {
    /** What an application is called that is alone on its node. */
    public static final String ALONE = "application";

    private static final Set<Topic> ALL =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Topic.HEARTBEAT)));

    public Registration {
        topics = copy(topics);
    }

    /** An application with those topics. */
    public static Registration of(String name, Application application, Topic... topics) {
        return new Registration(name, copy(List.of(topics)), application);
    }

    /** The one application of a node, which has every topic but {@link Topic#HEARTBEAT}; nobody where there is none. */
    public static List<Registration> alone(@Nullable Application application) {
        return application == null ? List.of() : List.of(new Registration(ALONE, ALL, application));
    }

    private static Set<Topic> copy(Collection<Topic> topics) {
        EnumSet<Topic> copy = EnumSet.noneOf(Topic.class);
        copy.addAll(topics);
        return Collections.unmodifiableSet(copy);
    }
}
