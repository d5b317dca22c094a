package dev.understory.node;

import dev.understory.transport.DialEvent;
import dev.understory.transport.Endpoint;
import dev.understory.transport.Link;
import dev.understory.transport.LinkEvent;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Somebody who has a link to a node and writes whatever bytes he likes. */
final class RawPeer {
    final World world;
    final List<LinkEvent> heard;
    private final Link link;

    private RawPeer(World world, Link link, World.Probe<LinkEvent> probe) {
        this.world = world;
        this.link = link;
        this.heard = probe.heard();
        link.attach(probe.ref(), event -> event);
    }

    /** Opens a link from {@code host}. */
    static RawPeer connect(TestNode to, String host) {
        World world = to.world;
        World.Probe<DialEvent> dialed = world.probe();
        world.network.host(host).dial(new Endpoint(to.host, TestNode.PORT), Duration.ofSeconds(1), dialed.ref());
        world.runUntil(() -> !dialed.heard().isEmpty(), Duration.ofSeconds(1));
        return new RawPeer(world, ((DialEvent.Opened) dialed.heard().get(0)).link(), world.probe());
    }

    void write(byte... bytes) {
        link.write(Bytes.wrap(bytes));
    }

    /** All bytes that the node wrote. */
    byte[] received() {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (LinkEvent event : new ArrayList<>(heard)) {
            if (event instanceof LinkEvent.Received received) {
                all.writeBytes(received.bytes().toArray());
            }
        }
        return all.toByteArray();
    }

    boolean isClosed() {
        return heard.stream().anyMatch(LinkEvent.Closed.class::isInstance);
    }
}
