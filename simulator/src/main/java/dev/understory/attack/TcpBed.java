package dev.understory.attack;

import dev.understory.admission.DialOutcome;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.node.config.NodeConfig;
import dev.understory.node.embed.Inbound;
import dev.understory.node.embed.P2pNode;
import dev.understory.node.embed.StartOutcome;
import dev.understory.transport.Endpoint;
import dev.understory.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.stream.javadsl.Sink;

/** Two production nodes on loopback, and attackers with sockets of their own from other loopback addresses. */
final class TcpBed implements Bed {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A node that has not dialled by then does not. */
    private static final Duration DIAL_PATIENCE = Duration.ofSeconds(10);

    private static final String LOOPBACK = "127.0.0.1";

    private final Object changes = new Object();
    private final Witness victim = new Witness(System::nanoTime, this::changed);
    private final Witness friend = new Witness(System::nanoTime, this::changed);
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final P2pNode victimNode;
    private final P2pNode friendNode;
    private final Endpoint target;
    private final long memoryOfAPeer;
    private final List<P2pNode> newcomers = new ArrayList<>();
    private final Set<Attacker> deaf = ConcurrentHashMap.newKeySet();
    private int attackers;

    /** @param settings of the victim, beside those of every bed */
    TcpBed(String settings) {
        this(settings, "", UnaryOperator.identity());
    }

    /**
     * @param friendSettings those of the friend
     * @param way where the friend dials the victim, which listens at the one that is given
     */
    TcpBed(String settings, String friendSettings, UnaryOperator<Endpoint> way) {
        memoryOfAPeer = NodeConfig.parse(SETTINGS + settings)
                .limits()
                .peers()
                .session()
                .memory()
                .peerBytes();
        victimNode = start(Attacker.key(KeyType.ED25519, 1), victim, SETTINGS + settings);
        friendNode = startBeside(victimNode, Attacker.key(KeyType.ED25519, 2), friend, friendSettings);
        target = victimNode.listening().orElseThrow();
        victim.echo(friendNode.id());
        Endpoint dialled = way.apply(target);
        done(friendNode.dial(new PeerAddress(victimNode.id(), dialled.host(), dialled.port()), true));
        if (!await(() -> victim.knows(friendNode.id()) && friend.knows(victimNode.id()))) {
            close();
            throw new BedFailure("the friend does not come in");
        }
    }

    private static P2pNode start(NodeKey key, Witness witness, String settings) {
        // Discovery has its own messages and counters; what is judged here is what the attack moves.
        NodeConfig config =
                NodeConfig.parse("understory.p2p.discovery.enabled = false\nunderstory.p2p.listen-address = \""
                        + LOOPBACK + ":0\"\n" + settings);
        StartOutcome outcome = done(P2pNode.start(config, key, witness, witness));
        if (outcome instanceof StartOutcome.Started started) {
            return started.node();
        }
        throw new BedFailure("a node does not start: " + outcome);
    }

    private static P2pNode startBeside(P2pNode other, NodeKey key, Witness witness, String settings) {
        try {
            return start(key, witness, SETTINGS + WATCHFUL + settings);
        } catch (BedFailure failure) {
            other.stop(Duration.ZERO);
            throw failure;
        }
    }

