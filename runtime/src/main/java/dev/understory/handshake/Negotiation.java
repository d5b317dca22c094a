package dev.understory.handshake;

import dev.understory.crypto.CryptoSuite;
import dev.understory.crypto.EphemeralKey;
import dev.understory.crypto.SessionSecrets;
import dev.understory.crypto.TrafficKeys;
import dev.understory.wire.Bytes;
import dev.understory.wire.Capabilities;
import dev.understory.wire.Capability;
import dev.understory.wire.Offer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What two ends agree on beyond what every node speaks (wire.md, section 12). The signature of a peer's meta record does not
 * cover what it offers, because a Canopy node would not find it good then; so the records of both ends are kept, and the keys
 * of all that follows are made of them. An end that offers nothing keeps none, and does not look at the other's offer.
 */
final class Negotiation {
    private static final byte[] LABEL = "understory transcript 1".getBytes(StandardCharsets.US_ASCII);

    private final CryptoSuite suite;
    private final Capabilities own;
    private final List<Bytes> written = new ArrayList<>(0);
    private final List<Bytes> read = new ArrayList<>(0);
    private @Nullable SessionSecrets secrets;
    private @Nullable HybridExchange exchange;
    private byte[] hybridSecret = new byte[0];

    Negotiation(CryptoSuite suite, Capabilities own) {
        this.suite = suite;
        this.own = own;
    }

    /** We write that record. */
    void wrote(Bytes record) {
        if (!own.isNone()) {
            written.add(record);
        }
    }

    /** The peer's next record, which nobody changes any more. */
    void read(Bytes record) {
        if (!own.isNone()) {
            read.add(record);
        }
    }

    /** The first key agreement is done, with that key, which is wiped afterwards. */
    void agreed(SessionSecrets agreed, EphemeralKey key) {
        if (own.isNone()) {
            agreed.wipeExtension();
        } else {
            secrets = agreed;
        }
        if (own.has(Capability.HYBRID_KEY_AGREEMENT)) {
            exchange = new HybridExchange(agreed.smaller(), suite.hybridSeed(key));
        }
    }

    /** The peer's offer is known. */
    void met(Offer offer) {
        if (exchange != null && !common(offer).has(Capability.HYBRID_KEY_AGREEMENT)) {
            exchange.wipe();
            exchange = null;
        }
    }

    /** The second key agreement; null if there is none. */
    @Nullable
    HybridExchange exchange() {
        return exchange;
    }

    /** The second key agreement is done. */
    void exchanged(byte[] secret) {
        hybridSecret = secret;
    }

    /** What is wrong with an offer; null if nothing is, or if we do not look. */
    @Nullable
    String problem(Offer offer) {
        return !own.isNone() && offer instanceof Offer.Unreadable(String why) ? why : null;
    }

    /** What both ends can do. */
    Capabilities common(Offer offer) {
        return !own.isNone() && offer instanceof Offer.Made(Capabilities theirs)
                ? own.commonWith(theirs)
                : Capabilities.NONE;
    }

    /** The keys of what follows; null if one end offers nothing, and those of the handshake go on. */
    @Nullable
    TrafficKeys keys(Offer offer) {
        SessionSecrets agreed = secrets;
        return agreed != null && offer instanceof Offer.Made
                ? suite.negotiatedKeys(agreed, hybridSecret, transcript(agreed.smaller()))
                : null;
    }

    /** Zeroes what keys are made of, and forgets what was said. */
    void wipe() {
        if (secrets != null) {
            secrets.wipeExtension();
        }
        secrets = null;
        if (exchange != null) {
            exchange.wipe();
        }
        Arrays.fill(hybridSecret, (byte) 0);
        written.clear();
        read.clear();
    }

    /** The records of both ends in turn, each after its length; of each pair, that of the smaller ephemeral key goes first. */
    private byte[] transcript(boolean ownFirst) {
        int size = LABEL.length;
        for (int i = 0; i < written.size(); i++) {
            size += 2 * Integer.BYTES + written.get(i).size() + read.get(i).size();
        }
        ByteBuffer all = ByteBuffer.allocate(size).put(LABEL);
        for (int i = 0; i < written.size(); i++) {
            put(all, ownFirst ? written.get(i) : read.get(i));
            put(all, ownFirst ? read.get(i) : written.get(i));
        }
        return all.array();
    }

    private static void put(ByteBuffer all, Bytes record) {
        all.putInt(record.size()).put(record.array(), record.offset(), record.size());
    }
}
