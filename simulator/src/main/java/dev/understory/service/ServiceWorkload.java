package dev.understory.service;

import dev.understory.node.Service;
import dev.understory.transport.Endpoint;
import java.util.Optional;
import java.util.function.IntFunction;

/** A workload that asks services of other nodes, shared by all nodes. It never changes. */
public interface ServiceWorkload {
    /** The name of the service that it asks, on the nodes it asks. */
    String service();

    /** What the part of a node that asks is called on its node. */
    String asking();

    /** The part of a node that asks; empty if it never does. */
    Optional<Service> client(int node, IntFunction<Target> targets);

    /**
     * A service that can be asked.
     *
     * @param at where it listens
     * @param tls whether it is to be dialled over TLS
     * @param node the name that its certificate has to be for
     */
    record Target(Endpoint at, boolean tls, String node) {}
}
