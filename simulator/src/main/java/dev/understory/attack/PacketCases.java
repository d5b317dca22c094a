package dev.understory.attack;

import static dev.understory.attack.AttackCase.isIgnored;
import static dev.understory.attack.AttackCase.isServed;
import static dev.understory.attack.Packets.field;
import static dev.understory.attack.Packets.hex;
import static dev.understory.attack.Packets.join;
import static dev.understory.attack.Packets.packet;
import static dev.understory.attack.Packets.prefixed;
import static dev.understory.attack.Packets.text;

import dev.understory.crypto.RandomStream;
import dev.understory.engine.CounterStream;
import dev.understory.limits.Limits;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rows M of attacks.md that one attacker can play, against a connection that is admitted. The wire has no
 * compression, so M17 has no input; M13, M14 and M16 are about what the others notice ({@link Floods}).
 */
final class PacketCases {
    private static final String MALFORMED = "closed.MALFORMED_PACKET";
    private static final String TOO_LONG = "closed.MESSAGE_TOO_LONG";
    private static final byte[] SERVED = text("served");
    private static final byte[] PART = new byte[100_000];

    private final List<AttackCase> cases = new ArrayList<>();

    private PacketCases() {}

    static List<AttackCase> all() {
        PacketCases all = new PacketCases();
        all.envelopes();
        all.protobuf();
        all.records();
        all.topics();
        all.endless();
        all.cases.add(oneByteAbove64MiB());
        all.messages();
        all.heartbeats();
        return all.cases;
    }

    /** The largest message that a node takes unless it is configured otherwise, and one byte more (row M10). */
    private static AttackCase oneByteAbove64MiB() {
        return AttackCase.ends(
                        "M10 a message of 64 MiB and a byte",
                        Script.admitted(he -> endless(he, Topic.BLOCK, Limits.MESSAGE_BYTES, 512 * 1024)),
                        TOO_LONG)
                .at(Site.GENEROUS);
    }

    private void envelopes() {
        bad("M1 no payload", hex("4801"));
        bad("M1 an empty Any", hex("0a00"));
        bad("M1 an Any without a type", hex("0a021200"));
        bad("M1 another registered type", field(1, field(1, text("type.googleapis.com/types.PeerMeta"))));
        bad("M1 a type nobody knows", field(1, field(1, text("type.googleapis.com/types.Nothing"))));
        ends("M1 an empty record", MALFORMED, he -> he.stream(new byte[4]));
    }

