package dev.understory.scenario.rule;

import java.util.Locale;

/** What the samples of a metric can be told apart by, in a service level's {@code where}. */
public enum Label {
    /** The topic of the message. */
    TOPIC,
    /** The name of the workload. */
    WORKLOAD,
    /** The group of the node where the sample was taken. */
    GROUP,
    /** The region of that node. */
    REGION;

    /** As scenarios write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
