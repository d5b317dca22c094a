package dev.understory.attack;

import static dev.understory.attack.AttackCase.ends;
import static dev.understory.attack.AttackCase.isServed;
import static dev.understory.attack.Packets.field;
import static dev.understory.attack.Packets.hex;
import static dev.understory.attack.Packets.join;
import static dev.understory.attack.Packets.prefixed;
import static dev.understory.attack.Packets.text;

import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.mux.Topic;
import dev.understory.wire.Bytes;
import dev.understory.wire.HandshakeMessages;
import dev.understory.wire.PeerMeta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The rows H of attacks.md that one attacker can play. */
final class HandshakeCases {
    private static final String TIMEOUT = "handshake.HANDSHAKE_TIMEOUT";
    private static final String MALFORMED = "handshake.HANDSHAKE_MALFORMED";
    private static final String BAD_EPHEMERAL_KEY = "handshake.BAD_EPHEMERAL_KEY";
    private static final String BAD_IDENTITY_KEY = "handshake.BAD_IDENTITY_KEY";
    private static final String BAD_SIGNATURE = "handshake.BAD_SIGNATURE";
    private static final String BAD_FRAME = "handshake.BAD_FRAME";
    private static final byte[] SERVED = text("served");
    private static final NodeKey OTHER = Attacker.key(KeyType.ED25519, 5);
    private static final NodeKey BLS = Attacker.key(KeyType.BLS12_381, 6);

    private final List<AttackCase> cases = new ArrayList<>();

    private HandshakeCases() {}

    static List<AttackCase> all() {
        HandshakeCases all = new HandshakeCases();
        all.silence();
        all.lengths();
        all.ephemeralKeys();
        all.replays();
        all.signatures();
        all.identities();
        all.metas();
        all.order();
        all.endings();
        all.otherProtocols();
        return all.cases;
    }

    private void silence() {
        add(ends("H1 silence", Script.atOnce(he -> {}), TIMEOUT).at(Site.IMPATIENT));
        add(ends("H1 silence after the key", Script.insteadOfProof(he -> {}), TIMEOUT)
                .at(Site.IMPATIENT));
        add(ends("H2 a byte now and then", Script.atOnce(he -> drip(he, he.keyRecord(), 0)), TIMEOUT)
                .at(Site.IMPATIENT));
        add(ends("H29 a peer that we dial and that never answers", Script.atOnce(he -> {}), TIMEOUT)
                .at(Site.IMPATIENT)
                .byOneWhoIsDialled());
        add(ends(
                        "H30 the proof held back",
                        Script.insteadOfProof(he -> he.wire()
                                .write(Arrays.copyOf(
                                        he.sealed(
                                                prefixed(he.signature(he.self().key()))),
                                        1043))),
                        TIMEOUT)
                .at(Site.IMPATIENT));
    }

    private static void drip(Attacker he, byte[] bytes, int at) {
        he.wire().write(new byte[] {bytes[at]});
        if (at + 1 < bytes.length) {
            he.wire().later(Duration.ofMillis(100), () -> drip(he, bytes, at + 1));
        }
    }

    private void lengths() {
        atOnce("H5 a length of 4 GB", MALFORMED, hex("ffffffff"));
        atOnce("H5 a negative length", MALFORMED, hex("80000000"));
        atOnce("H6 a length of 0", MALFORMED, hex("00000000"));
        atOnce("H7 a first record one byte too long", MALFORMED, hex("00000041"));
        insteadOfProof("H6 a second record of no bytes", MALFORMED, he -> he.stream(new byte[4]));
        insteadOfProof("H7 a second record one byte too long", MALFORMED, he -> he.stream(hex("00001001")));
        insteadOfProof("H7 a third record one byte too long", MALFORMED, he -> {
            he.record(he.signature(he.self().key()));
            he.stream(hex("00001001"));
        });
        add(isServed(
                        "H7 the longest records of all steps",
                        new Script(List.of(
                                new Script.Step(0, he -> he.wire().write(prefixed(padded(keyMessage(he), 64)))),
                                new Script.Step(Script.KEY, he -> {
                                    he.record(padded(he.signature(he.self().key()), 4096));
                                    he.record(padded(he.self().metaRecord().toArray(), 4096));
                                }),
                                new Script.Step(Script.ADMITTED, HandshakeCases::served))))
                .delivering(Topic.TX, SERVED));
    }

