package dev.understory.scenario;

import dev.understory.identity.KeyType;
import dev.understory.law.Distribution;
import dev.understory.law.Law;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Nodes that are alike. Their ids are the group's name and an index: {@code validator-7}.
 *
 * @param services what each runs beside the peer-to-peer protocol
 * @param config settings of the production node ({@code p2p.max-inbound}) that differ from its defaults
 */
public record NodeGroup(
        String name,
        int count,
        Role role,
        Place place,
        Start start,
        KeyType keyType,
        Cpu cpu,
        Disk disk,
        List<NodeService> services,
        Map<String, String> config) {
    public NodeGroup {
        services = List.copyOf(services);
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    }

    /** The service of that name, if these nodes run it. */
    public Optional<NodeService> service(String called) {
        return services.stream().filter(each -> each.name().equals(called)).findFirst();
    }

    /** A setting of the production node on these nodes as a number in base units; empty if it is no number. */
    public OptionalDouble setting(String key) {
        return ConfigKeys.number(config, key);
    }

    /** What a node is there for; a word that selectors can use. */
    public enum Role {
        /** Known to others from the start. */
        SEED,
        /** Takes part in consensus. */
        VALIDATOR,
        /** Everybody else. */
        FULL,
        /** Not honest. Nothing is about them but what names them by group or role; see {@code attacks}. */
        ATTACKER
    }

    /**
     * When the nodes start.
     *
     * @param at when the first one does
     * @param ramp the starts are spread evenly over this time
     */
    public record Start(Duration at, Duration ramp) {}

    /**
     * Modelled cost of signatures in virtual time.
     *
     * @param cores how many signatures are worked on at once
     * @param sign one signature
     * @param verify both signatures of one handshake
     */
    public record Cpu(int cores, Duration sign, Duration verify) {}

    /**
     * The disk of a node in virtual time.
     *
     * @param latency how long it takes a document to get onto the disk, or be read from there, in nanoseconds
     * @param loseUnsynced whether a power loss loses what is not on the disk yet
     */
    public record Disk(Distribution latency, boolean loseUnsynced) {
        /** Two syncs of a solid-state disk; nothing saves what it has not written. */
        public static final Disk DEFAULT =
                new Disk(new Distribution(new Law.LogNormal(5_000_000, 0.5), Double.POSITIVE_INFINITY), true);
    }
}
