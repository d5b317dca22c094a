package dev.understory.handshake;

import static dev.understory.CanopyVectors.hex;
import static dev.understory.handshake.TestIdentities.identity;
import static dev.understory.handshake.TestIdentities.seed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.CryptoSuites;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import dev.understory.identity.PublicKey;
import dev.understory.wire.Bytes;
import dev.understory.wire.HandshakeMessages;
import dev.understory.wire.PeerMeta;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The H rows of attacks.md that a handshake alone can show; the number of the row begins each name. */
final class HandshakeAttackTest {
    private static final CryptoSuite SUITE = CryptoSuites.real();
    private static final LocalIdentity SELF = identity(SUITE, KeyType.ED25519, 1);

    private final WireEnd victim = new WireEnd(SUITE, SELF, null, seed(101)).start();

    /** The attacker's side of the wire: a handshake that is used for its keys and framing only. */
    private final Attacker attacker = new Attacker();

    @Test
    void h2ADripOfBytesDoesNotMoveTheDeadline() {
        byte[] start = hex("000000220a20");
        for (int i = 0; i < start.length; i++) {
            victim.now = i * 160_000_000L;
            victim.receive(new byte[] {start[i]});
            assertThat(victim.handshake.nextDeadlineNanos()).isEqualTo(1_000_000_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffff", "00000000", "00000041", "000f4240", "7fffffff", "80000000"})
    void h5h6h7LengthsThatNoStepAllows(String prefix) {
        victim.receive(hex(prefix));
        failed(HandshakeFailure.MALFORMED);
    }

    @Test
    void h7TheLongestRecordOfEachStepIsRead() {
        byte[] key = Arrays.copyOf(HandshakeMessages.encodeKey(attacker.publicKey()), 64);
        key[34] = 0x7a;
        key[35] = 28;
        victim.receive(prefixed(key));
        assertThat(victim.failure()).isNull();
        assertThat(victim.handshake.recordLimit()).isEqualTo(4096);
    }

    @Test
    void h7ALongSecondStepIsRefusedAtItsPrefix() {
        attacker.agree();
        attacker.sendRaw(new byte[] {0, 0, 0x10, 0x01});
        failed(HandshakeFailure.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 60})
    void h8KeysOfAnotherLength(int length) {
        victim.receive(prefixed(withoutEmpty(HandshakeMessages.encodeKey(new byte[length]))));
        failed(HandshakeFailure.BAD_EPHEMERAL_KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "f5ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "0200000000000000000000000000000000000000000000000000000000000000"
            })
    void h9h10h12KeysOfSmallOrderNotCanonicalOrNoPoint(String key) {
        victim.receive(prefixed(HandshakeMessages.encodeKey(hex(key))));
        failed(HandshakeFailure.BAD_EPHEMERAL_KEY);
        assertThat(victim.take()).as("nothing but our own key was written").hasSize(38);
    }

    @Test
    void h13OurOwnEphemeralKey() {
        victim.receive(victim.take());
        failed(HandshakeFailure.REFLECTED);
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void h14OurOwnRecordsEchoedAfterAValidAgreement(KeyType type) {
        WireEnd echoed = new WireEnd(SUITE, identity(SUITE, type, 1), null, seed(101)).start();
        Attacker mirror = new Attacker(echoed);
        mirror.agree();
        for (HandshakeEffect effect : List.copyOf(echoed.effects).subList(1, 5)) {
            if (effect instanceof HandshakeEffect.Write write) {
                mirror.send(write.record().toArray());
            }
        }
        assertThat(echoed.failure()).isEqualTo(HandshakeFailure.SELF);
        assertThat(echoed.effects).as("no signature was checked").noneMatch(HandshakeEffect.Verify.class::isInstance);
    }

    @Test
    void h15ARecordedHandshakeReplayed() {
        WireEnd honest = new WireEnd(SUITE, identity(SUITE, KeyType.ED25519, 2), null, seed(102)).start();
        honest.receive(victim.take());
        byte[] recorded = honest.take();
        WireEnd first = new WireEnd(SUITE, SELF, null, seed(101)).start();
        first.receive(recorded);
        assertThat(first.peer()).isNotNull();
        WireEnd later = new WireEnd(SUITE, SELF, null, seed(103)).start();
        later.receive(recorded);
        assertThat(later.failure()).isEqualTo(HandshakeFailure.MALFORMED);
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void h16ASignatureOverAnotherChallenge(KeyType type) {
        NodeKey key = identity(SUITE, type, 2).key();
        attacker.agree();
        attacker.send(HandshakeMessages.encodeSignature(key.publicKey().bytes(), SUITE.sign(key, new byte[32])));
        attacker.send(identity(SUITE, type, 2).metaRecord().toArray());
        failed(HandshakeFailure.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void h16ABitFlippedInAnyByteOfKeyOrSignature(KeyType type) {
        LocalIdentity peer = identity(SUITE, type, 2);
        Random random = new Random(16);
        int length = type.publicKeyLength() + type.signatureLength();
        for (int at = 0; at < length; at++) {
            WireEnd next = new WireEnd(SUITE, SELF, null, seed(101)).start();
            Attacker sender = new Attacker(next);
            sender.agree();
            byte[] key = peer.key().publicKey().bytes();
            byte[] signature = sender.signatureOf(peer.key());
            byte[] changed = at < key.length ? key : signature;
            changed[at < key.length ? at : at - key.length] ^= (byte) (1 << random.nextInt(8));
            sender.send(HandshakeMessages.encodeSignature(key, signature));
            sender.send(peer.metaRecord().toArray());
            assertThat(next.failure())
                    .as("byte %d", at)
                    .isIn(HandshakeFailure.BAD_SIGNATURE, HandshakeFailure.BAD_IDENTITY_KEY);
        }
    }

    @Test
    void h17AnotherKeyThanTheOneThatWasDialled() {
        for (KeyType type : KeyType.values()) {
            PublicKey expected = identity(SUITE, KeyType.ED25519, 3).key().publicKey();
            WireEnd strict = new WireEnd(SUITE, SELF, expected, seed(101)).start();
            WireEnd other = new WireEnd(SUITE, identity(SUITE, type, 2), null, seed(102)).start();
            other.receive(strict.take());
            strict.receive(other.take());
            assertThat(strict.failure()).isEqualTo(HandshakeFailure.IDENTITY_MISMATCH);
        }
    }

    @Test
    void h18BlsKeysAtInfinityAndOutsideTheSubgroup() {
        byte[] infinity = new byte[48];
        infinity[0] = (byte) 0xc0;
        byte[] infiniteSignature = new byte[96];
        infiniteSignature[0] = (byte) 0xc0;
        byte[] outside = new byte[48];
        outside[0] = (byte) 0x80;
        outside[47] = 4;
        for (byte[] key : new byte[][] {infinity, outside, new byte[48]}) {
            WireEnd next = new WireEnd(SUITE, SELF, null, seed(101)).start();
            Attacker sender = new Attacker(next);
            sender.agree();
            sender.send(HandshakeMessages.encodeSignature(key, infiniteSignature));
            sender.send(HandshakeMessages.encodeMeta(new PeerMeta(1, 1, Bytes.wrap(infiniteSignature))));
            assertThat(next.failure()).isEqualTo(HandshakeFailure.BAD_IDENTITY_KEY);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 34, 47, 49, 96, 100, 4000})
    void h18h19KeysOfNoAcceptedLength(int length) {
        attacker.agree();
        attacker.send(withoutEmpty(HandshakeMessages.encodeSignature(new byte[length], new byte[64])));
        failed(HandshakeFailure.BAD_IDENTITY_KEY);
    }

    @Test
    void h18ASignatureAtInfinity() {
        NodeKey key = identity(SUITE, KeyType.BLS12_381, 2).key();
        byte[] infinite = new byte[96];
        infinite[0] = (byte) 0xc0;
        attacker.agree();
        attacker.send(HandshakeMessages.encodeSignature(key.publicKey().bytes(), infinite));
        attacker.send(identity(SUITE, KeyType.BLS12_381, 2).metaRecord().toArray());
        failed(HandshakeFailure.BAD_SIGNATURE);
    }

    @Test
    void h20AnotherNetworkOrChain() {
        for (LocalIdentity foreign : new LocalIdentity[] {
            identity(SUITE, KeyType.ED25519, 2, 2, 1),
            identity(SUITE, KeyType.ED25519, 2, 1, 2),
            identity(SUITE, KeyType.ED25519, 2, 0, 0)
        }) {
            WireEnd here = new WireEnd(SUITE, SELF, null, seed(101)).start();
            WireEnd there = new WireEnd(SUITE, foreign, null, seed(102)).start();
            there.receive(here.take());
            here.receive(there.take());
            assertThat(here.failure()).isEqualTo(HandshakeFailure.INCOMPATIBLE);
        }
    }

    @Test
    void h21MetaWithoutSignatureOrWithAnothers() {
        LocalIdentity claimed = identity(SUITE, KeyType.ED25519, 2);
        byte[] byAnother = identity(SUITE, KeyType.ED25519, 3).metaRecord().toArray();
        byte[] missing = HandshakeMessages.encodeMeta(new PeerMeta(1, 1, Bytes.EMPTY));
        for (byte[] meta : new byte[][] {byAnother, missing}) {
            WireEnd next = new WireEnd(SUITE, SELF, null, seed(101)).start();
            Attacker sender = new Attacker(next);
            sender.agree();
            sender.send(sender.signature(claimed.key()));
            sender.send(meta);
            assertThat(next.failure()).isEqualTo(HandshakeFailure.BAD_SIGNATURE);
        }
    }

    @Test
    void h22MetaWithUnknownFieldsIsAccepted() {
        LocalIdentity future = identity(SUITE, KeyType.ED25519, 2);
        attacker.agree();
        attacker.send(attacker.signature(future.key()));
        byte[] meta = future.metaRecord().toArray();
        byte[] more = Arrays.copyOf(meta, meta.length + 6);
        System.arraycopy(hex("220376312e30"), 0, more, meta.length, 5);
        attacker.send(Arrays.copyOf(more, meta.length + 5));
        assertThat(victim.peer().peer()).isEqualTo(future.key().publicKey());
    }

    /** Canopy sends the keys that it calls Ethereum's so; what both ends compare is what was sent. */
    @Test
    void aKeyWithBothCoordinatesIsTheSameIdentityAndIsReportedAsItCame() {
        LocalIdentity peer = identity(SUITE, KeyType.SECP256K1, 2);
        byte[] whole = CustomNamedCurves.getByName("secp256k1")
                .getCurve()
                .decodePoint(peer.key().publicKey().bytes())
                .getEncoded(false);
        for (byte[] sent : new byte[][] {whole, Arrays.copyOfRange(whole, 1, 65)}) {
            WireEnd next = new WireEnd(SUITE, SELF, peer.key().publicKey(), seed(101)).start();
            Attacker sender = new Attacker(next);
            sender.agree();
            sender.send(HandshakeMessages.encodeSignature(sent, sender.signatureOf(peer.key())));
            sender.send(peer.metaRecord().toArray());
            assertThat(next.peer().peer()).isEqualTo(peer.key().publicKey());
            assertThat(next.peer().sent().toArray()).isEqualTo(sent);
        }
    }

    @Test
    void h23StepsOutOfOrderOrRepeated() {
        LocalIdentity peer = identity(SUITE, KeyType.ED25519, 2);
        victim.receive(prefixed(peer.metaRecord().toArray()));
        failed(HandshakeFailure.MALFORMED);

        WireEnd repeated = new WireEnd(SUITE, SELF, null, seed(101)).start();
        Attacker again = new Attacker(repeated);
        again.agree();
        again.send(HandshakeMessages.encodeKey(again.publicKey()));
        assertThat(repeated.failure()).isIn(HandshakeFailure.BAD_SIGNATURE, HandshakeFailure.BAD_IDENTITY_KEY);

        WireEnd metaFirst = new WireEnd(SUITE, SELF, null, seed(101)).start();
        Attacker hasty = new Attacker(metaFirst);
        hasty.agree();
        hasty.send(peer.metaRecord().toArray());
        assertThat(metaFirst.failure()).isEqualTo(HandshakeFailure.BAD_IDENTITY_KEY);

        WireEnd twice = new WireEnd(SUITE, SELF, null, seed(101)).start();
        Attacker doubled = new Attacker(twice);
        doubled.agree();
        doubled.send(doubled.signature(peer.key()));
        doubled.send(doubled.signature(peer.key()));
        assertThat(twice.failure()).isIn(HandshakeFailure.BAD_SIGNATURE, HandshakeFailure.MALFORMED);
    }

    @Test
    void h23AnApplicationFrameBeforeTheMeta() {
        byte[] ping = hex("0a2e0a20747970652e676f6f676c65617069732e636f6d2f74797065732e5061636b6574"
                + "120a080610011a0470696e67");
        attacker.agree();
        attacker.send(ping);
        failed(HandshakeFailure.BAD_IDENTITY_KEY);

        WireEnd next = new WireEnd(SUITE, SELF, null, seed(101)).start();
        Attacker sender = new Attacker(next);
        sender.agree();
        sender.send(sender.signature(identity(SUITE, KeyType.ED25519, 2).key()));
        sender.send(ping);
        assertThat(next.failure()).isEqualTo(HandshakeFailure.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"
            })
    void h27BannersOfOtherProtocols(String banner) {
        assertThat(victim.take()).hasSize(38);
        victim.receive(banner.getBytes(StandardCharsets.ISO_8859_1));
        failed(HandshakeFailure.MALFORMED);
        assertThat(victim.take()).isEmpty();
    }

    @Test
    void h27AMegabyteOfZeros() {
        victim.take();
        victim.receive(new byte[1_000_000], 1500);
        failed(HandshakeFailure.MALFORMED);
        assertThat(victim.take()).isEmpty();
    }

    private void failed(HandshakeFailure reason) {
        assertThat(victim.failure()).isEqualTo(reason);
    }

    /** The encoder leaves empty fields out; an attacker writes them. */
    private static byte[] withoutEmpty(byte[] message) {
        return message.length == 0 ? new byte[] {0x0a, 0} : message;
    }

    private static byte[] prefixed(byte[] record) {
        byte[] bytes = new byte[4 + record.length];
        bytes[2] = (byte) (record.length >>> 8);
        bytes[3] = (byte) record.length;
        System.arraycopy(record, 0, bytes, 4, record.length);
        return bytes;
    }

    private final class Attacker {
        private final WireEnd target;
        private final WireEnd own = new WireEnd(SUITE, identity(SUITE, KeyType.ED25519, 9), null, seed(109));

        Attacker() {
            this(victim);
        }

        Attacker(WireEnd target) {
            this.target = target;
            own.worksAtOnce = false;
            own.start();
        }

        byte[] publicKey() {
            return SUITE.ephemeralKey(seed(109)).publicKey();
        }

        void agree() {
            own.receive(target.take());
            target.receive(own.take());
            assertThat(target.failure()).isNull();
        }

        byte[] signature(NodeKey key) {
            return HandshakeMessages.encodeSignature(key.publicKey().bytes(), signatureOf(key));
        }

        byte[] signatureOf(NodeKey key) {
            HandshakeEffect.Sign sign = (HandshakeEffect.Sign) own.effects.get(2);
            return SUITE.sign(key, sign.work().message());
        }

        void send(byte[] record) {
            own.write(Bytes.wrap(record));
            target.receive(own.take());
        }

        void sendRaw(byte[] stream) {
            own.writeRaw(stream);
            target.receive(own.take());
        }
    }
}
