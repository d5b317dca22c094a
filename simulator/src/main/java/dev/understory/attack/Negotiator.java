package dev.understory.attack;

import dev.understory.crypto.Aead;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.HybridRecord;
import dev.understory.crypto.TrafficKeys;
import dev.understory.frame.LargeFrames;
import dev.understory.handshake.LocalIdentity;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import dev.understory.wire.HandshakeMessages;
import dev.understory.wire.Offer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An attacker's side of what two nodes of this project agree on beyond Canopy's protocol (wire.md, section 12): as it should
 * be, so that he can attack behind it, and in parts, so that he can do each of them wrong.
 */
final class Negotiator {
    /** Everything but the hybrid key agreement. */
    static final Set<Capability> FRAMES = EnumSet.of(Capability.LARGE_FRAMES, Capability.AES_GCM);

    /** Everything. */
    static final Set<Capability> ALL = EnumSet.allOf(Capability.class);

    /** What the node's first ping takes in a large frame: it means that the peer is admitted. */
    private static final int PING = LargeFrames.sealedSize(Packets.packet(6, true, Packets.text("ping")).length);

    private static final byte[] LABEL = Packets.text("understory transcript 1");

    private final Attacker he;
    private final CryptoSuite suite;

    Negotiator(Attacker he, CryptoSuite suite) {
        this.he = he;
        this.suite = suite;
    }

    // Whole handshakes.

    /** Shakes hands, offering large frames and AES-256-GCM, and does that once admitted. */
    static Script inLargeFrames(Consumer<Attacker> act) {
        return new Script(List.of(
                new Script.Step(Script.KEY, he -> he.negotiator().begin(FRAMES)),
                new Script.Step(Script.RECORDS, he -> he.negotiator().speak(new byte[0], new byte[0])),
                new Script.Step(Script.RECORDS + PING, act)));
    }

    /** Offers everything, with the smaller ephemeral key: sends the encapsulation key; does that once admitted. */
    static Script withHybridKey(Consumer<Attacker> act) {
        return new Script(List.of(
                new Script.Step(Script.KEY, he -> he.negotiator().begin(true)),
                new Script.Step(Script.RECORDS, he -> he.record(he.negotiator().hybridKey())),
                new Script.Step(Script.EXCHANGED, he -> he.negotiator().takesCiphertext()),
                new Script.Step(Script.EXCHANGED + PING, act)));
    }

    /** Offers everything, with the greater ephemeral key: answers with a ciphertext; does that once admitted. */
    static Script withHybridAnswer(Consumer<Attacker> act) {
        return new Script(List.of(
                new Script.Step(Script.KEY, he -> he.negotiator().begin(false)),
                new Script.Step(Script.EXCHANGED, he -> {
                    HybridRecord answer = he.negotiator().answer();
                    he.record(answer.record());
                    he.negotiator().speak(answer.record(), answer.secret());
                }),
                new Script.Step(Script.EXCHANGED + PING, act)));
    }

    // Their parts.

    /** Sends his key and his proof, offering that. */
    void begin(Set<Capability> offered) {
        offer(Capabilities.of(offered, ""));
        he.key();
        he.prove();
    }

    /** The same, offering everything, with an ephemeral key smaller than the node's or greater. */
    void begin(boolean smaller) {
        he.chooseKey(smaller);
        begin(ALL);
    }

    /** From now on his meta record offers that. */
    void offer(Capabilities offered) {
        he.become(offering(offered));
    }

    /** A meta record that offers that. */
    Bytes metaOffering(Set<Capability> offered) {
        return offering(Capabilities.of(offered, "")).metaRecord();
    }

    private LocalIdentity offering(Capabilities offered) {
        return LocalIdentity.create(suite, he.self().key(), 1, 1, offered);
    }

    /** An encapsulation key. */
    byte[] hybridKey() {
        return suite.hybridKey(seed());
    }

    /** A ciphertext for the node's encapsulation key, and the secret in it. */
    HybridRecord answer() {
        return suite.hybridAnswer(nodes().getLast().toArray(), seed()).orElseThrow();
    }

    private void takesCiphertext() {
        byte[] ciphertext = nodes().getLast().toArray();
        speak(hybridKey(), suite.hybridSecret(seed(), ciphertext));
    }

    private byte[] seed() {
        byte[] seed = new byte[64];
        Arrays.fill(seed, (byte) 64);
        return seed;
    }

    /** From now on he seals with the keys of what both have said, by what both have offered; the last of his own is {@code fourth}, or nothing. */
    void speak(byte[] fourth, byte[] hybridSecret) {
        speak(he.self().metaRecord().toArray(), fourth, hybridSecret);
    }

    /** The same, as if his meta record had been that one. */
    void speak(byte[] meta, byte[] fourth, byte[] hybridSecret) {
        List<Bytes> theirs = nodes();
        List<byte[]> own = new ArrayList<>();
        own.add(Arrays.copyOfRange(he.keyRecord(), Integer.BYTES, he.keyRecord().length));
        own.add(he.signature(he.self().key()));
        own.add(meta);
        if (fourth.length > 0) {
            own.add(fourth);
        }
        boolean first = he.secrets().smaller();
        byte[] transcript = LABEL;
        for (int i = 0; i < own.size(); i++) {
            byte[] its = theirs.get(i).toArray();
            transcript = Packets.join(transcript, counted(first ? own.get(i) : its), counted(first ? its : own.get(i)));
        }
        Capabilities both = commonWith(theirs.get(2));
        TrafficKeys keys = suite.negotiatedKeys(he.secrets(), hybridSecret, transcript);
        Aead aead = both.has(Capability.AES_GCM) ? suite.aesGcm(keys.send()) : suite.aead(keys.send());
        he.sealsWith(both.has(Capability.LARGE_FRAMES) ? new ForgedLargeFrames(aead) : new ForgedFrames(aead));
    }

    private Capabilities commonWith(Bytes meta) {
        Offer offer = HandshakeMessages.decodeMeta(meta).orElseThrow().offer();
        return offer instanceof Offer.Made(Capabilities theirs)
                ? he.self().capabilities().commonWith(theirs)
                : Capabilities.NONE;
    }

    private static byte[] counted(byte[] record) {
        return Packets.prefixed(record);
    }

    /** The node's records: three, or four if its part of the hybrid key agreement is there. */
    private List<Bytes> nodes() {
        byte[] heard = he.heard();
        List<Bytes> records = new ArrayList<>();
        records.add(Bytes.wrap(Arrays.copyOfRange(heard, Integer.BYTES, Script.KEY)));
        boolean four =
                he.self().capabilities().has(Capability.HYBRID_KEY_AGREEMENT) && heard.length >= Script.EXCHANGED;
        ByteBuffer said = ByteBuffer.wrap(he.saidByTheNode(four ? Script.EXCHANGED : Script.RECORDS));
        while (said.hasRemaining()) {
            byte[] record = new byte[said.getInt()];
            said.get(record);
            records.add(Bytes.wrap(record));
        }
        return records;
    }
}
