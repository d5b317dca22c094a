package dev.understory.bench;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.node.embed.Outbound;
import dev.understory.node.embed.P2pNode;
import dev.understory.wire.Bytes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;

/** Messages of one size to one peer, each offered on its own, as fast as the node takes them. */
final class Load {
    private final UniqueKillSwitch valve;

    private Load(UniqueKillSwitch valve) {
        this.valve = valve;
    }

    static Load start(P2pNode node, PublicKey to, Topic topic, int size) {
        Outbound message = new Outbound.To(to, Bytes.wrap(new byte[size]));
        return new Load(Source.repeat(message)
                .viaMat(KillSwitches.single(), Keep.right())
                .to(node.sink(topic))
                .run(node.system()));
    }

    void stop() {
        valve.shutdown();
    }
}
