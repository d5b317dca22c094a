package dev.understory.attack;

import static dev.understory.attack.AttackCase.ends;
import static dev.understory.attack.AttackCase.isServed;
import static dev.understory.attack.Packets.field;
import static dev.understory.attack.Packets.hex;
import static dev.understory.attack.Packets.join;
import static dev.understory.attack.Packets.packet;
import static dev.understory.attack.Packets.prefixed;
import static dev.understory.attack.Packets.text;

import dev.understory.crypto.HybridRecord;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/** The rows H in what nodes of this project agree on beyond Canopy's protocol: offers, and the hybrid key agreement (wire.md, section 12). */
final class HybridCases {
    private static final String MALFORMED = "handshake.HANDSHAKE_MALFORMED";
    private static final String TIMEOUT = "handshake.HANDSHAKE_TIMEOUT";
    private static final String BAD_FRAME = "closed.BAD_FRAME";
    private static final byte[] SERVED = text("served");
    private static final byte[] MESSAGE = packet(Topic.TX.id(), true, SERVED);
    /** Field 30001 of the meta record. */
    private static final int OFFER = 30_001;

    private final List<AttackCase> cases = new ArrayList<>();

    private HybridCases() {}

    static List<AttackCase> all() {
        HybridCases all = new HybridCases();
        all.legal();
        all.keys();
        all.ciphertexts();
        all.order();
        all.offers();
        all.stripped();
        return all.cases;
    }

    private void legal() {
        Consumer<Attacker> served = he -> he.stream(MESSAGE);
        cases.add(isServed("H22 everything offered, the smaller key", Negotiator.withHybridKey(served))
                .delivering(Topic.TX, SERVED));
        cases.add(isServed("H22 everything offered, the greater key", Negotiator.withHybridAnswer(served))
                .delivering(Topic.TX, SERVED));
        cases.add(isServed("H22 capabilities that nobody knows", offering(new Capabilities(~7L, "x"), served))
                .delivering(Topic.TX, SERVED));
    }

    /** Offers only what the node does not know, or nothing: frames are those of every peer. */
    private static Script offering(Capabilities offered, Consumer<Attacker> act) {
        return new Script(List.of(
                new Script.Step(Script.KEY, he -> {
                    he.negotiator().offer(offered);
                    he.key();
                    he.prove();
                }),
                new Script.Step(Script.RECORDS, he -> he.negotiator().speak(new byte[0], new byte[0])),
                new Script.Step(Script.ADMITTED, act)));
    }

    /** Where the node waits for an encapsulation key. */
    private static Script insteadOfKey(Consumer<Attacker> act) {
        return new Script(List.of(
                new Script.Step(Script.KEY, he -> he.negotiator().begin(true)), new Script.Step(Script.RECORDS, act)));
    }

    /** Where the node waits for a ciphertext. */
    private static Script insteadOfCiphertext(Consumer<Attacker> act) {
        return new Script(List.of(
                new Script.Step(Script.KEY, he -> he.negotiator().begin(false)),
                new Script.Step(Script.EXCHANGED, act)));
    }

    private void keys() {
        for (int length : new int[] {1, HybridRecord.KEY - 1, HybridRecord.KEY + 1}) {
            cases.add(ends(
                    "H8 a hybrid key of " + length + " bytes",
                    insteadOfKey(he -> he.record(new byte[length])),
                    MALFORMED));
        }
        cases.add(ends("H6 a hybrid key of no bytes", insteadOfKey(he -> he.stream(new byte[4])), MALFORMED));
        cases.add(ends("H5 a hybrid key of 4 GB", insteadOfKey(he -> he.stream(hex("ffffffff"))), MALFORMED));
        byte[] ones = new byte[HybridRecord.KEY];
        Arrays.fill(ones, (byte) 0xff);
        cases.add(ends(
                "H10 a hybrid key of coefficients that are not below q",
                insteadOfKey(he -> he.record(ones)),
                "handshake.BAD_EPHEMERAL_KEY"));
        cases.add(ends(
                "H10 one coefficient of a hybrid key that is q",
                insteadOfKey(he -> {
                    byte[] key = he.negotiator().hybridKey();
                    key[0] = 0x01;
                    key[1] = (byte) (key[1] & 0xf0 | 0x0d);
                    he.record(key);
                }),
                "handshake.BAD_EPHEMERAL_KEY"));
        cases.add(ends("H1 silence instead of a hybrid key", insteadOfKey(he -> {}), TIMEOUT)
                .at(Site.IMPATIENT));
    }