    private void ephemeralKeys() {
        for (int length : new int[] {0, 1, 31, 33, 60}) {
            atOnce("H8 a key of " + length + " bytes", BAD_EPHEMERAL_KEY, prefixed(field(1, new byte[length])));
        }
        atOnce("H8 a key of 1 MB", MALFORMED, prefixed(field(1, new byte[1_000_000 - 4])));
        ephemeralKey("H9 order 1", "01" + "00".repeat(31));
        ephemeralKey("H9 order 2", "ec" + "ff".repeat(30) + "7f");
        ephemeralKey("H9 order 4", "00".repeat(32));
        ephemeralKey("H9 order 4, the other sign", "00".repeat(31) + "80");
        ephemeralKey("H9 order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
        ephemeralKey("H9 order 8, the other sign", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85");
        ephemeralKey("H9 order 8, inverse", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
        ephemeralKey("H9 order 8, inverse, sign", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa");
        ephemeralKey("H9 Montgomery, order 8", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
        ephemeralKey("H9 Montgomery, order 8 too", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157");
        ephemeralKey("H9 H10 Montgomery, p", "ed" + "ff".repeat(30) + "7f");
        ephemeralKey("H9 H10 Montgomery, p + 1", "ee" + "ff".repeat(30) + "7f");
        ephemeralKey("H10 the largest y", "ff".repeat(31) + "7f");
        ephemeralKey("H10 x = 0 with its sign", "01" + "00".repeat(30) + "80");
        ephemeralKey("H10 x = 0 with its sign, order 2", "ec" + "ff".repeat(31));
        ephemeralKey("H10 no point", "02" + "00".repeat(31));
        // The base point plus a point of order 2: its shared secrets are those of a point of prime order.
        ephemeralKey("H11 mixed order", "95" + "99".repeat(30) + "19");
        ephemeralKey("H12 the neutral element: an all-zero secret", "01" + "00".repeat(31));
    }

    private void replays() {
        add(ends(
                "H13 our own ephemeral key",
                Script.afterTheKey(he -> he.wire().write(Arrays.copyOf(he.heard(), Script.KEY))),
                "handshake.REFLECTED"));
        add(ends(
                "H14 our own proof after a valid agreement",
                Script.afterTheProof(he -> he.stream(he.proofOfTheNode())),
                "handshake.SELF"));
        add(ends("H15 a recorded handshake", Script.atOnce(he -> he.wire().write(he.recordedHandshake())), BAD_FRAME));
        insteadOfProof(
                "H30 records in clear after the key",
                BAD_FRAME,
                he -> he.wire().write(join(prefixed(he.self().metaRecord().toArray()), new byte[1_044])));
        insteadOfProof("H30 the frame of the signature taken out", BAD_FRAME, he -> {
            he.sealed(prefixed(he.signature(he.self().key())));
            he.record(he.self().metaRecord().toArray());
        });
        insteadOfProof("H30 zeros instead of frames", BAD_FRAME, he -> he.wire().write(new byte[2_088]));
    }

    private void signatures() {
        proof(
                "H16 a signature over another challenge",
                BAD_SIGNATURE,
                he -> HandshakeMessages.encodeSignature(
                        he.id().bytes(), Attacker.sign(he.self().key(), new byte[32])));
        for (int bit : new int[] {0, 255, 300, 511}) {
            proof(
                    "H16 bit " + bit + " of the signature flipped",
                    BAD_SIGNATURE,
                    he -> HandshakeMessages.encodeSignature(
                            he.id().bytes(),
                            Packets.flipped(he.signatureOf(he.self().key()), bit)));
        }
        proof(
                "H17 another's signature",
                BAD_SIGNATURE,
                he -> HandshakeMessages.encodeSignature(he.id().bytes(), he.signatureOf(OTHER)));
        add(ends(
                        "H17 another than the one we dial",
                        Script.insteadOfProof(Attacker::prove),
                        "handshake.IDENTITY_MISMATCH")
                .byOneWhoIsDialled());
    }

    private void identities() {
        byte[] infinity = new byte[96];
        infinity[0] = (byte) 0xc0;
        byte[] outside = new byte[48];
        outside[0] = (byte) 0x80;
        outside[47] = 4;
        byte[] bls = BLS.publicKey().bytes();
        bls("H18 a BLS key at infinity", BAD_IDENTITY_KEY, Arrays.copyOf(infinity, 48), he -> infinity);
        bls("H18 a BLS key outside the subgroup", BAD_IDENTITY_KEY, outside, he -> infinity);
        bls("H18 a BLS key that is no point", BAD_IDENTITY_KEY, new byte[48], he -> infinity);
        bls("H18 a BLS key cut short", BAD_IDENTITY_KEY, Arrays.copyOf(bls, 47), he -> he.signatureOf(BLS));
        bls("H18 a BLS key too long", BAD_IDENTITY_KEY, Arrays.copyOf(bls, 49), he -> he.signatureOf(BLS));
        bls("H18 a BLS signature at infinity", BAD_SIGNATURE, bls, he -> infinity);
        bls("H18 a BLS signature cut short", BAD_SIGNATURE, bls, he -> Arrays.copyOf(he.signatureOf(BLS), 95));
        bls("H18 a BLS signature that is no point", BAD_SIGNATURE, bls, he -> new byte[96]);
        bls("H18 a BLS signature of another challenge", BAD_SIGNATURE, bls, he -> Attacker.sign(BLS, new byte[32]));
        for (int length : new int[] {0, 1, 31, 34, 96, 4_000}) {
            proof(
                    "H19 an identity key of " + length + " bytes",
                    BAD_IDENTITY_KEY,
                    he -> join(field(1, new byte[length]), field(2, new byte[64])));
        }
    }

    private void metas() {
        meta(
                "H20 another network",
                "handshake.INCOMPATIBLE",
                he -> meta(he.self().key(), 2, 1));
        meta("H20 another chain", "handshake.INCOMPATIBLE", he -> meta(he.self().key(), 1, 2));
        meta(
                "H20 no network and no chain",
                "handshake.INCOMPATIBLE",
                he -> meta(he.self().key(), 0, 0));
        meta(
                "H21 a meta without a signature",
                BAD_SIGNATURE,
                he -> HandshakeMessages.encodeMeta(new PeerMeta(1, 1, Bytes.EMPTY)));
        meta("H21 a meta signed by another", BAD_SIGNATURE, he -> meta(OTHER, 1, 1));
        add(isServed(
                        "H22 a meta with unknown fields",
                        new Script(List.of(
                                new Script.Step(0, Attacker::key),
                                new Script.Step(Script.KEY, he -> {
                                    he.record(he.signature(he.self().key()));
                                    he.record(
                                            join(he.self().metaRecord().toArray(), field(4, text("1.0")), hex("287f")));
                                }),
                                new Script.Step(Script.ADMITTED, HandshakeCases::served))))
                .delivering(Topic.TX, SERVED));
    }

    private void order() {
        add(ends(
                "H23 the meta first",
                Script.atOnce(
                        he -> he.wire().write(prefixed(he.self().metaRecord().toArray()))),
                MALFORMED));
        atOnce("H23 a packet first", MALFORMED, Packets.packet(3, true, new byte[40]));
        // Read as an identity, it is a good key: what fails is that it signs nothing.
        proof("H23 the key again", BAD_SIGNATURE, HandshakeCases::keyMessage);
        proof(
                "H23 the meta before the signature",
                BAD_IDENTITY_KEY,
                he -> he.self().metaRecord().toArray());
        meta(
                "H23 the signature again",
                BAD_SIGNATURE,
                he -> he.signature(he.self().key()));
        proof("H23 a packet before the signature", BAD_IDENTITY_KEY, he -> packet());
        meta("H23 a packet before the meta", BAD_SIGNATURE, he -> packet());
        add(isServed(
                        "H24 all steps in one segment",
                        new Script(List.of(
                                new Script.Step(
                                        Script.KEY,
                                        he -> he.wire()
                                                .write(join(
                                                        he.keyRecord(),
                                                        he.sealed(prefixed(he.signature(
                                                                he.self().key()))),
                                                        he.sealed(prefixed(he.self()
                                                                .metaRecord()
                                                                .toArray()))))),
                                new Script.Step(Script.ADMITTED, HandshakeCases::served))))
                .delivering(Topic.TX, SERVED));
        add(isServed(
                        "H24 both records in one frame, a packet behind them",
                        Script.insteadOfProof(he -> he.stream(join(
                                prefixed(he.signature(he.self().key())),
                                prefixed(he.self().metaRecord().toArray()),
                                Packets.packet(3, true, SERVED)))))
                .delivering(Topic.TX, SERVED));
    }

    /** A reset at once may come before the node has accepted the link, and then nothing is counted: see {@link Crowds}. */
    private void endings() {
        List<String> whens = List.of("at once", "after our key", "after its key", "after our proof");
        for (int when = 0; when < whens.size(); when++) {
            add(ends("H26 an end " + whens.get(when), at(when, he -> he.wire().finish()), "handshake.REMOTE_CLOSED"));
            if (when > 0) {
                add(ends(
                        "H26 a reset " + whens.get(when),
                        at(when, he -> he.wire().reset()),
                        "handshake.RESET"));
            }
        }
        add(ends("H26 an end once admitted", Script.admitted(he -> he.wire().finish()), "closed.REMOTE_CLOSED"));
        add(ends("H26 a reset once admitted", Script.admitted(he -> he.wire().reset()), "closed.RESET"));
    }

    private static Script at(int when, Consumer<Attacker> act) {
        return switch (when) {
            case 0 -> Script.atOnce(act);
            case 1 -> Script.afterTheKey(act);
            case 2 -> Script.insteadOfProof(act);
            default -> Script.afterTheProof(act);
        };
    }

    private void otherProtocols() {
        atOnce("H27 HTTP", MALFORMED, text("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        atOnce("H27 SSH", MALFORMED, text("SSH-2.0-OpenSSH_9.6\r\n"));
        atOnce("H27 TLS", MALFORMED, hex("1603010200010001fc0303"));
        atOnce("H27 1 MB of zeros", MALFORMED, new byte[1_000_000]);
    }

    // How cases are made.

    private void add(AttackCase attack) {
        cases.add(attack);
    }

    private void atOnce(String name, String counter, byte[] bytes) {
        add(ends(name, Script.atOnce(he -> he.wire().write(bytes)), counter));
    }

    private void ephemeralKey(String name, String key) {
        atOnce(name, BAD_EPHEMERAL_KEY, prefixed(HandshakeMessages.encodeKey(hex(key))));
    }

    private void insteadOfProof(String name, String counter, Consumer<Attacker> act) {
        add(ends(name, Script.insteadOfProof(act), counter));
    }

    /** That record in place of the signature, and a good meta behind it. */
    private void proof(String name, String counter, Message message) {
        insteadOfProof(name, counter, he -> {
            he.record(message.of(he));
            he.record(he.self().metaRecord().toArray());
        });
    }

    /** That key and signature, and a good meta of a BLS identity behind them. */
    private void bls(String name, String counter, byte[] key, Message signature) {
        insteadOfProof(name, counter, he -> {
            he.record(HandshakeMessages.encodeSignature(key, signature.of(he)));
            he.record(meta(BLS, 1, 1));
        });
    }

    /** That record in place of the meta, behind a good signature. */
    private void meta(String name, String counter, Message message) {
        insteadOfProof(name, counter, he -> {
            he.record(he.signature(he.self().key()));
            he.record(message.of(he));
        });
    }

    private interface Message {
        byte[] of(Attacker he);
    }

    private static byte[] meta(NodeKey signer, long network, long chain) {
        byte[] signature = Attacker.sign(signer, HandshakeMessages.metaSignBytes(network, chain));
        return HandshakeMessages.encodeMeta(new PeerMeta(network, chain, Bytes.wrap(signature)));
    }

    private static byte[] keyMessage(Attacker he) {
        byte[] record = he.keyRecord();
        return Arrays.copyOfRange(record, 4, record.length);
    }

    private static byte[] packet() {
        byte[] record = Packets.packet(6, true, text("ping"));
        return Arrays.copyOfRange(record, 4, record.length);
    }

    /** With an unknown field behind it, so that it is that long. */
    private static byte[] padded(byte[] message, int size) {
        int rest = size - message.length - 2;
        return rest < 128 ? join(message, field(15, new byte[rest])) : join(message, field(15, new byte[rest - 1]));
    }

    private static void served(Attacker he) {
        he.packet(3, true, SERVED);
    }
}
