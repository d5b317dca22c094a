package dev.understory.attack;

import static dev.understory.attack.Packets.packet;
import static dev.understory.attack.Packets.text;

import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a peer can send that costs a node something and comes to nothing. */
final class WorkCases {
    private static final String STALLED = "closed.INPUT_STALLED";
    private static final String RECLAIMED = "closed.MEMORY_RECLAIMED";
    private static final String WASTED = "closed.WORK_WASTED";
    private static final byte[] MESSAGE = packet(Topic.TX.id(), true, new byte[900]);
    private static final Duration OFTEN = Duration.ofMillis(500);

    private final List<AttackCase> cases = new ArrayList<>();

    private WorkCases() {}

    static List<AttackCase> all() {
        WorkCases all = new WorkCases();
        all.standingStill();
        all.forNothing();
        return all.cases;
    }

    private void standingStill() {
        ends("a byte of a frame every half second", STALLED, he -> {
            byte[] frame = he.sealed(MESSAGE);
            drip(he, frame.length, at -> he.wire().write(new byte[] {frame[at]}));
        });
        ends(
                "a byte of a record every half second, in a frame of its own",
                STALLED,
                he -> drip(he, MESSAGE.length, at -> he.stream(new byte[] {MESSAGE[at]})));
        ends("an unfinished message and then only pings", STALLED, he -> unfinished(he, 20_000));
        ends("an unfinished message beyond the share and then only pings", RECLAIMED, he -> unfinished(he, 500_000));
    }

    /** Without an end of their own: the node has to make one. What comes while it does not read waits in the link. */
    private void forNothing() {
        byte[] oneByteRecord = new byte[900_000];
        ends(
                "frames without data",
                WASTED,
                he -> goOn(he, () -> he.wire().write(many(50, () -> he.frame(0, new byte[0])))));
        ends("a byte of a record in each frame", WASTED, he -> {
            AtomicInteger at = new AtomicInteger(4);
            he.stream(new byte[] {0, 0x0d, (byte) 0xbb, (byte) 0xa0});
            goOn(
                    he,
                    () -> he.wire().write(many(50, () -> he.sealed(new byte[] {oneByteRecord[at.getAndIncrement()]}))));
        });
        byte[] empty = packet(Topic.TX.id(), false, new byte[0]);
        ends("packets without payload or end", WASTED, he -> goOn(he, () -> he.stream(many(500, () -> empty))));
        byte[] pong = packet(Topic.HEARTBEAT.id(), true, text("pong"));
        ends("pongs without a ping and without end", WASTED, he -> goOn(he, () -> he.stream(many(500, () -> pong))));
        byte[] odd = packet(Topic.HEARTBEAT.id(), true, text("pang"));
        ends("unknown heartbeats without end", WASTED, he -> goOn(he, () -> he.stream(many(500, () -> odd))));
    }

    private static byte[] many(int count, Supplier<byte[]> next) {
        byte[][] parts = new byte[count][];
        Arrays.setAll(parts, i -> next.get());
        return Packets.join(parts);
    }

    private static void goOn(Attacker he, Runnable act) {
        act.run();
        he.wire().later(Duration.ofMillis(20), () -> goOn(he, act));
    }

    private static void unfinished(Attacker he, int size) {
        he.packet(Topic.BLOCK.id(), false, new byte[size]);
        drip(he, Integer.MAX_VALUE, at -> he.packet(Topic.HEARTBEAT.id(), true, text("ping")));
    }

    private static void drip(Attacker he, int times, Consumer<Integer> act) {
        drip(he, 0, times, act);
    }

    private static void drip(Attacker he, int time, int times, Consumer<Integer> act) {
        if (time < times) {
            act.accept(time);
            he.wire().later(OFTEN, () -> drip(he, time + 1, times, act));
        }
    }

    private void ends(String name, String counter, Consumer<Attacker> act) {
        cases.add(AttackCase.ends(name, Script.admitted(act), counter));
    }
}
