package dev.understory.attack;

import static dev.understory.attack.Packets.packet;
import static dev.understory.attack.Packets.text;

import dev.understory.crypto.RandomStream;
import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * What attackers of a scenario do on each of their links. The same conduct serves all links of an attack; it never changes,
 * and what is drawn for a link comes from the stream it is given.
 */
public final class Conduct {
    /** Bytes that are written at once, at most. */
    private static final int MOST_AT_ONCE = 1 << 20;

    /** Messages that go on and on are written this often, several at a time. */
    private static final Duration BEAT = Duration.ofMillis(20);

    /** An admitted attacker who wants to stay says so this often. */
    private static final Duration PING = Duration.ofSeconds(1);

    /** Payload of a packet, as Canopy's own nodes cut messages. */
    private static final int PART = 16 << 10;

    /** No workload of a run has this index, so that no application takes a message that begins with it for its own. */
    private static final byte NOBODYS = -1;

    private static final byte[] PINGED = packet(Topic.HEARTBEAT.id(), true, text("ping"));

    private final BiFunction<RandomStream, Supplier<Rumours>, Script> scripts;

    private Conduct(BiFunction<RandomStream, Supplier<Rumours>, Script> scripts) {
        this.scripts = scripts;
    }

    /** Where nonsense can be put. */
    public enum Stage {
        /** Instead of the first record of the handshake. */
        HANDSHAKE,
        /** Instead of the first frame of an admitted peer. */
        FRAME,
        /** Instead of the first record in a good frame. */
        MESSAGE
    }

    /** Says nothing. */
    public static Conduct silent() {
        return always(Script.atOnce(he -> {}));
    }

    /** Sends the first record of the handshake byte by byte. */
    public static Conduct drip(Duration byteEvery) {
        return always(Script.atOnce(he -> drip(he, he.keyRecord(), 0, byteEvery)));
    }

    /** Shakes hands as it should, to the last step, and leaves once it is admitted. */
    public static Conduct handshakes() {
        return always(Script.admitted(he -> he.wire().reset()));
    }

    /** Sends so many bytes by chance, at one of the stages. */
    public static Conduct garbage(List<Stage> at, int size) {
        return new Conduct((random, rumours) -> {
            byte[] nonsense = new byte[size];
            random.nextBytes(nonsense);
            return switch (at.get(random.nextInt(at.size()))) {
                case HANDSHAKE -> Script.atOnce(he -> he.wire().write(nonsense));
                case FRAME -> Script.admitted(he -> he.wire().write(nonsense));
                case MESSAGE -> Script.admitted(he -> he.record(nonsense));
            };
        });
    }

    /** Announces a record of so many bytes where far shorter ones are allowed, and sends what it can of it. */
    public static Conduct tooLongRecord(boolean inHandshake, long claim) {
        byte[] prefix = Arrays.copyOf(Packets.prefixed(new byte[0]), PART);
        for (int i = 0; i < Integer.BYTES; i++) {
            prefix[i] = (byte) (claim >>> 8 * (Integer.BYTES - 1 - i));
        }
        return always(
                inHandshake ? Script.atOnce(he -> he.wire().write(prefix)) : Script.admitted(he -> he.stream(prefix)));
    }

    /** Sends a message of that size, whatever its topic allows, as fast as it is taken. */
    public static Conduct longMessage(Topic topic, long size) {
        return always(Script.admitted(he -> part(he, topic, size, true)));
    }

    /** Sends so much of a message on each of these topics that never ends, and then only what keeps the connection alive. */
    public static Conduct pin(List<Topic> topics, long size) {
        return always(Script.admitted(he -> {
            topics.forEach(topic -> part(he, topic, size, false));
            pings(he);
        }));
    }

    /** Sends good messages that nobody can use, so many in a second. */
    public static Conduct spam(Topic topic, int size, double perSecond) {
        byte[] content = new byte[size];
        content[0] = NOBODYS;
        byte[] message = message(topic, content);
        return always(Script.admitted(he -> goOn(he, message, perBeat(perSecond), 0)));
    }

    /** Sends so many pings in a second. */
    public static Conduct pings(double perSecond) {
        return always(Script.admitted(he -> goOn(he, PINGED, perBeat(perSecond), 0)));
    }

    /** Behaves, and does nothing but stay. */
    public static Conduct idle() {
        return always(Script.admitted(Conduct::pings));
    }

    /** Stays, and lies about peers. */
    public static Conduct poison(Poison poison) {
        return new Conduct((random, rumours) -> {
            Rumours own = rumours.get();
            return Script.admitted(he -> {
                pings(he);
                poison.on(he, own);
            });
        });
    }

    /** What is to be done on one more link; {@code rumours} begins what is told on it. */
    Script next(RandomStream random, Supplier<Rumours> rumours) {
        return scripts.apply(random, rumours);
    }

    private static Conduct always(Script script) {
        return new Conduct((random, rumours) -> script);
    }

    private static double perBeat(double perSecond) {
        return perSecond * BEAT.toNanos() / 1e9;
    }

    private static void drip(Attacker he, byte[] record, int at, Duration byteEvery) {
        if (at < record.length) {
            he.wire().write(new byte[] {record[at]});
            he.wire().later(byteEvery, () -> drip(he, record, at + 1, byteEvery));
        }
    }

    /** The next part of a message, and the others as the link takes them. */
    private static void part(Attacker he, Topic topic, long left, boolean ends) {
        long rest = left;
        while (rest > 0 && he.wire().isWritable()) {
            int size = (int) Math.min(PART, rest);
            rest -= size;
            he.packet(topic.id(), ends && rest == 0, new byte[size]);
        }
        if (rest > 0) {
            long later = rest;
            he.wire().later(BEAT, () -> part(he, topic, later, ends));
        }
    }

    private static void pings(Attacker he) {
        he.stream(PINGED);
        he.wire().later(PING, () -> pings(he));
    }

    /** So many of something each beat, on average; what a link does not take at once is not made up for. */
    private static void goOn(Attacker he, byte[] one, double perBeat, double owed) {
        double due = owed + perBeat;
        int now = (int) Math.min(due, Math.max(1, MOST_AT_ONCE / one.length));
        if (now > 0 && he.wire().isWritable()) {
            byte[] many = new byte[one.length * now];
            for (int at = 0; at < many.length; at += one.length) {
                System.arraycopy(one, 0, many, at, one.length);
            }
            he.stream(many);
        }
        he.wire().later(BEAT, () -> goOn(he, one, perBeat, Math.min(1, due - now)));
    }

    private static byte[] message(Topic topic, byte[] content) {
        byte[][] packets = new byte[Math.ceilDiv(content.length, PART)][];
        for (int i = 0; i < packets.length; i++) {
            int to = Math.min(content.length, (i + 1) * PART);
            packets[i] = packet(topic.id(), to == content.length, Arrays.copyOfRange(content, i * PART, to));
        }
        return Packets.join(packets);
    }
}
