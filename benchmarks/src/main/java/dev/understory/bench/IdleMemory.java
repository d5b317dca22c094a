package dev.understory.bench;

import dev.understory.crypto.SignatureService;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What an idle connection holds on the heap of a node that has a thousand of them. */
final class IdleMemory implements Suite {
    private static final int CONNECTIONS = 1000;

    @Override
    public String name() {
        return "idle-memory";
    }

    @Override
    public String summary() {
        return "heap of a node per idle connection, at 1,000 connections";
    }

    @Override
    public List<Measurement> run(BenchContext context) throws Exception {
        List<LightPeer> peers = new ArrayList<>();
        try (ChildJvm child = ChildJvm.start("node", "ed25519", "own")) {
            PeerAddress address = PeerAddress.parse(child.readLine());
            Endpoint to = new Endpoint(address.host(), address.port());
            connect(peers, to, 0, 100); // classes, pools and tables are there before the first reading
            keepAlive(peers, context.seconds());
            long before = Long.parseLong(child.ask("heap"));
            connect(peers, to, 100, CONNECTIONS + 100);
            keepAlive(peers, context.seconds());
            long after = Long.parseLong(child.ask("heap"));
            int connected = Integer.parseInt(child.ask("counts").split(" ")[2]);
            if (connected != peers.size()) {
                throw new IOException("only " + connected + " of " + peers.size() + " connections are left");
            }
            return List.of(Measurement.of("idle-memory", (double) (after - before) / CONNECTIONS, "B")
                    .atMost(4 * 1024));
        } finally {
            for (LightPeer peer : peers) {
                peer.close();
            }
        }
    }

    private static void connect(List<LightPeer> peers, Endpoint to, int from, int until) throws IOException {
        ShardBuffers buffers = new ShardBuffers();
        SignatureService signatures = LightPeer.signatures();
        for (int i = from; i < until; i++) {
            byte[] seed = ByteBuffer.allocate(32).putInt(i).array();
            LocalIdentity identity = LightPeer.identity(KeyType.ED25519, seed);
            peers.add(LightPeer.connect(to, signatures, identity, seed, buffers));
            if (i % 100 == 99) {
                keepAlive(peers, 0);
            }
        }
    }

    /** Pings and pongs, once at least and for so long. */
    private static void keepAlive(List<LightPeer> peers, double seconds) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            for (LightPeer peer : peers) {
                peer.tick();
            }
        } while (System.nanoTime() < end);
    }
}