    private static <T> T done(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException failed) {
            throw new BedFailure("a node does not do what it is told: " + failed.getCause());
        }
    }

    private PeerAddress victimAddress() {
        return new PeerAddress(victimNode.id(), target.host(), target.port());
    }

    @Override
    public Witness victim() {
        return victim;
    }

    @Override
    public Witness friend() {
        return friend;
    }

    @Override
    public PublicKey victimId() {
        return victimNode.id();
    }

    @Override
    public PublicKey friendId() {
        return friendNode.id();
    }

    @Override
    public long memoryOfAPeer() {
        return memoryOfAPeer;
    }

    @Override
    public Attacker attack(String from, Script script) {
        return attack(from, nextFace(), script);
    }

    @Override
    public Attacker attack(String from, int number, Script script) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.bind(new InetSocketAddress(onLoopback(from), 0));
            socket.connect(new InetSocketAddress(target.host(), target.port()));
            return follow(number, script, socket);
        } catch (IOException broken) {
            throw new BedFailure("the node cannot be connected to: " + broken);
        }
    }

    private static String onLoopback(String from) {
        String own = from.replaceFirst("^::ffff:", "");
        String[] groups = own.split(":");
        return groups.length == 1
                ? own.replaceFirst("^10", "127")
                : "127.66." + Integer.parseInt(groups[2], 16) + "." + (Integer.parseInt(groups[3], 16) >> 8);
    }

    private int nextFace() {
        return FIRST_FACE + attackers++ % FACES;
    }

    @Override
    public Attacker lure(PublicKey believed, Script script) {
        try (ServerSocket trap = new ServerSocket(0, 1, InetAddress.getByName("127.66.0.1"))) {
            trap.setSoTimeout((int) DIAL_PATIENCE.toMillis());
            victimNode.dial(new PeerAddress(believed, "127.66.0.1", trap.getLocalPort()), false);
            return follow(nextFace(), script, trap.accept());
        } catch (IOException broken) {
            throw new BedFailure("the node does not dial: " + broken);
        }
    }

    private Attacker follow(int number, Script script, Socket socket) {
        Attacker attacker = new Attacker(number, script, new SocketWire(socket, timers, new AtomicLong()));
        Thread.ofVirtual().start(() -> {
            byte[] buffer = new byte[65_536];
            try {
                attacker.hears(new byte[0]);
                for (int size = socket.getInputStream().read(buffer); size >= 0; ) {
                    attacker.hears(Arrays.copyOf(buffer, size));
                    changed();
                    if (deaf.contains(attacker)) {
                        await(() -> victim.lost(attacker.id()) > 0);
                    }
                    size = socket.getInputStream().read(buffer);
                }
            } catch (IOException reset) {
                // The end of this attacker, by whichever side.
            } finally {
                attacker.ends();
                attacker.wire().reset();
                changed();
            }
        });
        return attacker;
    }

    @Override
    public void deafen(Attacker attacker) {
        deaf.add(attacker);
    }

    @Override
    public void victimSends(Attacker to, Topic topic, byte[] payload) {
        victimNode.sendTo(to.id(), topic, Bytes.wrap(payload)).thenAccept(victim::hears);
    }

    @Override
    public void pass(Duration duration) {
        try {
            // Real time, as these nodes live in it: what is asked for is that nothing happens for so long, of which no
            // event tells.
            Thread.sleep(duration);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void leave(Attacker attacker) {
        attacker.wire().finish();
    }

    @Override
    public void dismiss(Attacker attacker) {
        attacker.wire().reset();
    }

    /** The node keeps a connection to whoever is there, or tries to. */
    void keepDialling(String host, int port) {
        victimNode.dial(new PeerAddress(Attacker.key(KeyType.ED25519, 500).publicKey(), host, port), true);
    }

    @Override
    public PeerAddress friendAddress() {
        return address(friendNode);
    }

    private static PeerAddress address(P2pNode node) {
        Endpoint at = node.listening().orElseThrow();
        return new PeerAddress(node.id(), at.host(), at.port());
    }

    @Override
    public void mustConnect(List<PeerAddress> peers) {
        done(victimNode.mustConnect(peers));
    }

    @Override
    public PeerAddress newcomer() {
        Witness witness = new Witness(System::nanoTime, this::changed);
        P2pNode node = start(Attacker.key(KeyType.ED25519, 3), witness, SETTINGS);
        newcomers.add(node);
        DialOutcome outcome = done(node.dial(victimAddress(), false));
        if (!outcome.equals(new DialOutcome.Connected(victimNode.id())) || !await(() -> victim.knows(node.id()))) {
            throw new BedFailure("the newcomer does not come in: " + outcome);
        }
        return address(node);
    }

    @Override
    public void freeze(Topic topic) {
        done(victimNode
                .source(topic)
                .mapAsync(1, message -> new CompletableFuture<Inbound>())
                .to(Sink.ignore())
                .run(victimNode.system()));
    }

    @Override
    public void friendSends(Topic topic, byte[] payload) {
        friendNode.sendTo(victimNode.id(), topic, Bytes.wrap(payload));
    }

    @Override
    public boolean isLoopback() {
        return true;
    }

    /** Forgets the attacks that are over; the calm before them stays. */
    void forget() {
        victim.forgetAllBut(friendNode.id(), Siege.CALM);
        friend.forgetAllBut(victimNode.id(), Siege.CALM);
    }

    private void changed() {
        synchronized (changes) {
            changes.notifyAll();
        }
    }

    @Override
    public boolean await(BooleanSupplier until) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (changes) {
            try {
                for (long left = 1; left > 0 && !until.getAsBoolean(); ) {
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    changes.wait(Math.max(1, left));
                }
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
        return until.getAsBoolean();
    }

    @Override
    public void close() {
        timers.shutdownNow();
        // All are told before anybody is waited for.
        List<CompletionStage<?>> stops = new ArrayList<>();
        newcomers.forEach(node -> stops.add(node.stop(Duration.ofSeconds(5))));
        stops.add(friendNode.stop(Duration.ofSeconds(5)));
        stops.add(victimNode.stop(Duration.ofSeconds(5)));
        stops.forEach(TcpBed::done);
    }

    /** An attacker's own socket. */
    private record SocketWire(Socket socket, ScheduledExecutorService timers, AtomicLong paid) implements Wire {
        @Override
        public void write(byte[] bytes) {
            // Before they are through: the node may end the stream in their midst, and he has made them all.
            paid.addAndGet(bytes.length);
            attempt(() -> socket.getOutputStream().write(bytes));
        }

        @Override
        public long written() {
            return paid.get();
        }

        @Override
        public void finish() {
            attempt(socket::shutdownOutput);
        }

        @Override
        public void reset() {
            attempt(() -> {
                socket.setSoLinger(true, 0);
                socket.close();
            });
        }

        @Override
        public void later(Duration delay, Runnable act) {
            // A script that goes on for ever ends with its socket.
            timers.schedule(
                    () -> {
                        if (!socket.isClosed()) {
                            act.run();
                        }
                    },
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        private static void attempt(Act act) {
            try {
                act.run();
            } catch (IOException over) {
                // The node has ended the stream already: whoever reads this socket hears of it.
            }
        }

        private interface Act {
            void run() throws IOException;
        }
    }
}
