package dev.understory.scenario;

import dev.understory.attack.Attack;
import dev.understory.crypto.RandomStream;
import dev.understory.law.Distribution;
import dev.understory.measure.MeterSet;
import dev.understory.mux.Topic;
import dev.understory.service.ServiceMeters;
import dev.understory.service.ServiceWorkload;
import dev.understory.workload.NodeMeters;
import dev.understory.workload.Schedule;
import dev.understory.workload.SharedWorkload;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The run that a workload is planned for, and where the workload says what it is there. Times are nanoseconds since the run's start. */
public interface Loading {
    /** The whole scenario. */
    Scenario scenario();

    /** How many nodes there are. */
    int nodes();

    /** The group of a node. */
    NodeGroup group(int node);

    /** When a node starts for the first time. */
    long startNanos(int node);

    /** The nodes that a selector chooses, the same whenever it is asked. */
    BitSet choose(Selector who);

    /** Whether somebody fits a selector, whatever it picks of them; if not, that is said of the selector already. */
    boolean fitsSomebody(Selector who);

    /** Random numbers of this workload for a purpose. */
    RandomStream random(String purpose);

    /** Start and end of the phases, in turn. */
    List<Long> spans(List<String> during);

    /** Who acts when, with a message of what size; by the number of the node. */
    List<Schedule> schedules(Acting acting, Distribution size);

    /** Where it declares what it measures. */
    MeterSet meters();

    /** What every node is measured by. */
    NodeMeters nodeMeters();

    /** Where a workload that asks services declares what it measures. */
    ServiceMeters serviceMeters();

    /** Speaks against the run; the key is one of the workload's. */
    void problem(String key, String message);

    /** It sends messages from peer to peer, and these nodes take part. */
    void carry(SharedWorkload workload, BitSet among);

    /** It asks services; {@code byNumber} makes it with its number among those that do. */
    void ask(IntFunction<ServiceWorkload> byNumber);

    /** It is an attack; {@code byNumber} makes it with its number among those of the run. */
    void attack(IntFunction<Attack> byNumber);

    /** It is an application of the user's own, whose class and topics the file names under those keys. */
    void host(String key, String topicsKey, Hosted application);

    /**
     * An application of the user's own.
     *
     * @param on the nodes it runs on
     * @param topics what it receives and may send; empty for all that no other workload uses
     * @param className a class that implements {@link dev.understory.application.Application}
     * @param settings what its constructor gets, if it takes any
     * @param mayStop whether it may end before its node; otherwise the run fails
     */
    record Hosted(BitSet on, List<Topic> topics, String className, Map<String, String> settings, boolean mayStop) {
        public Hosted {
            topics = List.copyOf(topics);
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }
}
