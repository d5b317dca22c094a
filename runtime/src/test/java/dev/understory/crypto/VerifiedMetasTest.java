package dev.understory.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understory.crypto.SignatureService.Refusal;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.identity.KeyType;
import dev.understory.identity.NodeKey;
import org.junit.jupiter.api.Test;

final class VerifiedMetasTest {
    private static final CryptoSuite SUITE = CryptoSuites.modelled();
    private static final CryptoSuite REAL = CryptoSuites.real();
    private static final byte[] META = {8, 1};
    private static final Result BAD = new Result.Refused(Refusal.BAD_SIGNATURE);

    private final VerifiedMetas metas = new VerifiedMetas();

    @Test
    void aPeerThatComesBackIsVerifiedByItsChallengeAlone() {
        NodeKey key = key(1);
        assertThat(metas.perform(REAL, claim(REAL, key, 1))).isEqualTo(new Result.Verified(key.publicKey()));
        assertThat(isRemembered(key)).isTrue();
        assertThat(isRemembered(key(2))).isFalse();
        assertThat(metas.size()).isEqualTo(1);
    }

    @Test
    void aKnownMetaExcusesNoBadChallenge() {
        NodeKey key = key(1);
        metas.perform(SUITE, claim(key, 1));
        Work.VerifyPeer next = claim(key, 2);
        Work.VerifyPeer stolen = new Work.VerifyPeer(
                next.rawKey(), new byte[] {3}, next.signature(), next.metaBytes(), next.metaSignature());
        assertThat(metas.perform(SUITE, stolen)).isEqualTo(BAD);
    }

    @Test
    void anotherMetaOfAKnownPeerIsVerifiedAnew() {
        NodeKey key = key(1);
        Work.VerifyPeer good = claim(key, 1);
        metas.perform(SUITE, good);
        byte[] changed = good.metaSignature().clone();
        changed[5] ^= 1;
        assertThat(metas.perform(
                        SUITE, new Work.VerifyPeer(good.rawKey(), good.challenge(), good.signature(), META, changed)))
                .isEqualTo(BAD);
        assertThat(metas.perform(
                        SUITE,
                        new Work.VerifyPeer(
                                good.rawKey(),
                                good.challenge(),
                                good.signature(),
                                new byte[] {8, 2},
                                good.metaSignature())))
                .isEqualTo(BAD);
        assertThat(metas.size()).isEqualTo(1);
    }

    @Test
    void aRefusedPeerIsNotRemembered() {
        NodeKey key = key(1);
        Work.VerifyPeer good = claim(key, 1);
        metas.perform(
                SUITE,
                new Work.VerifyPeer(
                        good.rawKey(), new byte[] {9}, good.signature(), good.metaBytes(), good.metaSignature()));
        assertThat(metas.size()).isZero();
    }

    @Test
    void remembersNoMoreThanItsLimitAndForgetsTheOneNotSeenLongest() {
        metas.perform(REAL, claim(REAL, key(0), 1));
        metas.perform(REAL, claim(REAL, key(1), 1));
        for (int peer = 2; peer < VerifiedMetas.LIMIT + 10; peer++) {
            metas.perform(SUITE, claim(key(peer), 1));
            assertThat(isRemembered(key(0))).isTrue();
        }
        assertThat(metas.size()).isEqualTo(VerifiedMetas.LIMIT);
        assertThat(isRemembered(key(1))).isFalse();
    }

    /** The real meta signature does not verify under the modelled suite, so only a memory of it can save the claim. */
    private boolean isRemembered(NodeKey key) {
        byte[] message = {7};
        Work.VerifyPeer mixed = new Work.VerifyPeer(
                key.publicKey().bytes(), message, SUITE.sign(key, message), META, REAL.sign(key, META));
        return metas.perform(SUITE, mixed) instanceof Result.Verified;
    }

    private static Work.VerifyPeer claim(NodeKey key, int challenge) {
        return claim(SUITE, key, challenge);
    }

    private static Work.VerifyPeer claim(CryptoSuite suite, NodeKey key, int challenge) {
        byte[] message = {(byte) challenge};
        return new Work.VerifyPeer(
                key.publicKey().bytes(), message, suite.sign(key, message), META, suite.sign(key, META));
    }

    private static NodeKey key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        seed[1] = (byte) (number >>> 8);
        return SUITE.nodeKey(KeyType.ED25519, seed);
    }
}
