package dev.understory.attack;

import static dev.understory.attack.Packets.packet;

import dev.understory.limits.AddressGroup;
import dev.understory.mux.Topic;
import java.time.Duration;
import java.util.List;

/**
 * What attackers do in peer exchange.
 *
 * @param tales what they tell of, one drawn for each entry
 * @param network where addresses lie that they make up
 * @param entries of an answer
 * @param requests a second that they make on each link; 0 for none
 * @param unasked answers a second that nobody has asked for, on each link; 0 for none
 */
public record Poison(List<Tale> tales, AddressGroup network, int entries, double requests, double unasked) {
    /** Entries of an answer, at most. */
    public static final int MOST_ENTRIES = 1_000;

    private static final byte[] REQUEST = packet(Topic.PEERS_REQUEST.id(), true, new byte[0]);

    public Poison {
        tales = List.copyOf(tales);
    }

    /** Answers every request, and asks and tells unasked as often as it is to. */
    void on(Attacker he, Rumours rumours) {
        he.listen(topic -> {
            if (topic == Topic.PEERS_REQUEST.id()) {
                answer(he, rumours);
            }
        });
        again(he, requests, () -> he.stream(REQUEST));
        again(he, unasked, () -> answer(he, rumours));
    }

    private void answer(Attacker he, Rumours rumours) {
        he.packet(Topic.PEERS_RESPONSE.id(), true, rumours.answer(he.id(), tales, network, entries));
    }

    /** What a link does not take at once is not made up for. */
    private static void again(Attacker he, double perSecond, Runnable act) {
        if (perSecond > 0) {
            he.wire().later(Duration.ofNanos((long) (1e9 / perSecond)), () -> {
                if (he.wire().isWritable()) {
                    act.run();
                }
                again(he, perSecond, act);
            });
        }
    }
}
