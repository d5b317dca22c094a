package dev.understory.run;

import dev.understory.attack.Attack;
import dev.understory.node.Service;
import dev.understory.plan.Member;
import dev.understory.plan.RunPlan;
import dev.understory.plan.SeededStreams;
import dev.understory.scenario.NodeGroup;
import dev.understory.scenario.NodeService;
import dev.understory.service.Certificates;
import dev.understory.service.EchoService;
import dev.understory.service.ServiceWorkload;
import dev.understory.transport.Endpoint;
import dev.understory.transport.tls.TlsSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the nodes of a run have beside the peer-to-peer protocol: services, those that ask them, and certificates for both. */
public final class NodeServices {
    private final RunPlan plan;
    private final Places places;
    private final Attack.Ground ground;
    private final SeededStreams streams;
    private final Map<Integer, TlsSettings> settings = new HashMap<>();
    private final @Nullable Certificates authority;

    /** Where services listen. */
    @FunctionalInterface
    public interface Places {
        /** Where that service of a node does. */
        Endpoint of(int node, NodeService service);
    }

    /** The services of the nodes of a plan, and what attackers of it stand on. */
    public NodeServices(RunPlan plan, Places places, Attack.Ground ground) {
        this.plan = plan;
        this.places = places;
        this.ground = ground;
        boolean usesTls = plan.scenario().nodes().stream()
                .flatMap(group -> group.services().stream())
                .anyMatch(NodeService::tls);
        this.streams = new SeededStreams(plan.seed());
        this.authority = usesTls ? new Certificates(seed("tls.authority", 0)) : null;
    }

    /** What a node runs, in the order in which it starts them. */
    List<Service> of(int node) {
        List<Service> services = new ArrayList<>();
        for (NodeService service : plan.roster().member(node).group().services()) {
            services.add(
                    switch (service) {
                        case NodeService.Echo echo -> new EchoService(echo.name(), places.of(node, echo), echo.tls());
                    });
        }
        for (ServiceWorkload asking : plan.workloads().asking()) {
            asking.client(node, other -> target(other, asking.service())).ifPresent(services::add);
        }
        NodeGroup group = plan.roster().member(node).group();
        Attack.Means means = new Attack.Means(
                plan.suite(),
                group.keyType(),
                group.cpu().sign().toNanos(),
                other -> plan.roster().member(other).id());
        for (Attack attack : plan.workloads().attacks()) {
            attack.attacker(node, means, ground).ifPresent(services::add);
        }
        return services;
    }

    private ServiceWorkload.Target target(int node, String called) {
        Member member = plan.roster().member(node);
        NodeService service = member.group().service(called).orElseThrow();
        return new ServiceWorkload.Target(places.of(node, service), service.tls(), member.name());
    }

    /**
     * What a node shows and whom it trusts over TLS, the same in all its lives; empty where no service of the run needs it. Nodes
     * may start on several threads at once.
     */
    public synchronized Optional<TlsSettings> tls(int node) {
        return authority != null
                ? Optional.of(settings.computeIfAbsent(
                        node,
                        first -> authority.of(node, plan.roster().member(node).name(), seed("tls.node", node))))
                : Optional.empty();
    }

    private byte[] seed(String purpose, int number) {
        byte[] seed = new byte[Certificates.SEED];
        streams.of(purpose, number).nextBytes(seed);
        return seed;
    }
}
