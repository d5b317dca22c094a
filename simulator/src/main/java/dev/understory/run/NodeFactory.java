package dev.understory.run;

import dev.understory.discovery.DiscoverySettings;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.PeerAddress;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.limits.PerLevel;
import dev.understory.node.NodeActor;
import dev.understory.node.NodeEnvironment;
import dev.understory.node.NodeSettings;
import dev.understory.node.config.NodeConfig;
import dev.understory.peer.DialSettings;
import dev.understory.peer.KnownPeers;
import dev.understory.peer.NodeCommand;
import dev.understory.peer.PeerSettings;
import dev.understory.plan.Fleet;
import dev.understory.plan.GroupConfig;
import dev.understory.plan.Member;
import dev.understory.plan.RunPlan;
import dev.understory.scenario.NodeGroup;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Capability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/** Makes the behaviour of a production node for a member of a run: identity, settings of its group, peers to keep. */
public final class NodeFactory {
    private static final long NETWORK_ID = 1;
    private static final long CHAIN_ID = 1;

    private final RunPlan plan;
    private final Fleet fleet;
    private final IntFunction<Endpoint> endpoints;
    private final boolean sharesMachine;
    private final NodeServices services;
    private final Map<String, NodeConfig> configs = new HashMap<>();
    private final List<LocalIdentity> identities = new ArrayList<>();
    /** One for all who know of a node; made when the first does, on whichever thread. */
    private final AtomicReferenceArray<@Nullable PeerAddress> addresses;

    /**
     * A factory for the nodes of a plan.
     *
     * @param fleet what runs on them
     * @param endpoints where a node listens
     * @param services what it runs beside the peer-to-peer protocol
     * @param sharesMachine whether all nodes have the same address and the same processors in real time: limits per address
     *     make no sense then, and the handshakes of all of them may take a while
     */
    public NodeFactory(
            RunPlan plan, Fleet fleet, IntFunction<Endpoint> endpoints, NodeServices services, boolean sharesMachine) {
        this.plan = plan;
        this.fleet = fleet;
        this.endpoints = endpoints;
        this.services = services;
        this.sharesMachine = sharesMachine;
        this.addresses = new AtomicReferenceArray<>(plan.roster().size());
        for (NodeGroup group : plan.scenario().nodes()) {
            configs.put(group.name(), GroupConfig.read(group, defaults(group, sharesMachine)));
        }
        for (Member member : plan.roster().members()) {
            NodeConfig config =
                    Objects.requireNonNull(configs.get(member.group().name()));
            identities.add(LocalIdentity.create(
                    plan.suite(),
                    member.key(),
                    NETWORK_ID,
                    CHAIN_ID,
                    config.limits().capabilities()));
        }
    }

    /** The behaviour of a node. */
    public Behavior<NodeCommand> create(int node, NodeEnvironment environment) {
        return NodeActor.create(
                environment, settings(node), fleet.applications(node).inLife(), services.of(node));
    }

    private NodeSettings settings(int node) {
        NodeConfig config = Objects.requireNonNull(
                configs.get(plan.roster().member(node).group().name()));
        NodeConfig.Limits limits = config.limits();
        PeerSettings configured = limits.peers();
        DiscoverySettings discovery = config.network().discovery();
        return new NodeSettings(
                identities.get(node),
                endpoints.apply(node),
                configured.withDial(dial(configured.dial())).withAdmission(admission(configured.admission())),
                new KnownPeers(
                        addresses(plan.dials().peers(node)),
                        addresses(plan.dials().mustConnect(node)),
                        List.of(),
                        List.of()),
                limits.gossip(),
                limits.gossipThreshold(),
                plan.dials().discovers(node)
                        ? discovery
                                .withEnabled(true)
                                .withSeeds(addresses(plan.dials().seeds(node)))
                        : discovery);
    }

    /** A dial takes no longer than the network's own time-out. */
    private DialSettings dial(DialSettings configured) {
        Duration longest = plan.scenario().network().transport().connect().timeout();
        return configured.timeout().compareTo(longest) <= 0
                ? configured
                : new DialSettings(
                        configured.lookupTimeout(),
                        longest,
                        configured.concurrent(),
                        configured.queued(),
                        configured.firstDelay(),
                        configured.maxDelay(),
                        configured.factor(),
                        configured.jitter(),
                        configured.yield(),
                        configured.mustConnectTimeout(),
                        configured.mustConnectDelay());
    }

    private AdmissionPolicy admission(AdmissionPolicy configured) {
        int everybody = plan.roster().size() * 4 + 16;
        return sharesMachine
                ? new AdmissionPolicy(
                        configured.maxInbound(),
                        configured.maxOutbound(),
                        Math.max(configured.maxHandshakes(), everybody),
                        configured.reservedHandshakes(),
                        new PerLevel(everybody, everybody, everybody, everybody),
                        configured.rates())
                : configured;
    }

    private List<PeerAddress> addresses(List<Integer> nodes) {
        return nodes.stream().map(this::address).toList();
    }

    private PeerAddress address(int node) {
        PeerAddress known = addresses.get(node);
        if (known == null) {
            Endpoint endpoint = endpoints.apply(node);
            known = new PeerAddress(plan.roster().member(node).id(), endpoint.host(), endpoint.port());
            addresses.set(node, known);
        }
        return known;
    }

    /**
     * What a scenario does not set. Nodes speak as Canopy's do, so that traffic is that of its network. Nothing is kept of scores
     * and bans over a restart: to look for it is work of each machine's disk at its start, which is in the trace.
     */
    private static Map<String, String> defaults(NodeGroup group, boolean sharesMachine) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("p2p.capabilities.software", "");
        settings.put("p2p.reputation.kept", "false");
        for (Capability capability : Capability.values()) {
            settings.put("p2p.capabilities." + capability.label(), "false");
        }
        settings.put("p2p.discovery.enabled", "false");
        settings.put("p2p.discovery.public", "false");
        if (sharesMachine) {
            settings.putAll(patience(group));
        }
        return settings;
    }

    /** Times that fit together: whoever sets one of a handshake's gets the other from the node's own defaults. */
    private static Map<String, String> patience(NodeGroup group) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (group.config().keySet().stream().noneMatch(key -> key.startsWith("p2p.handshake."))) {
            settings.put("p2p.handshake.step-timeout", "20 s");
            settings.put("p2p.handshake.timeout", "30 s");
        }
        settings.put("p2p.dial.timeout", "10 s");
        return settings;
    }
}
