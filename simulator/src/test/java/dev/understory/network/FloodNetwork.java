package dev.understory.network;

import dev.understory.engine.CounterStream;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.transport.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A network of {@link FloodNode}s, each of which dials half of its degree. */
final class FloodNetwork implements AutoCloseable {
    final Simulation simulation;
    final Network network;
    final List<SimTransport> transports = new ArrayList<>();
    private final int degree;
    private final int size;
    private final long meanIntervalNanos;

    FloodNetwork(
            long seed,
            int shards,
            int nodes,
            int degree,
            int size,
            long meanIntervalNanos,
            NetworkModel model,
            AccessClass access) {
        this(SimulationConfig.of(seed, shards), nodes, degree, size, meanIntervalNanos, model, access);
    }

    FloodNetwork(
            SimulationConfig config,
            int nodes,
            int degree,
            int size,
            long meanIntervalNanos,
            NetworkModel model,
            AccessClass access) {
        this.simulation = new Simulation(config);
        this.network = new Network(simulation, model);
        this.degree = degree;
        this.size = size;
        this.meanIntervalNanos = meanIntervalNanos;
        CounterStream place = simulation.stream("place");
        int[] regions =
                IntStream.range(0, nodes).map(i -> model.regions().pick(place)).toArray();
        int[] shards = ShardPlacement.of(model.regions(), regions, simulation.shards());
        for (int i = 0; i < nodes; i++) {
            SimNode node = simulation.addNode("node-" + i, shards[i]);
            transports.add(network.join(node, "node-" + i, regions[i], access));
        }
        for (SimNode node : simulation.nodes()) {
            simulation.at(node.index() % 97 * 1_000_000L, () -> start(node));
        }
    }

    void start(SimNode node) {
        CounterStream random = CounterStream.of(simulation.seed(), node.index(), "peers");
        int count = simulation.nodes().size();
        Set<Endpoint> peers = new LinkedHashSet<>();
        while (peers.size() < degree / 2) {
            int peer = random.nextInt(count);
            if (peer != node.index()) {
                peers.add(new Endpoint("node-" + peer, FloodNode.PORT));
            }
        }
        node.start();
        node.spawn(
                FloodNode.create(node, transports.get(node.index()), new ArrayList<>(peers), size, meanIntervalNanos),
                "flood");
    }

    @Override
    public void close() {
        simulation.close();
    }
}
