package dev.understory.attack;

import dev.understory.crypto.Agreement;
import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.crypto.EphemeralKey;
import dev.understory.crypto.SessionSecrets;
import dev.understory.frame.FrameOpener;
import dev.understory.frame.Frames;
import dev.understory.frame.Opener;
import dev.understory.handshake.LocalIdentity;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.wire.HandshakeMessages;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Somebody with a wire to a node who follows his script: he can shake hands as he should, and do anything else. */
final class Attacker {
    /** How much of what the node writes he keeps: more than any script looks at. */
    private static final int KEPT = 64 << 10;

    private static final CryptoSuite SUITE = CryptoSuites.real();

    private final CryptoSuite suite;
    private LocalIdentity self;
    private EphemeralKey own;
    private final Wire wire;
    private final Iterator<Script.Step> steps;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream(0);
    private Script.@Nullable Step next;
    private @Nullable SessionSecrets secrets;
    private @Nullable Forge frames;
    private @Nullable Negotiator negotiator;
    private @Nullable Hearing hearing;
    /** Can be asked while he writes, and a write can take long. */
    private volatile boolean closed;

    /** The attacker of that number: who he is depends on nothing else. */
    Attacker(int number, Script script, Wire wire) {
        this(SUITE, identity(number), SUITE.ephemeralKey(seed(1_000_000 + number)), script, wire);
    }

    /** An attacker with that identity, and an ephemeral key of his own. */
    Attacker(CryptoSuite suite, LocalIdentity self, EphemeralKey own, Script script, Wire wire) {
        this.suite = suite;
        this.self = self;
        this.own = own;
        this.wire = wire;
        this.steps = script.steps().iterator();
        this.next = steps.next();
    }

    /** Who the attacker of that number is. */
    static LocalIdentity identity(int number) {
        return LocalIdentity.create(SUITE, key(KeyType.ED25519, number), 1, 1);
    }

    static NodeKey key(KeyType type, int number) {
        return SUITE.nodeKey(type, seed(number));
    }

    private static byte[] seed(int number) {
        byte[] seed = new byte[32];
        for (int i = 0; i < 4; i++) {
            seed[i] = (byte) (number >>> 8 * i);
        }
        seed[31] = 99;
        return seed;
    }

    // What happens to him.

    /** The wire is open, or more bytes of the node came. */
    synchronized void hears(byte[] bytes) {
        if (hearing != null) {
            hearing.hears(bytes, 0);
        }
        heard.write(bytes, 0, Math.min(bytes.length, KEPT - heard.size()));
        while (next != null && heard.size() >= next.heard()) {
            Script.Step due = next;
            next = steps.hasNext() ? steps.next() : null;
            due.act().accept(this);
        }
    }

    void ends() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** What the node wrote, the first of it. */
    synchronized byte[] heard() {
        return heard.toByteArray();
    }

    PublicKey id() {
        return self.key().publicKey();
    }

    Wire wire() {
        return wire;
    }

    // What he does as he should.

    /** Opens what the node has sent so far and will send, and tells of the topic of each message that has ended. */
    void listen(IntConsumer topics) {
        hearing = new Hearing(new FrameOpener(suite.aead(secrets().receiveKey())), topics);
        hearing.hears(heard.toByteArray(), Script.KEY);
    }

    /** Sends his ephemeral key. */
    void key() {
        wire.write(keyRecord());
    }

    /** Sends his signature and his meta. */
    void prove() {
        wire.signed();
        record(signature(self.key()));
        record(self.metaRecord().toArray());
    }

    /** Sends a packet of an admitted peer. */
    void packet(int topic, boolean eof, byte[] payload) {
        stream(Packets.packet(topic, eof, payload));
    }

    // What he makes his own bytes of.

    byte[] keyRecord() {
        return Packets.prefixed(HandshakeMessages.encodeKey(own.publicKey()));
    }

    LocalIdentity self() {
        return self;
    }

