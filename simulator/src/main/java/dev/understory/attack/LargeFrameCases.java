package dev.understory.attack;

import static dev.understory.attack.AttackCase.ends;
import static dev.understory.attack.AttackCase.isServed;
import static dev.understory.attack.Packets.join;
import static dev.understory.attack.Packets.packet;
import static dev.understory.attack.Packets.text;

import dev.understory.frame.LargeFrames;
import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rows F against a peer that has negotiated large frames and AES-256-GCM, and those rows M that a framing could make a
 * difference to, behind a hybrid key agreement.
 */
final class LargeFrameCases {
    private static final String BAD_FRAME = "closed.BAD_FRAME";
    private static final List<String> AGAIN = List.of("M2", "M3", "M4", "M6", "M10", "M11", "M18", "M20");
    private static final byte[] GOOD = packet(Topic.TX.id(), true, text("good"));
    private static final byte[] BAD = packet(Topic.TX.id(), true, text("bad"));
    private static final int SEALED = LargeFrames.sealedSize(BAD.length);

    private final List<AttackCase> cases = new ArrayList<>();

    private LargeFrameCases() {}

    static List<AttackCase> all() {
        LargeFrameCases all = new LargeFrameCases();
        all.changed();
        all.cut();
        all.lengths();
        all.legal();
        all.work();
        all.packets();
        return all.cases;
    }

    private void changed() {
        for (int bit : new int[] {16, 16 + 8 * BAD.length, SEALED * 8 - 1}) {
            bad(
                    "F1 bit " + bit + " of a large frame flipped",
                    he -> he.wire().write(Packets.flipped(he.sealed(BAD), bit)));
        }
        // It waits for the byte that the frame then lacks, which does not make the tag fit.
        bad(
                "F1 a bit of a large frame's length flipped",
                he -> he.wire().write(join(Packets.flipped(he.sealed(BAD), 8), new byte[2])));
        cases.add(ends(
                        "F2 a large frame replayed",
                        Negotiator.inLargeFrames(he -> {
                            byte[] frame = he.sealed(GOOD);
                            he.wire().write(join(frame, frame));
                        }),
                        BAD_FRAME)
                .delivering(Topic.TX, text("good")));
        bad("F2 a large frame dropped", he -> {
            he.sealed(GOOD);
            he.stream(BAD);
        });
        bad("F2 large frames reordered", he -> {
            byte[] first = he.sealed(GOOD);
            he.wire().write(join(he.sealed(BAD), first));
        });
        bad(
                "F8 our own large frames",
                he -> he.wire().write(Arrays.copyOfRange(he.heard(), Script.RECORDS, he.heard().length)));
    }

    private void cut() {
        for (int length : new int[] {0, 1, 2, 3, LargeFrames.OVERHEAD, SEALED - 1}) {
            cases.add(ends(
                    "F3 an end after " + length + " bytes of a large frame",
                    Negotiator.inLargeFrames(he -> {
                        he.wire().write(Arrays.copyOf(he.sealed(BAD), length));
                        he.wire().finish();
                    }),
                    "closed.REMOTE_CLOSED"));
        }
    }

    private void lengths() {
        for (int length : new int[] {0, LargeFrames.DATA + 1, 0x8000, 0xffff}) {
            bad("F4 a large frame of " + length + " bytes", he -> he.wire().write(he.frame(length, BAD)));
        }
    }

    private void legal() {
        byte[] large = new byte[999_950];
        cases.add(isServed("F10 several envelopes in a large frame, and one over 62", Negotiator.inLargeFrames(he -> {
                    he.stream(join(GOOD, packet(Topic.BLOCK.id(), true, text("b")), GOOD));
                    he.packet(Topic.BLOCK.id(), true, large);
                }))
                .delivering(Topic.TX, text("good"))
                .delivering(Topic.TX, text("good"))
                .delivering(Topic.BLOCK, text("b"))
                .delivering(Topic.BLOCK, large));
        cases.add(isServed("F10 every byte in a large frame and a segment of its own", Negotiator.inLargeFrames(he -> {
                    for (byte each : GOOD) {
                        for (byte sealed : he.sealed(new byte[] {each})) {
                            he.wire().write(new byte[] {sealed});
                        }
                    }
                }))
                .delivering(Topic.TX, text("good")));
    }

    private void work() {
        cases.add(ends(
                "a byte of a large frame every half second",
                Negotiator.inLargeFrames(he -> {
                    byte[] frame = he.sealed(packet(Topic.TX.id(), true, new byte[900]));
                    drip(he, frame, 0);
                }),
                "closed.INPUT_STALLED"));
        cases.add(ends(
                "a byte of a record in each large frame",
                Negotiator.inLargeFrames(he -> {
                    he.stream(Packets.hex("000dbba0"));
                    bytesOn(he);
                }),
                "closed.WORK_WASTED"));
    }

    private static void drip(Attacker he, byte[] frame, int at) {
        he.wire().write(new byte[] {frame[at]});
        if (at + 1 < frame.length) {
            he.wire().later(Duration.ofMillis(500), () -> drip(he, frame, at + 1));
        }
    }

    private static void bytesOn(Attacker he) {
        byte[][] frames = new byte[100][];
        Arrays.setAll(frames, i -> he.sealed(new byte[1]));
        he.wire().write(join(frames));
        he.wire().later(Duration.ofMillis(20), () -> bytesOn(he));
    }

    /** As over Canopy's framing. */
    private void packets() {
        for (AttackCase attack : PacketCases.all()) {
            if (attack.rows().stream().anyMatch(AGAIN::contains)) {
                cases.add(attack.by(
                        attack.name() + ", in large frames",
                        Negotiator.withHybridKey(attack.script().last())));
            }
        }
    }

    private void bad(String name, Consumer<Attacker> act) {
        cases.add(ends(name, Negotiator.inLargeFrames(act), BAD_FRAME));
    }
}
