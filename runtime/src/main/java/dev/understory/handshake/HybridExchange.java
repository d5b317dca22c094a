package dev.understory.handshake;

import dev.understory.crypto.HybridRecord;
import dev.understory.crypto.SignatureService.Part;
import dev.understory.crypto.SignatureService.Work;
import dev.understory.wire.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Step 4, of ends that both offer a hybrid key agreement (wire.md, section 12.5): the one with the smaller ephemeral key sends
 * an encapsulation key, the other answers with a ciphertext. Each begins when the other is proven and its own records are
 * written; the key may come before that, and waits.
 *
 * <pre>
 *   smaller   begin: OFFER made, key written   ciphertext: TAKE   secret
 *   greater   key, begin, in any order: ANSWER made, ciphertext written, secret
 * </pre>
 */
final class HybridExchange {
    private final boolean smaller;
    private final byte[] seed;
    private boolean begun;
    private boolean offered;
    private @Nullable Bytes theirs;

    /** The seed is used up, and zeroed by {@link #wipe}. */
    HybridExchange(boolean smaller, byte[] seed) {
        this.smaller = smaller;
        this.seed = seed;
    }

    /** The length of the record that may come now; 0 if none may. */
    int due() {
        if (theirs != null) {
            return 0;
        }
        return smaller ? (offered ? HybridRecord.CIPHERTEXT : 0) : HybridRecord.KEY;
    }

    /** The other is proven, and our records are written. */
    Work.@Nullable OfPeer begin() {
        begun = true;
        return smaller ? work(Part.OFFER, new byte[0]) : answer();
    }

    /** A record of the length that is due. */
    Work.@Nullable OfPeer received(Bytes record) {
        theirs = record;
        return smaller ? work(Part.TAKE, record.toArray()) : answer();
    }

    /** Our key is written. */
    void offered() {
        offered = true;
    }

    void wipe() {
        Arrays.fill(seed, (byte) 0);
    }

    private Work.@Nullable OfPeer answer() {
        Bytes key = theirs;
        return begun && key != null ? work(Part.ANSWER, key.toArray()) : null;
    }

    private Work.OfPeer work(Part part, byte[] record) {
        return new Work.Exchange(part, seed.clone(), record);
    }
}