    private void ciphertexts() {
        for (int length : new int[] {1, HybridRecord.CIPHERTEXT - 1, HybridRecord.CIPHERTEXT + 1}) {
            cases.add(ends(
                    "H8 a hybrid ciphertext of " + length + " bytes",
                    insteadOfCiphertext(he -> he.record(new byte[length])),
                    MALFORMED));
        }
        cases.add(ends("H1 silence instead of a hybrid ciphertext", insteadOfCiphertext(he -> {}), TIMEOUT)
                .at(Site.IMPATIENT));
        for (int bit : new int[] {0, 8 * HybridRecord.CIPHERTEXT - 1}) {
            // He knows the secret that he meant, and the node has another one.
            cases.add(ends(
                    "H16 bit " + bit + " of a hybrid ciphertext flipped",
                    insteadOfCiphertext(he -> {
                        HybridRecord answer = he.negotiator().answer();
                        byte[] altered = Packets.flipped(answer.record(), bit);
                        he.record(altered);
                        he.negotiator().speak(altered, answer.secret());
                        he.stream(MESSAGE);
                    }),
                    BAD_FRAME));
        }
        cases.add(ends(
                "H12 the secret of a hybrid key agreement left out",
                insteadOfCiphertext(he -> {
                    HybridRecord answer = he.negotiator().answer();
                    he.record(answer.record());
                    he.negotiator().speak(answer.record(), new byte[0]);
                    he.stream(MESSAGE);
                }),
                BAD_FRAME));
    }

    private void order() {
        cases.add(ends(
                "H23 a hybrid ciphertext instead of a key",
                insteadOfKey(he -> he.record(new byte[HybridRecord.CIPHERTEXT])),
                MALFORMED));
        cases.add(ends(
                "H23 a hybrid key instead of a ciphertext",
                insteadOfCiphertext(he -> he.record(he.negotiator().hybridKey())),
                MALFORMED));
        cases.add(ends("H23 a packet instead of a hybrid key", insteadOfKey(he -> he.stream(MESSAGE)), MALFORMED));
        cases.add(ends(
                "H23 the hybrid key twice",
                insteadOfKey(he -> {
                    byte[] key = prefixed(he.negotiator().hybridKey());
                    he.stream(join(key, key));
                }),
                MALFORMED));
    }

    private void offers() {
        offer("H21 an offer that comes twice", join(field(OFFER, hex("0801")), field(OFFER, hex("0801"))));
        offer("H21 an offer that does not parse", field(OFFER, hex("0880")));
        offer("H21 an offer with a part that comes twice", field(OFFER, hex("08010801")));
        offer("H21 an offer of 257 bytes", field(OFFER, field(9, new byte[254])));
        offer("H21 an offer of unprintable software", field(OFFER, hex("120100")));
    }

    private void offer(String name, byte[] fields) {
        cases.add(ends(
                name,
                Script.insteadOfProof(he -> {
                    he.record(he.signature(he.self().key()));
                    he.record(join(he.self().metaRecord().toArray(), fields));
                }),
                MALFORMED));
    }

    /** What somebody between could do: each end believes that the other has said something else. */
    private void stripped() {
        cases.add(ends(
                "H30 his offer taken away",
                new Script(List.of(
                        new Script.Step(0, Attacker::key),
                        new Script.Step(Script.KEY, Attacker::prove),
                        new Script.Step(Script.ADMITTED, he -> {
                            he.negotiator().offer(Capabilities.of(Negotiator.FRAMES, ""));
                            he.negotiator().speak(new byte[0], new byte[0]);
                            he.stream(new byte[2_000]);
                        }))),
                BAD_FRAME));
        cases.add(ends(
                "H30 the node's offer taken away",
                new Script(List.of(
                        new Script.Step(Script.KEY, he -> he.negotiator().begin(EnumSet.of(Capability.AES_GCM))),
                        new Script.Step(Script.RECORDS, he -> he.stream(MESSAGE)))),
                BAD_FRAME));
        cases.add(ends(
                "H30 his offer made smaller",
                new Script(List.of(
                        new Script.Step(Script.KEY, he -> he.negotiator().begin(EnumSet.of(Capability.LARGE_FRAMES))),
                        new Script.Step(Script.RECORDS, he -> {
                            Bytes larger = he.negotiator().metaOffering(Negotiator.FRAMES);
                            he.negotiator().speak(larger.toArray(), new byte[0], new byte[0]);
                            he.stream(MESSAGE);
                        }))),
                BAD_FRAME));
        cases.add(ends(
                "H30 a packet behind the meta, under the keys of the handshake",
                new Script(List.of(new Script.Step(Script.KEY, he -> {
                    he.negotiator().offer(Capabilities.of(Negotiator.FRAMES, ""));
                    he.key();
                    he.stream(join(
                            prefixed(he.signature(he.self().key())),
                            prefixed(he.self().metaRecord().toArray()),
                            MESSAGE));
                }))),
                MALFORMED));
    }
}
