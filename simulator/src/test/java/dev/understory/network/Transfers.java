package dev.understory.network;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Many links between the same two machines, each of which carries the same transfers one after the other. */
final class Transfers implements AutoCloseable {
    private static final double MS = 1e6;
    private static final long STEP = 5_000_000;

    private final Simulation simulation;
    private final SimNode sender;
    private final Map<Endpoint, Transfer> byDialler = new LinkedHashMap<>();

    /** One link, and how far it is. */
    private static final class Transfer {
        final Link link;
        final List<Double> millis = new ArrayList<>();
        long startedAt;
        long missing;
        long finishedAt;

        Transfer(Link link) {
            this.link = link;
        }
    }

    Transfers(long rttMillis, AccessClass ofReceiver, StreamModel stream, int links, long seed) {
        NetworkModel model = NetworkModel.of(Regions.single(rttMillis * 500_000))
                .withJitter(Distribution.ZERO)
                .withStream(Streams.connecting(stream, 1.5, links));
        simulation = new Simulation(SimulationConfig.of(seed, 1));
        Network network = new Network(simulation, model);
        sender = simulation.addNode("a");
        SimNode receiver = simulation.addNode("b");
        SimTransport dialling = network.join(sender, "a", 0, AccessClass.UNLIMITED);
        SimTransport listening = network.join(receiver, "b", 0, ofReceiver);
        sender.start();
        receiver.start();
        ActorRef<ListenEvent> acceptor = receiver.spawn(
                Behaviors.receive((context, event) -> {
                    if (event instanceof ListenEvent.Accepted accepted) {
                        receive(context, receiver, accepted.link());
                    }
                    return Behaviors.same();
                }),
                "acceptor");
        receiver.run(() -> listening.listen(TwoHosts.B, acceptor));
        ActorRef<DialEvent> dialler = sender.spawn(
                Behaviors.receiveMessage(event -> {
                    Link link = ((DialEvent.Opened) event).link();
                    byDialler.put(link.local(), new Transfer(link));
                    return Behaviors.same();
                }),
                "dialler");
        for (int i = 0; i < links; i++) {
            sender.run(() -> dialling.dial(TwoHosts.B, Duration.ofMinutes(2), dialler));
        }
        while (byDialler.size() < links) {
            step();
        }
        simulation.runUntil(simulation.now() + 4 * rttMillis * 1_000_000);
    }

    /**
     * Every link carries transfers of these sizes, each begun so many milliseconds after the one before was received.
     *
     * @return for each transfer the time of each link from the first byte's sending to the last byte's receipt, in
     *     milliseconds
     */
    List<List<Double>> run(int[] sizes, long[] gapsMillis) {
        byDialler.values().forEach(each -> next(each, sizes, gapsMillis));
        while (byDialler.values().stream().anyMatch(each -> each.missing > 0)) {
            step();
            for (Transfer each : byDialler.values()) {
                if (each.missing == 0 && each.millis.size() < sizes.length) {
                    next(each, sizes, gapsMillis);
                }
            }
        }
        List<List<Double>> all = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            int transfer = i;
            all.add(byDialler.values().stream()
                    .map(each -> each.millis.get(transfer))
                    .toList());
        }
        return all;
    }

    private void next(Transfer transfer, int[] sizes, long[] gapsMillis) {
        int number = transfer.millis.size();
        transfer.missing = sizes[number];
        long at = Math.max(simulation.now(), transfer.finishedAt + gapsMillis[number] * 1_000_000);
        simulation.at(at, () -> {
            transfer.startedAt = simulation.now();
            sender.run(() -> transfer.link.write(Bytes.wrap(new byte[sizes[number]])));
        });
    }

    @Override
    public void close() {
        simulation.close();
    }

    private void receive(ActorContext<ListenEvent> context, SimNode receiver, Link link) {
        ActorRef<LinkEvent> owner = context.spawn(
                Behaviors.receiveMessage(event -> {
                    if (event instanceof LinkEvent.Received received) {
                        int size = received.bytes().size();
                        link.consumed(size);
                        Transfer transfer = byDialler.get(link.remote());
                        transfer.missing -= size;
                        if (transfer.missing == 0) {
                            transfer.finishedAt = receiver.trueTime();
                            transfer.millis.add((transfer.finishedAt - transfer.startedAt) / MS);
                        }
                    }
                    return Behaviors.same();
                }),
                "owner" + link.id());
        link.attach(owner, event -> event);
    }

    private void step() {
        var outcome = simulation.runUntil(simulation.now() + STEP);
        if (outcome.failure() != null) {
            throw new IllegalStateException(outcome.failure());
        }
    }
}