    private void protobuf() {
        bad("M2 a truncated tag", hex("8a"));
        bad("M2 a truncated length", hex("0a"));
        bad("M2 a field longer than its record", hex("0a05"));
        bad("M2 a varint of 11 bytes", hex("48 8080808080808080808001"));
        bad("M2 a length of 11 bytes", hex("0a 8080808080808080808001"));
        bad("M2 a length of 2^63", hex("0a ffffffffffffffffff01"));
        bad("M2 the start of a group", hex("0b0c"));
        bad("M2 the end of a group", hex("0c"));
        bad("M2 wire type 7", hex("0f"));
        bad("M2 a known field of another wire type", hex("0801"));
        bad("M2 groups 10,000 deep", "{".repeat(10_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        byte[] nested = new byte[0];
        for (int depth = 0; depth < 5_000; depth++) {
            nested = field(15, nested);
        }
        byte[] deep =
                join(nested, field(1, join(field(1, text("type.googleapis.com/types.Packet")), field(2, hex("")))));
        served("M2 unknown fields 5,000 deep", he -> he.record(deep));
    }

    private void records() {
        for (String prefix : new String[] {"000f4241", "7fffffff", "80000000", "ffffffff"}) {
            ends("M3 a record of 0x" + prefix, "closed.RECORD_TOO_LONG", he -> he.stream(hex(prefix)));
        }
        byte[] largest = new byte[999_950];
        cases.add(isServed("M3 a record of 1,000,000 bytes", Script.admitted(he -> he.packet(3, true, largest)))
                .delivering(Topic.TX, largest));
    }

    private void topics() {
        for (int topic : new int[] {7, 42, 98}) {
            ignored("M4 topic " + topic, "ignored.UNKNOWN_TOPIC", he -> he.packet(topic, true, new byte[1_000]));
        }
        ends("M4 more than 1 MB on unknown topics", "closed.IGNORED_TOPIC_LIMIT", he -> {
            for (int sent = 0; sent <= 1_000_000; sent += PART.length) {
                he.packet(42, true, PART);
            }
        });
        for (long topic : new long[] {99, 100, Integer.MAX_VALUE, 1L << 31, -1}) {
            ends("M4 topic " + topic, "closed.BAD_TOPIC", he -> he.stream(Packets.packetOfTopic(topic, SERVED)));
        }
        // An enum on the wire is a varint cut to 32 bits: every parser, Canopy's too, reads topic 0 here.
        cases.add(isServed(
                        "M4 topic 2^63, which is topic 0",
                        Script.admitted(he -> he.stream(Packets.packetOfTopic(1L << 63, SERVED))))
                .delivering(Topic.CONSENSUS, SERVED));
        ends("M5 92 unknown topics without an end", "closed.IGNORED_TOPIC_LIMIT", he -> {
            for (int sent = 0; sent <= 1_100_000; sent += 1_000) {
                he.packet(7 + sent / 1_000 % 92, false, new byte[1_000]);
            }
        });
    }

    private void endless() {
        for (Topic topic : Topic.values()) {
            if (topic != Topic.HEARTBEAT) {
                ends(
                        "M6 a message that never ends on " + topic,
                        TOO_LONG,
                        he -> endless(he, topic, 1 << 20, PART.length));
            }
        }
        ends("M6 messages that never end on all topics", "closed.MEMORY_BUDGET", he -> {
            for (int i = 0; i < 54; i++) {
                he.packet(i % 6, false, PART);
            }
        });
        ends("M7 an end before the message's", "closed.REMOTE_CLOSED", he -> {
            he.packet(1, false, new byte[50_000]);
            he.wire().finish();
        });
        ends("M7 a reset before the message's end", "closed.RESET", he -> {
            he.packet(1, false, new byte[50_000]);
            he.wire().reset();
        });
    }

    /** Sends parts of a message until it has a byte more than {@code limit}. */
    private static void endless(Attacker he, Topic topic, int limit, int size) {
        byte[] part = new byte[size];
        for (int left = limit + 1; left > 0; left -= size) {
            he.packet(topic.id(), false, left < size ? new byte[left] : part);
        }
    }

    private void messages() {
        AttackCase empty = isServed("M8 an empty message on each topic", Script.admitted(he -> {
            for (int topic = 0; topic < 6; topic++) {
                he.packet(topic, true, new byte[0]);
            }
        }));
        for (Topic topic : Topic.values()) {
            empty = topic == Topic.HEARTBEAT ? empty : empty.delivering(topic, new byte[0]);
        }
        cases.add(empty);
        cases.add(interleaved());
        cases.add(isServed("M12 two messages mixed on one topic", Script.admitted(he -> {
                    he.packet(3, false, text("a1"));
                    he.packet(3, false, text("b1"));
                    he.packet(3, true, text("a2"));
                    he.packet(3, true, text("b2"));
                }))
                .delivering(Topic.TX, text("a1b1a2"))
                .delivering(Topic.TX, text("b2")));
    }

    /** Row M11. */
    private static AttackCase interleaved() {
        RandomStream random = CounterStream.of(11, 0, "attack.interleaved");
        List<byte[]> packets = new ArrayList<>();
        byte[][] sources = new byte[6][];
        int[] sent = new int[6];
        List<List<byte[]>> whole = new ArrayList<>();
        for (int topic = 0; topic < 6; topic++) {
            whole.add(new ArrayList<>());
        }
        while (whole.stream().mapToInt(List::size).min().orElseThrow() < 20) {
            int topic = random.nextInt(6);
            if (sources[topic] == null) {
                sources[topic] = new byte[random.nextInt(8_000)];
                random.nextBytes(sources[topic]);
                sent[topic] = 0;
            }
            int size = Math.min(sources[topic].length - sent[topic], random.nextInt(3_000));
            boolean eof = sent[topic] + size == sources[topic].length;
            packets.add(packet(topic, eof, Arrays.copyOfRange(sources[topic], sent[topic], sent[topic] + size)));
            sent[topic] += size;
            if (eof) {
                whole.get(topic).add(sources[topic]);
                sources[topic] = null;
            }
        }
        AttackCase attack =
                isServed("M11 packets of six topics at random", Script.admitted(he -> packets.forEach(he::stream)));
        for (int topic = 0; topic < 6; topic++) {
            for (byte[] message : whole.get(topic)) {
                attack = attack.delivering(Topic.values()[topic], message);
            }
        }
        return attack;
    }

    private void heartbeats() {
        ignored("M18 an unknown heartbeat", "ignored.UNKNOWN_HEARTBEAT", he -> he.packet(6, true, text("pang")));
        ignored("M18 a heartbeat of 64 bytes", "ignored.UNKNOWN_HEARTBEAT", he -> he.packet(6, true, new byte[64]));
        ends("M18 a heartbeat of 65 bytes", "closed.HEARTBEAT_ABUSE", he -> he.packet(6, true, new byte[65]));
        ends("M18 a heartbeat of 1 MB", "closed.HEARTBEAT_ABUSE", he -> he.packet(6, true, new byte[999_950]));
        ends("M18 a flood of pings", "closed.HEARTBEAT_ABUSE", he -> {
            byte[] ping = packet(6, true, text("ping"));
            byte[] flood = new byte[ping.length * 4_000];
            for (int at = 0; at < flood.length; at += ping.length) {
                System.arraycopy(ping, 0, flood, at, ping.length);
            }
            he.stream(flood);
        });
        // The first answers the ping that told of the admission.
        ignored("M20 pongs never requested", "ignored.UNREQUESTED_PONG", he -> {
            he.packet(6, true, text("pong"));
            he.packet(6, true, text("pong"));
        });
    }

    private void bad(String name, byte[] record) {
        ends(name, MALFORMED, he -> he.wire().write(he.sealed(prefixed(record))));
    }

    private void ends(String name, String counter, Consumer<Attacker> act) {
        cases.add(AttackCase.ends(name, Script.admitted(act), counter));
    }

    private void served(String name, Consumer<Attacker> act) {
        cases.add(isServed(name, Script.admitted(act.andThen(PacketCases::ask))).delivering(Topic.TX, SERVED));
    }

    private void ignored(String name, String counter, Consumer<Attacker> act) {
        cases.add(isIgnored(name, Script.admitted(act.andThen(PacketCases::ask)), counter)
                .delivering(Topic.TX, SERVED));
    }

    /** Shows that what came before was dealt with. */
    private static void ask(Attacker he) {
        he.packet(3, true, SERVED);
    }
}
