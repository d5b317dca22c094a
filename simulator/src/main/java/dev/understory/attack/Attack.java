package dev.understory.attack;

import dev.understory.crypto.CryptoSuite;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.measure.Meter;
import dev.understory.measure.MeterSet;
import dev.understory.node.Service;
import dev.understory.service.ServiceMeters;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Transport;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * An attack of a scenario, shared by all who take part: each opens links to the victims and follows the attack's {@link
 * Conduct} on each. An attacker's own processor does not slow it down; what its work would have cost is added up.
 */
public final class Attack {
    /** Links that one attacker may have open for one attack. */
    public static final int MOST_CONNECTIONS = 1_024;

    /** Identities and addresses that one attacker may use in one attack, each. */
    public static final int MOST_FACES = 100_000;

    /** Name of the counter of connections that were opened. */
    public static final String CONNECTIONS = "attack.connections";

    /** Name of the counter of dials that gave none. */
    public static final String FAILED = "attack.failed";

    /** Name of the counter of connections that the victim ended. */
    public static final String CUT = "attack.cut";

    /** Name of the counter of handshakes for which a signature was computed. */
    public static final String HANDSHAKES = "attack.handshakes";

    /** Name of the counter of bytes that were sent. */
    public static final String BYTES = "attack.bytes";

    /** Name of the counter of processor time; nanoseconds. */
    public static final String CPU = "attack.cpu";

    /** Name of the counter of addresses that were used. */
    public static final String ADDRESSES = "attack.addresses";

    /** Name of the counter of identities that were used. */
    public static final String IDENTITIES = "attack.identities";

    /** What the names of all these begin with. */
    static final String PREFIX = "attack";

    private final String running;
    private final Settings settings;
    private final Conduct conduct;

    /**
     * Who attacks whom, and how much.
     *
     * @param from the attackers
     * @param to the victims
     * @param spans start and end of the times in which they attack, in turn; nanoseconds
     * @param perSecond how often each attacker dials
     * @param connections how many it has at most
     * @param holdNanos after which it ends one itself; without, a connection is ended by the victim or with the span
     * @param identities how many each attacker uses in turn
     * @param addresses those it uses in turn; without, its own
     */
    public record Settings(
            String name,
            BitSet from,
            BitSet to,
            List<Long> spans,
            double perSecond,
            int connections,
            Optional<Long> holdNanos,
            int identities,
            Optional<AddressRange> addresses) {
        public Settings {
            spans = List.copyOf(spans);
        }
    }

    /**
     * What an attacker stands on.
     *
     * @param peers where a node listens for peers
     * @param others where attackers can have other addresses than their own
     */
    public record Ground(IntFunction<Endpoint> peers, Optional<OtherAddresses> others) {}

    /** Addresses that an attacker has beside its own. */
    @FunctionalInterface
    public interface OtherAddresses {
        /** The transport of a node, from that address. */
        Transport from(int node, String address);
    }

    /**
     * What attackers are made of.
     *
     * @param keyType of their identities
     * @param signNanos what one signature costs
     * @param keys the identity of a node
     */
    public record Means(CryptoSuite suite, KeyType keyType, long signNanos, IntFunction<PublicKey> keys) {}

    /** @param number among the attacks of the run */
    public Attack(int number, Settings settings, Conduct conduct, MeterSet meters, ServiceMeters known) {
        this.running = PREFIX + "-" + number;
        this.settings = settings;
        this.conduct = conduct;
        for (String count : List.of(CONNECTIONS, FAILED, CUT, HANDSHAKES, ADDRESSES, IDENTITIES)) {
            known.put(running, count, meters.counter(count, settings.name(), ""));
        }
        known.put(running, BYTES, meters.declare(BYTES, Meter.Kind.COUNTER, Meter.Unit.BYTES, settings.name(), ""));
        known.put(running, CPU, meters.declare(CPU, Meter.Kind.COUNTER, Meter.Unit.NANOS, settings.name(), ""));
    }

    /** What the part of a node that attacks is called on its node. */
    public String running() {
        return running;
    }

    /** As the scenario calls it. */
    public String name() {
        return settings.name();
    }

    /** The part of a node that attacks; empty if it takes no part. */
    public Optional<Service> attacker(int node, Means means, Ground ground) {
        return settings.from().get(node)
                ? Optional.of(new AttackService(running, node, settings, conduct, means, ground))
                : Optional.empty();
    }
}
