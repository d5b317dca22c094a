package dev.understory.bench;

import dev.understory.crypto.SignatureService;
import dev.understory.frame.ShardBuffers;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.transport.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Those who connect to a node and go again, in every way there is; one thread's. */
final class Callers {
    /** Identities, each with an address of its own: what a node remembers of them is bounded by their number. */
    private static final int IDENTITIES = 1000;

    private static final int PER_SUBNET = 250;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int HANDSHAKE_BYTES = 38 + 2 * 1044;
    private static final byte[] BANNER = "GET / HTTP/1.1\r\nHost: node\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** A way to connect and to go, and how many of a thousand calls are such. */
    private enum Way {
        LEAVES(230),
        RESETS_AFTER_ADMISSION(170),
        IS_SENT_AWAY(160),
        ENDS_IN_THE_HANDSHAKE(160),
        RESETS_IN_THE_HANDSHAKE(160),
        COMES_TWICE(40),
        SPEAKS_HTTP(40),
        IS_BANNED(35),
        SAYS_NOTHING_ON_MANY(3),
        FILLS_THE_SLOTS(2);

        final int share;

        Way(int share) {
            this.share = share;
        }
    }

    private final Endpoint node;
    private final AtomicLong connects;
    private final SplittableRandom random;
    private final ShardBuffers buffers = new ShardBuffers();
    private final SignatureService signatures = LightPeer.signatures();
    private final List<Integer> sentAway = new ArrayList<>();
    private final List<Integer> kept = new ArrayList<>();
    private long handshakes;

    /** @param connects what is added to for each connection that is opened */
    Callers(Endpoint node, int seed, AtomicLong connects) {
        this.node = node;
        this.connects = connects;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < IDENTITIES; i++) {
            (LeakVictim.isSentAway(identity(i).key().publicKey()) ? sentAway : kept).add(i);
        }
    }

    /** Calls until so many connections were opened by everybody. */
    void callUntil(long most) {
        while (connects.get() < most) {
            call();
        }
    }

    /** One call; what the node makes of it is its own matter. */
    void call() {
        try {
            call(drawn());
        } catch (IOException over) {
            // Cut by either end: that is what calls are for.
        }
    }

    private Way drawn() {
        int left = random.nextInt(1000);
        for (Way way : Way.values()) {
            left -= way.share;
            if (left < 0) {
                return way;
            }
        }
        return Way.LEAVES;
    }

    private void call(Way way) throws IOException {
        switch (way) {
            case LEAVES -> {
                try (LightPeer peer = come(any(kept))) {
                    peer.awaitAdmission();
                }
            }
            case RESETS_AFTER_ADMISSION -> {
                try (LightPeer peer = come(any(kept))) {
                    peer.awaitAdmission();
                    peer.reset();
                }
            }
            case IS_SENT_AWAY -> {
                try (LightPeer peer = come(any(sentAway))) {
                    peer.awaitEnd();
                }
            }
            case ENDS_IN_THE_HANDSHAKE -> cut(false);
            case RESETS_IN_THE_HANDSHAKE -> cut(true);
            case COMES_TWICE -> {
                int identity = any(kept);
                try (LightPeer first = come(identity)) {
                    first.awaitAdmission();
                    try (LightPeer second = come(identity)) {
                        first.tick();
                        second.tick();
                    }
                }
            }
            case SPEAKS_HTTP -> speak(addressOf(any(kept)), BANNER);
            case IS_BANNED -> speak(LeakVictim.BANNED, new byte[0]);
            case SAYS_NOTHING_ON_MANY -> sayNothing();
            case FILLS_THE_SLOTS -> fill();
        }
    }

    /** Ends after a part of what a handshake has to say, none and all of it included. */
    private void cut(boolean resets) throws IOException {
        int identity = any(kept);
        try (Socket socket = new CutSocket(1 + random.nextInt(HANDSHAKE_BYTES), resets)) {
            open(socket, addressOf(identity));
            greet(socket, identity).awaitEnd();
        }
    }

    private void speak(String from, byte[] said) throws IOException {
        try (Socket socket = open(new Socket(), from)) {
            socket.getOutputStream().write(said);
            while (socket.getInputStream().read() >= 0) {
                // its key, and then its end of the line
            }
        }
    }

    /** Twice as many links from one address as may be; those that are taken are silent until their deadline. */
    private void sayNothing() throws IOException {
        String from = addressOf(any(kept));
        List<Socket> links = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * LeakVictim.PER_ADDRESS; i++) {
                links.add(open(new Socket(), from));
            }
            for (Socket link : links) {
                while (link.getInputStream().read() >= 0) {
                    // its key, and then its end of the line
                }
            }
        } finally {
            closeAll(links);
        }
    }

    /** More peers than there are slots. */
    private void fill() throws IOException {
        List<LightPeer> peers = new ArrayList<>();
        int first = random.nextInt(kept.size());
        try {
            for (int i = 0; i < LeakVictim.SLOTS + 8; i++) {
                peers.add(come(kept.get((first + i) % kept.size())));
            }
        } finally {
            for (LightPeer peer : peers) {
                peer.close();
            }
        }
    }

    private LightPeer come(int identity) throws IOException {
        Socket socket = open(new Socket(), addressOf(identity));
        try {
            return greet(socket, identity);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    private LightPeer greet(Socket socket, int identity) throws IOException {
        byte[] ephemeral = ByteBuffer.allocate(32)
                .putLong(random.nextLong())
                .putLong(handshakes++)
                .array();
        return LightPeer.connect(socket, signatures, identity(identity), ephemeral, buffers);
    }

    /** The socket, connected from that address. */
    private Socket open(Socket socket, String from) throws IOException {
        connects.incrementAndGet();
        socket.setReuseAddress(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(node.host(), node.port()), PATIENCE_MILLIS);
        return socket;
    }

    private static void closeAll(List<Socket> links) throws IOException {
        for (Socket link : links) {
            link.close();
        }
    }

    private int any(List<Integer> identities) {
        return identities.get(random.nextInt(identities.size()));
    }

    /** Many addresses, so that no pair of them runs out of ports that wait for late packets. */
    static String addressOf(int identity) {
        return "127.66." + identity / PER_SUBNET + "." + (1 + identity % PER_SUBNET);
    }

    private static LocalIdentity identity(int number) {
        byte[] seed = ByteBuffer.allocate(32).putInt(55).putInt(number).array();
        return LightPeer.identity(KeyType.ED25519, seed);
    }
}
