package dev.understory.crypto;

import dev.understory.crypto.SignatureService.Refusal;
import dev.understory.crypto.SignatureService.Result;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.identity.PublicKey;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers meta signatures that were found good. A peer's meta signature is the same in all its handshakes (wire.md,
 * section 1.7), so a peer that comes back costs one check instead of two. Bounded; the one that was longest not asked
 * for goes first. Belongs to one thread.
 */
final class VerifiedMetas {
    /** Peers that are remembered; a flood of new keys costs others the advantage, nothing more. */
    static final int LIMIT = 1024;

    /** Key, meta and signature, one after the other, to the key in canonical form. */
    private final LinkedHashMap<ByteBuffer, PublicKey> good = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, PublicKey> eldest) {
            return size() > LIMIT;
        }
    };

    /** The result of {@link SignatureService#perform}, without its cost for a meta signature that is remembered. */
    Result perform(CryptoSuite suite, Work work) {
        return switch (work) {
            case Work.Sign sign -> SignatureService.perform(suite, sign);
            case Work.VerifyPeer claim -> verify(suite, claim);
            case Work.Exchange exchange -> SignatureService.perform(suite, exchange);
        };
    }

    private Result verify(CryptoSuite suite, Work.VerifyPeer claim) {
        ByteBuffer meta = metaOf(claim);
        PublicKey known = good.get(meta);
        if (known != null) {
            return suite.verify(known, claim.challenge(), claim.signature())
                    ? new Result.Verified(known)
                    : new Result.Refused(Refusal.BAD_SIGNATURE);
        }
        Result result = SignatureService.perform(suite, claim);
        if (result instanceof Result.Verified verified) {
            good.put(meta, verified.key());
        }
        return result;
    }

    int size() {
        return good.size();
    }

    private static ByteBuffer metaOf(Work.VerifyPeer claim) {
        byte[] key = claim.rawKey();
        byte[] meta = claim.metaBytes();
        byte[] signature = claim.metaSignature();
        return ByteBuffer.allocate(2 * Integer.BYTES + key.length + meta.length + signature.length)
                .putInt(key.length)
                .putInt(meta.length)
                .put(key)
                .put(meta)
                .put(signature)
                .flip();
    }
}
