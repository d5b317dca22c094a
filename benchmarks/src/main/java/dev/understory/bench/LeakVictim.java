package dev.understory.bench;

import dev.understory.admission.DialOutcome;
import dev.understory.application.Application;
import dev.understory.application.ApplicationEvent;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.measure.Residue;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.observe.EventCounters;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The node in the second JVM of which it is asked what connections leave behind. It sends a quarter of the identities away as soon
 * as they are admitted, dials when it is told to, and tells what it holds once everybody has gone.
 */
final class LeakVictim {
    /** Nobody gets in from there. */
    static final String BANNED = "127.99.0.1";

    /** Links from one address at a time; who opens more is refused. */
    static final int PER_ADDRESS = 16;

    /** Slots; who comes beyond them is refused, or makes another one go. */
    static final int SLOTS = 48;

    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final int IDENTITIES = 1024;
    private static final long PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSES = 300;

    private final P2pNode node;
    private final EventCounters counters;

    private LeakVictim(P2pNode node, EventCounters counters) {
        this.node = node;
        this.counters = counters;
    }

    /** Whether that identity is sent away on admission. */
    static boolean isSentAway(PublicKey key) {
        return (key.bytes()[0] & 3) == 0;
    }

    /** The second JVM: prints the address, then answers {@code residue}, {@code counters} and {@code dial HOW FROM COUNT ADDRESS}. */
    static void serve(BufferedReader in) throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            LeakVictim victim = start(folder);
            ChildJvm.say(victim.node.id().hex() + "@" + victim.node.listening().orElseThrow());
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                ChildJvm.say(victim.answer(command.split(" ")));
            }
        }
    }

    private static LeakVictim start(TemporaryFolder folder) throws Exception {
        AtomicReference<P2pNode> self = new AtomicReference<>();
        EventCounters counters = new EventCounters();
        NodeConfig config = NodeConfig.parse(settings(folder));
        Application application = any -> doorkeeper(self);
        return switch (P2pNode.start(config, application, counters)
                .toCompletableFuture()
                .get()) {
            case StartOutcome.Started started -> {
                self.set(started.node());
                yield new LeakVictim(started.node(), counters);
            }
            case StartOutcome.Failed failed -> throw new IOException("the node did not start: " + failed);
        };
    }

    /** Deadlines that a run can wait for; rates without limit, as the limits under test are those on what is open at a time. */
    private static String settings(TemporaryFolder folder) {
        return """
            understory.node { data-dir = "%s", key-type = ed25519 }
            understory.p2p {
              listen-address = "127.0.0.1:0"
              max-inbound = %d, max-outbound = %d, max-handshakes = 256
              max-per-address = %d, max-per-site = 5000, max-per-subnet = 5000, max-per-network = 5000
              handshake-rates {
                per-address = 1000000, per-site = 1000000, per-subnet = 1000000, per-network = 1000000, all = 1000000
              }
              banned-addresses = [%s]
              handshake { step-timeout = 400 ms, timeout = 800 ms }
              dial { timeout = 300 ms, must-connect-timeout = 300 ms }
              connection {
                peer-share = 64 KiB, peer-memory = 2 MiB, all-peers-memory = 16 MiB, early-size = 64 KiB
                stall-grace = 1 s, waste-rate = 64 KiB, waste-burst = 2 MiB
              }
              topics {
                CONSENSUS.max-message-size = 1 MiB, BLOCK.max-message-size = 1 MiB, TX.max-message-size = 1 MiB
                BLOCK_REQUEST.max-message-size = 1 MiB
                PEERS_RESPONSE.max-message-size = 1 MiB, PEERS_REQUEST.max-message-size = 1 MiB
              }
            }
            """.formatted(folder.path(), SLOTS, SLOTS, PER_ADDRESS, "\"" + BANNED + "\"");
    }

    private static Behavior<ApplicationEvent> doorkeeper(AtomicReference<P2pNode> self) {
        return Behaviors.receiveMessage(event -> {
            P2pNode node = self.get();
            if (event instanceof ApplicationEvent.PeerAdmitted admitted
                    && node != null
                    && isSentAway(admitted.peer().id())) {
                node.disconnect(admitted.peer().id());
            }
            return Behaviors.same();
        });
    }

    private Object answer(String[] command) throws Exception {
        return switch (command[0]) {
            case "residue" -> residue().line();
            case "counters" -> counters.nonZero();
            case "dial" -> dial(command[1], Integer.parseInt(command[2]), Integer.parseInt(command[3]), command[4]);
            default -> throw new IllegalArgumentException("no command " + command[0]);
        };
    }

    /** What is held once nobody is connected and descriptors have settled, or after half a minute. */
    private Residue residue() throws Exception {
        long before = -1;
        for (int i = 0; i < LONGEST_PAUSES; i++) {
            long open = Residue.openDescriptors();
            if (open == before && node.peers().toCompletableFuture().get().isEmpty()) {
                break;
            }
            before = open;
            // Real time, as nothing tells of it when the kernel has closed the last descriptor: two equal readings
            // stand for that.
            Thread.sleep(PAUSE_MILLIS);
        }
        return Residue.ofThisProcess();
    }

    /** Dials so many identities at that address at once: to the end ({@code waits}), or until it is told of another set of peers. */
    private String dial(String how, int from, int count, String address) throws Exception {
        PeerAddress where = PeerAddress.parse(address);
        List<PeerAddress> all = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            PublicKey key = where.key() != null ? where.key() : identity(i);
            all.add(new PeerAddress(key, where.host(), where.port()));
        }
        if (how.equals("cancels")) {
            node.mustConnect(all).toCompletableFuture().get();
            node.mustConnect(List.of()).toCompletableFuture().get();
            return "cancelled";
        }
        List<CompletableFuture<DialOutcome>> outcomes = new ArrayList<>();
        all.forEach(one -> outcomes.add(node.dial(one, false).toCompletableFuture()));
        int connected = 0;
        for (CompletableFuture<DialOutcome> outcome : outcomes) {
            if (outcome.get() instanceof DialOutcome.Connected(PublicKey peer)) {
                connected++;
                node.disconnect(peer);
            }
        }
        return connected + " connected";
    }

    private static PublicKey identity(int number) {
        byte[] seed =
                ByteBuffer.allocate(32).putInt(77).putInt(number % IDENTITIES).array();
        return SUITE.nodeKey(KeyType.ED25519, seed).publicKey();
    }
}
