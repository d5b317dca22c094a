package dev.understory.limits;

import dev.understory.mux.DeliveryWindow;
import dev.understory.mux.Topic;
import dev.understory.mux.TopicLimits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The defaults of what a connection may cost, and what happens when one is reached. Sizes that the wire itself fixes stand
 * with their codecs ({@code Frames}, {@code RecordReader}, {@code PacketCodec}), those on host names with {@code NameWatch},
 * {@code Candidates} and {@code LookupTable}, those of stored documents with {@code StoreLimits}, those of the peer book with {@code BookSettings}; configuration can change what
 * is here.
 *
 * <table>
 * <caption>Caps of a connection</caption>
 * <tr><th>what</th><th>default</th><th>when it is reached</th></tr>
 * <tr><td>{@link #MESSAGE_BYTES}, {@link #CONTROL_MESSAGE_BYTES}</td><td>64 MiB, 4 MiB</td>
 *     <td>out: TOO_LARGE; in: close, MESSAGE_TOO_LONG</td></tr>
 * <tr><td>{@link #QUEUED_BYTES}, {@link #QUEUED_MESSAGES}</td><td>16 MiB, 32768</td><td>out: QUEUE_FULL</td></tr>
 * <tr><td>{@link #QUEUE_RESERVE_BYTES} and what is left of {@link #PEER_SHARE_BYTES}, on all topics behind the first message
 *     of each, and what reaches the peer in 4 s</td><td>1 MiB, 6 MiB</td><td>out: QUEUE_FULL; close, WRITE_STALLED, if more than the
 *     former waits and is taken by less than 1 KiB/s</td></tr>
 * <tr><td>{@link #PEER_BYTES}</td><td>144 MiB</td><td>close, MEMORY_BUDGET</td></tr>
 * <tr><td>{@link #CALM_RATE} of what is borrowed beyond {@link #PEER_SHARE_BYTES}, after {@link #CALM_GRACE}</td>
 *     <td>16 KiB/s, 5 s; 6 MiB</td><td>close, MEMORY_RECLAIMED</td></tr>
 * <tr><td>{@link #LENDABLE_BYTES} beside {@link #PEER_SHARE_BYTES} for each peer</td><td>344 MiB, 6 MiB</td>
 *     <td>above 7/8: who grows by less than {@link #BORROW_RATE} is closed, MEMORY_HOARDED or MEMORY_RECLAIMED, and who
 *     asks is not read for 4 s at most</td></tr>
 * <tr><td>{@link #HELD_BEFORE_ADMISSION_BYTES}</td><td>1 MiB</td><td>close, MEMORY_BUDGET</td></tr>
 * <tr><td>{@link #IGNORED_TOPIC_BYTES}</td><td>1,000,000</td><td>close, IGNORED_TOPIC_LIMIT</td></tr>
 * <tr><td>{@link #HEARTBEAT_BYTES}, {@link #PINGS_PER_SECOND}</td><td>64, 100</td><td>close, HEARTBEAT_ABUSE</td></tr>
 * <tr><td>{@link #TX_PER_SECOND}, {@link #TX_BURST}, of an ordinary peer</td><td>20,000, 200,000</td>
 *     <td>in: dropped, RATE_LIMITED</td></tr>
 * <tr><td>{@link #PEER_EXCHANGE_PER_SECOND}, {@link #PEER_EXCHANGE_BURST}, of an ordinary peer, each way</td><td>1, 10</td>
 *     <td>in: dropped, RATE_LIMITED</td></tr>
 * <tr><td>{@link ByteRates}</td><td>none</td>
 *     <td>waits, nothing is dropped; in: from 1 MiB on nothing is read for a second at most, and 4 MiB wait at most</td></tr>
 * <tr><td>{@link #LEAST_RATE} of what is begun, after {@link #STALL_GRACE}</td><td>1 KiB/s, 20 s</td>
 *     <td>close, INPUT_STALLED</td></tr>
 * <tr><td>{@link #WASTE_PER_SECOND}, {@link #WASTE_BURST}</td><td>1 MiB, 8 MiB</td>
 *     <td>read nothing for 500 ms; after 8 times close, WORK_WASTED</td></tr>
 * <tr><td>{@link #LIVENESS_TIMEOUT}</td><td>3 s</td><td>close, LIVENESS_TIMEOUT</td></tr>
 * <tr><td>{@link #WRITE_STALL_TIMEOUT}</td><td>10 s</td><td>close, WRITE_STALLED</td></tr>
 * </table>
 *
 * <p>Rates, pings, unknown topics and work belong to the identity, and the first and last of them, some times as many, to
 * all that come from one group of addresses: a new connection renews nothing ({@link Allowances}).
 */
public final class Limits {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /**
     * The largest message of CONSENSUS, BLOCK and TX: nothing above can be decoded anyway (wire.md, section 3.4;
     * attacks.md, M10).
     */
    public static final int MESSAGE_BYTES = 64 * MIB;

    /** The largest message of the topics that only carry requests and addresses. */
    public static final int CONTROL_MESSAGE_BYTES = 4 * MIB;

    /** Payload bytes that may wait to be sent on a topic; an empty queue takes one message of any legal size. */
    public static final long QUEUED_BYTES = 16L * MIB;

    /** Messages that may wait to be sent on a topic. */
    public static final int QUEUED_MESSAGES = 32 * KIB;

    /** What may wait to be sent on all topics, behind the first message of each, in any case. */
    public static final long QUEUE_RESERVE_BYTES = MIB;

    /** Memory that one peer's unfinished messages, partial record and early bytes may hold: two messages of the largest. */
    public static final long PEER_BYTES = 144L * MIB;

    /** What of that each peer may hold in any case. */
    public static final long PEER_SHARE_BYTES = 6L * MIB;

    /** What all peers of a node together may borrow beyond their shares: with 28 peers, 512 MiB in all. */
    public static final long LENDABLE_BYTES = 344L * MIB;

    /** The least growth, in bytes per second, of messages that hold borrowed memory while others need it. */
    public static final long BORROW_RATE = 256L * KIB;

    /**
     * The same at any time: half of what the slowest link carries that a block has to come through (attacks.md, L4). Each
     * large message has to go on by an eighth of it.
     */
    public static final long CALM_RATE = 16L * KIB;

    /** How long messages may stand still that hold borrowed memory; each of them six times as long. */
    public static final Duration CALM_GRACE = Duration.ofSeconds(5);

    /**
     * The least growth, in bytes per second, of a frame, record or message that a peer has begun; well below any link
     * that carries blocks (attacks.md, L4).
     */
    public static final long LEAST_RATE = KIB;

    /** How long something that is begun may stand still. */
    public static final Duration STALL_GRACE = Duration.ofSeconds(20);

    /** Bytes that a peer may send before it is admitted; they wait unopened. */
    public static final int HELD_BEFORE_ADMISSION_BYTES = MIB;

    /** Bytes of records on topics that do not exist (7 to 98), of an identity; forgotten within an hour. */
    public static final long IGNORED_TOPIC_BYTES = 1_000_000;

    /** Payload of a heartbeat; ping and pong have four bytes. */
    public static final int HEARTBEAT_BYTES = 64;

    /** Pings that a peer may send for nothing. */
    public static final int PINGS_PER_SECOND = 100;

    /** Pings that may come at once, after a pause of the peer or of the network. */
    public static final int PING_BURST = 2_000;

    /** Each of these many bytes that arrive allow one ping more: pings acknowledge bulk (see DeliveryWindow). */
    public static final int BYTES_PER_EXTRA_PING = 8 * KIB;

    /** Transactions that an ordinary peer may send in a second: a judgement, not a measurement (attacks.md, M13). */
    public static final long TX_PER_SECOND = 20_000;

    /** Transactions that may come at once, after a pause of the peer or when it tells us of all it has. */
    public static final long TX_BURST = 10 * TX_PER_SECOND;

    /** Requests and answers of the peer exchange, each: a Canopy node and our own ask somebody every 16 s (wire.md, section 4.7). */
    public static final long PEER_EXCHANGE_PER_SECOND = 1;

    /** The same at once. */
    public static final long PEER_EXCHANGE_BURST = 10 * PEER_EXCHANGE_PER_SECOND;

    /** Work on a peer's input that may come to nothing, in bytes of frames a second: about 1,000 empty frames. */
    public static final long WASTE_PER_SECOND = MIB;

    /** The same at once; a few milliseconds of a core's time. */
    public static final long WASTE_BURST = 8L * MIB;

    /** How long a peer may be silent (wire.md, section 3.1). */
    public static final Duration LIVENESS_TIMEOUT = Duration.ofSeconds(3);

    /** After so long without a word we ping; the end that was dialled after a sixteenth more (wire.md, section 3.1). */
    public static final Duration PING_INTERVAL = Duration.ofSeconds(1);

    /** How long bytes may wait that the link does not take. */
    public static final Duration WRITE_STALL_TIMEOUT = Duration.ofSeconds(10);

    /** The smallest delivery window. */
    public static final int WINDOW_FLOOR_BYTES = 96 * KIB;

    /** The largest delivery window. */
    public static final int WINDOW_CAP_BYTES = 64 * MIB;

    /** The queueing delay that bulk may cause on a short path before its window shrinks. */
    public static final Duration WINDOW_TOLERANCE = Duration.ofNanos(300_000);

    private Limits() {}

    /** The limits of each topic that carries messages. */
    public static Map<Topic, TopicLimits> topics() {
        Map<Topic, TopicLimits> topics = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            int largest = switch (topic) {
                case CONSENSUS, BLOCK, TX -> MESSAGE_BYTES;
                case BLOCK_REQUEST, PEERS_RESPONSE, PEERS_REQUEST -> CONTROL_MESSAGE_BYTES;
                case HEARTBEAT -> HEARTBEAT_BYTES;
            };
            topics.put(topic, new TopicLimits(largest, QUEUED_BYTES, QUEUED_MESSAGES));
        }
        return topics;
    }

    /** What a peer owes us for our work on its input. */
    public static InputLimits input() {
        return new InputLimits(LEAST_RATE, STALL_GRACE, WASTE_PER_SECOND, WASTE_BURST);
    }

    /** What an identity starts with. */
    public static Allowance.Settings allowance() {
        return new Allowance.Settings(rates(), IGNORED_TOPIC_BYTES, input(), ByteRates.NONE);
    }

    /** What a node lends of its memory. */
    public static MemoryPool.Settings memory() {
        return new MemoryPool.Settings(
                LENDABLE_BYTES, PEER_SHARE_BYTES, BORROW_RATE, LEAST_RATE, CALM_RATE, CALM_GRACE);
    }

    /** The rates of messages that an ordinary peer may send. */
    public static Map<Topic, RateLimit> rates() {
        Map<Topic, RateLimit> rates = new EnumMap<>(Topic.class);
        rates.put(Topic.TX, new RateLimit(TX_PER_SECOND, TX_BURST));
        rates.put(Topic.PEERS_RESPONSE, new RateLimit(PEER_EXCHANGE_PER_SECOND, PEER_EXCHANGE_BURST));
        rates.put(Topic.PEERS_REQUEST, new RateLimit(PEER_EXCHANGE_PER_SECOND, PEER_EXCHANGE_BURST));
        return rates;
    }

    /** The delivery window. */
    public static DeliveryWindow.Settings window() {
        return new DeliveryWindow.Settings(true, WINDOW_FLOOR_BYTES, WINDOW_CAP_BYTES, WINDOW_TOLERANCE.toNanos());
    }
}
