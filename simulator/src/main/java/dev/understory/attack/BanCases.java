package dev.understory.attack;

import static dev.understory.attack.Packets.join;
import static dev.understory.attack.Packets.packet;
import static dev.understory.attack.Packets.text;

import dev.understory.identity.KeyType;
import dev.understory.mux.Topic;
import java.util.List;
import java.util.function.Consumer;

/** The rows C of attacks.md that one attacker can play: whoever is banned, by whatever name, and what he says all the same. */
final class BanCases {
    private static final String BANNED = "refused.BANNED";
    private static final int BANNED_KEY = 666;
    private static final String BANNED_ADDRESS = "10.77.0.1";
    /** On loopback each /64 that {@link Bed#attack} knows is one address. */
    private static final String BANNED_NETWORK = "2001:db8:77:4200::";

    private BanCases() {}

    /** Settings of a node that refuses them, whether the addresses are those of a simulated network or of loopback. */
    static String settings() {
        return """
                understory.p2p.banned-peers = ["%s"]
                understory.p2p.banned-addresses = ["%s", "%s/64", "127.77.0.1", "127.66.119.66"]
                """.formatted(
                        Attacker.key(KeyType.ED25519, BANNED_KEY).publicKey().hex(), BANNED_ADDRESS, BANNED_NETWORK);
    }

    static List<AttackCase> all() {
        return List.of(
                ends("C7 a banned key from an address that is not", byTheKey(Attacker::prove)),
                ends("C7 a banned address with a key that is not", Script.admitted(he -> {}))
                        .from(BANNED_ADDRESS),
                // Over TCP the system makes the IPv4 address of it.
                ends("C7 a banned address, as one of IPv6", Script.admitted(he -> {}))
                        .from("::ffff:" + BANNED_ADDRESS),
                ends("C7 another address of a banned /64", Script.admitted(he -> {}))
                        .from(BANNED_NETWORK + "1"),
                ends("C16 messages of a banned peer, sent with its proof", byTheKey(he -> {
                    he.prove();
                    he.stream(join(messages()));
                })),
                ends(
                        "C16 messages of a banned peer, in the segment of its proof",
                        byTheKey(he -> he.stream(join(
                                Packets.prefixed(he.signature(he.self().key())),
                                Packets.prefixed(he.self().metaRecord().toArray()),
                                join(messages()))))));
    }

    private static AttackCase ends(String name, Script script) {
        return AttackCase.ends(name, script, BANNED).at(Site.GUARDED);
    }

    private static Script byTheKey(Consumer<Attacker> act) {
        return new Script(List.of(
                new Script.Step(0, he -> {
                    he.become(Attacker.identity(BANNED_KEY));
                    he.key();
                }),
                new Script.Step(Script.KEY, act)));
    }

    /** One on each topic. */
    private static byte[][] messages() {
        byte[][] messages = new byte[6][];
        for (Topic topic : Topic.values()) {
            if (topic != Topic.HEARTBEAT) {
                messages[topic.id()] = packet(topic.id(), true, text("must not arrive"));
            }
        }
        return messages;
    }
}