    /** A signature record: the session's challenge, signed by that key. */
    byte[] signature(NodeKey key) {
        return HandshakeMessages.encodeSignature(key.publicKey().bytes(), signatureOf(key));
    }

    byte[] signatureOf(NodeKey key) {
        return suite.sign(key, secrets().challenge());
    }

    static byte[] sign(NodeKey key, byte[] message) {
        return SUITE.sign(key, message);
    }

    /** Sends a record and its prefix in frames. */
    void record(byte[] content) {
        stream(Packets.prefixed(content));
    }

    /** Sends bytes of the plaintext stream in frames. */
    void stream(byte[] plain) {
        wire.write(sealed(plain));
    }

    byte[] sealed(byte[] plain) {
        return frames().seal(plain);
    }

    /** The next frame, with that length in it, whatever is in it. */
    byte[] frame(int length, byte[] data) {
        return frames().frame(length, data);
    }

    private Forge frames() {
        if (frames == null) {
            frames = new ForgedFrames(suite.aead(secrets().sendKey()));
        }
        return frames;
    }

    /** What the node has written in its first two frames: its records and their prefixes. */
    byte[] proofOfTheNode() {
        return saidByTheNode(Script.RECORDS);
    }

    /** His side of a good handshake with the same node, as somebody would have recorded it at another time. */
    byte[] recordedHandshake() {
        SessionSecrets once = agree(suite.ephemeralKey(seed(77)).publicKey());
        ForgedFrames earlier = new ForgedFrames(suite.aead(once.sendKey()));
        byte[] signature = HandshakeMessages.encodeSignature(id().bytes(), suite.sign(self.key(), once.challenge()));
        return Packets.join(
                keyRecord(),
                earlier.seal(Packets.prefixed(signature)),
                earlier.seal(Packets.prefixed(self.metaRecord().toArray())));
    }

    /** All that the node has said in its first frames, so many bytes of them with its ephemeral key. */
    byte[] saidByTheNode(int to) {
        int frames = (to - Script.KEY) / Frames.SIZE;
        byte[] plain = new byte[Frames.HEADER + frames * Frames.DATA];
        FrameOpener opener = new FrameOpener(suite.aead(secrets().receiveKey()));
        Opener.Verdict verdict = opener.open(heard.toByteArray(), Script.KEY, to, plain, Frames.HEADER);
        if (verdict != Opener.Verdict.OPENED) {
            throw new IllegalStateException("the node's first frames cannot be opened: " + verdict);
        }
        return Arrays.copyOfRange(plain, Frames.HEADER, Frames.HEADER + opener.produced());
    }

    // What he does and makes beyond Canopy's protocol.

    /** His side of wire.md, section 12. */
    Negotiator negotiator() {
        if (negotiator == null) {
            negotiator = new Negotiator(this, suite);
        }
        return negotiator;
    }

    /** From now on he is that one, who may offer something. */
    void become(LocalIdentity other) {
        self = other;
    }

    /** Takes the first ephemeral key that is smaller than the node's, or greater; before he sends one. */
    void chooseKey(boolean smaller) {
        byte[] record = heard.toByteArray();
        byte[] theirs = Arrays.copyOfRange(record, Script.KEY - 32, Script.KEY);
        for (int number = 0; Arrays.compareUnsigned(own.publicKey(), theirs) < 0 != smaller; number++) {
            own = suite.ephemeralKey(seed(2_000_000 + number));
        }
    }

    /** From now on he seals so. */
    void sealsWith(Forge other) {
        frames = other;
    }

    SessionSecrets secrets() {
        if (secrets == null) {
            byte[] record = heard.toByteArray();
            secrets = agree(Arrays.copyOfRange(record, Script.KEY - 32, Script.KEY));
        }
        return secrets;
    }

    private SessionSecrets agree(byte[] key) {
        return ((Agreement.Agreed) suite.agree(own, key)).secrets();
    }
}
