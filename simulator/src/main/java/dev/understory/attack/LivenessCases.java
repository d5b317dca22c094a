package dev.understory.attack;

import static dev.understory.attack.Packets.packet;
import static dev.understory.attack.Packets.text;

import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The rows L of attacks.md that one attacker can play: a peer that is not there any more, and one that only seems so. */
final class LivenessCases {
    private static final String DEAD = "closed.LIVENESS_TIMEOUT";
    private static final byte[] SERVED = text("served");
    private static final byte[] MESSAGE = packet(Topic.TX.id(), true, SERVED);

    /** Ten of them lie between the pieces of a frame: more than six seconds, where silence of three means death. */
    private static final Duration PAUSE = Duration.ofMillis(650);

    private LivenessCases() {}

    static List<AttackCase> all() {
        return List.of(
                AttackCase.ends("L2 silence once admitted", Script.admitted(he -> {}), DEAD)
                        .at(Site.ALERT),
                AttackCase.ends("L2 silence after a message", Script.admitted(he -> he.stream(MESSAGE)), DEAD)
                        .delivering(Topic.TX, SERVED)
                        .at(Site.ALERT),
                AttackCase.ends(
                                "L2 silence in the middle of a frame",
                                Script.admitted(he -> he.wire().write(Arrays.copyOf(he.sealed(MESSAGE), 700))),
                                DEAD)
                        .at(Site.ALERT),
                AttackCase.isServed("U6 a frame that comes in pieces for twice that long", Script.admitted(he -> {
                            byte[] frame = he.sealed(MESSAGE);
                            parts(he, frame, 0);
                        }))
                        .delivering(Topic.TX, SERVED)
                        .at(Site.ALERT));
    }

    private static void parts(Attacker he, byte[] frame, int at) {
        int to = Math.min(frame.length, at + 100);
        he.wire().write(Arrays.copyOfRange(frame, at, to));
        if (to < frame.length) {
            he.wire().later(PAUSE, () -> parts(he, frame, to));
        }
    }
}
