package dev.understory.measure;

import dev.understory.mux.Topic;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What measurements call topics. Canopy's own words are registered first; whoever has a topic to himself may call it otherwise.
 * Registered before meters are declared, then only read.
 */
public final class TopicLabels {
    private final Map<Topic, String> labels = new EnumMap<>(Topic.class);

    /** Canopy's words. */
    public TopicLabels() {
        for (Topic topic : Topic.values()) {
            labels.put(topic, word(topic));
        }
    }

    /** Has a topic called after the application that has it: {@code chat.tx}. */
    public void register(Topic topic, String application) {
        labels.put(topic, application + "." + word(topic));
    }

    /** What a topic is called. */
    public String of(Topic topic) {
        return labels.getOrDefault(topic, word(topic));
    }

    /** All of them, by the ids of the topics. */
    public Map<Topic, String> all() {
        return Collections.unmodifiableMap(labels);
    }

    private static String word(Topic topic) {
        return topic.name().toLowerCase(Locale.ROOT);
    }
}
