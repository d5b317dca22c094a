package dev.understory.network;

import dev.understory.engine.CounterStream;
import dev.understory.engine.SimNode;
import dev.understory.engine.Simulation;
import dev.understory.engine.SimulationConfig;
import dev.understory.law.Distribution;
import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.transport.ListenEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Tokens walk at random over links: what an event costs when the handler costs nothing. Run by hand. */
final class WalkBench {
    private static final Bytes TOKEN = Bytes.wrap(new byte[256]);

    private WalkBench() {}

    record Heard(Link link, LinkEvent event) {}

    static final class Walker extends AbstractBehavior<Object> {
        private final List<Link> links = new ArrayList<>();
        private final CounterStream random;
        private final int tokens;

        Walker(ActorContext<Object> context, SimNode node, SimTransport transport, int degree, int count, int tokens) {
            super(context);
            this.tokens = tokens;
            this.random = CounterStream.of(1, node.index(), "walk");
            transport.listen(new Endpoint("0.0.0.0", 9000), context.getSelf().narrow());
            for (int i = 0; i < degree / 2; i++) {
                int peer = random.nextInt(count);
                transport.dial(
                        new Endpoint("node-" + peer, 9000),
                        Duration.ofSeconds(5),
                        context.getSelf().narrow());
            }
        }

        @Override
        public Receive<Object> createReceive() {
            return newReceiveBuilder().onAnyMessage(this::on).build();
        }

        private Behavior<Object> on(Object message) {
            switch (message) {
                case Heard(Link link, LinkEvent.Received received) -> {
                    link.consumed(received.bytes().size());
                    links.get(random.nextInt(links.size())).write(received.bytes());
                }
                case ListenEvent.Accepted accepted -> add(accepted.link());
                case DialEvent.Opened opened -> {
                    add(opened.link());
                    for (int i = 0; i < tokens; i++) {
                        opened.link().write(TOKEN);
                    }
                }
                default -> {}
            }
            return this;
        }

        private void add(Link link) {
            links.add(link);
            link.attach(getContext().getSelf(), event -> new Heard(link, event));
        }
    }

    public static void main(String[] args) {
        int nodes = Integer.parseInt(args[0]);
        int shards = Integer.parseInt(args[1]);
        long millis = Long.parseLong(args[2]);
        int tokens = Integer.parseInt(args[3]);
        NetworkModel model = NetworkModel.of(RegionsReader.builtin("regions-8"));
        if (args.length > 4 && args[4].equals("nojitter")) {
            model = model.withJitter(Distribution.ZERO);
        }
        try (Simulation simulation = new Simulation(SimulationConfig.of(3, shards))) {
            Network network = new Network(simulation, model);
            CounterStream place = simulation.stream("place");
            List<SimTransport> transports = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                transports.add(network.join(
                        simulation.addNode("node-" + i),
                        "node-" + i,
                        model.regions().pick(place),
                        AccessClass.UNLIMITED));
            }
            for (SimNode node : simulation.nodes()) {
                node.start();
                node.spawn(
                        Behaviors.setup(
                                context -> new Walker(context, node, transports.get(node.index()), 8, nodes, tokens)),
                        "walk");
            }
            simulation.runUntil(2_000_000_000L);
            Measurement.print(simulation, millis);
        }
    }
}
