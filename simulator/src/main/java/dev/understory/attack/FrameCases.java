package dev.understory.attack;

import static dev.understory.attack.AttackCase.ends;
import static dev.understory.attack.AttackCase.isServed;
import static dev.understory.attack.Packets.join;
import static dev.understory.attack.Packets.packet;
import static dev.understory.attack.Packets.text;

import dev.understory.frame.Frames;
import dev.understory.mux.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rows F of attacks.md, against a connection that is admitted. F6 and F7 are about 2^64 frames and 10^5
 * handshakes: the machines' own tests show them ({@code SessionTest}).
 */
final class FrameCases {
    private static final String BAD_FRAME = "closed.BAD_FRAME";
    private static final byte[] GOOD = text("good");
    private static final byte[] BAD = text("bad");

    private final List<AttackCase> cases = new ArrayList<>();

    private FrameCases() {}

    static List<AttackCase> all() {
        FrameCases all = new FrameCases();
        all.changed();
        all.misplaced();
        all.cut();
        all.lengths();
        all.legal();
        return all.cases;
    }

    private void changed() {
        for (int bit : new int[] {0, 4 * 8, 500 * 8, 1028 * 8, 1044 * 8 - 1}) {
            bad("F1 bit " + bit + " flipped", he -> he.wire().write(Packets.flipped(he.sealed(message(BAD)), bit)));
        }
        cases.add(ends(
                        "F1 a good frame before the flipped one",
                        Script.admitted(he -> he.wire()
                                .write(join(he.sealed(message(GOOD)), Packets.flipped(he.sealed(message(BAD)), 99)))),
                        BAD_FRAME)
                .delivering(Topic.TX, GOOD));
        bad(
                "F8 our own frames",
                he -> he.wire().write(Arrays.copyOfRange(he.heard(), Script.RECORDS, Script.ADMITTED)));
    }

    private void misplaced() {
        cases.add(ends(
                        "F2 a frame replayed",
                        Script.admitted(he -> {
                            byte[] frame = he.sealed(message(GOOD));
                            he.wire().write(frame);
                            he.wire().write(frame);
                        }),
                        BAD_FRAME)
                .delivering(Topic.TX, GOOD));
        bad("F2 a frame dropped", he -> {
            he.sealed(message(GOOD));
            he.stream(message(BAD));
        });
        bad("F2 frames reordered", he -> {
            byte[] first = he.sealed(message(GOOD));
            he.wire().write(join(he.sealed(message(BAD)), first));
        });
    }

    /** Every length is tried on the machine; a whole node gets those at which something changes. */
    private void cut() {
        for (int length : new int[] {0, 1, 3, 4, 5, 16, 1024, 1028, 1029, 1043}) {
            cases.add(ends(
                    "F3 an end after " + length + " bytes of a frame",
                    Script.admitted(he -> {
                        he.wire().write(Arrays.copyOf(he.sealed(message(BAD)), length));
                        he.wire().finish();
                    }),
                    "closed.REMOTE_CLOSED"));
        }
    }

    private void lengths() {
        for (int length : new int[] {1025, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            bad("F4 an inner length of " + length, he -> he.wire().write(he.frame(length, message(BAD))));
        }
    }

    private void legal() {
        byte[] large = new byte[999_950];
        Arrays.fill(large, (byte) 7);
        cases.add(isServed("F10 several envelopes in a frame, and one over 977 frames", Script.admitted(he -> {
                    he.stream(join(message(text("a")), packet(1, true, text("b")), message(text("c"))));
                    he.packet(1, true, large);
                    he.stream(message(GOOD));
                }))
                .delivering(Topic.TX, text("a"))
                .delivering(Topic.TX, text("c"))
                .delivering(Topic.TX, GOOD)
                .delivering(Topic.BLOCK, text("b"))
                .delivering(Topic.BLOCK, large));
        AttackCase everywhere = isServed("F10 a frame's end anywhere in a record", Script.admitted(he -> {
            byte[] record = message(GOOD);
            for (int cut = 0; cut <= record.length; cut++) {
                he.stream(Arrays.copyOf(record, cut));
                he.wire().write(he.frame(0, new byte[0]));
                he.stream(Arrays.copyOfRange(record, cut, record.length));
            }
        }));
        for (int cut = 0; cut <= message(GOOD).length; cut++) {
            everywhere = everywhere.delivering(Topic.TX, GOOD);
        }
        cases.add(everywhere);
        cases.add(isServed("F10 every byte in a segment of its own", Script.admitted(he -> {
                    for (byte each : he.sealed(message(GOOD))) {
                        he.wire().write(new byte[] {each});
                    }
                }))
                .delivering(Topic.TX, GOOD));
        cases.add(isServed("F11 dirty padding", Script.admitted(he -> {
                    byte[] dirty = new byte[Frames.DATA];
                    Arrays.fill(dirty, (byte) 0xee);
                    byte[] record = message(GOOD);
                    System.arraycopy(record, 0, dirty, 0, record.length);
                    he.wire().write(he.frame(record.length, dirty));
                }))
                .delivering(Topic.TX, GOOD));
    }

    private void bad(String name, Consumer<Attacker> act) {
        cases.add(ends(name, Script.admitted(act), BAD_FRAME));
    }

    private static byte[] message(byte[] text) {
        return packet(3, true, text);
    }
}
