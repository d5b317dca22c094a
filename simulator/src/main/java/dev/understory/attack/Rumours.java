package dev.understory.attack;

import dev.understory.crypto.RandomStream;
import dev.understory.identity.KeyType;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AddressGroup;
import dev.understory.transport.Endpoint;
import dev.understory.wire.BookPeer;
import dev.understory.wire.Bytes;
import dev.understory.wire.PeerBookMessages;
import dev.understory.wire.PeerMeta;
import java.util.ArrayList;
import java.util.List;

/** What an attacker tells about peers on one link: its draws are its own. */
final class Rumours {
    private static final int SEED = 32;
    /** Where peers listen as a rule. */
    private static final int PORT = 9001;

    private final Known known;
    private final RandomStream random;

    /**
     * Who there is.
     *
     * @param from the attackers
     * @param to the victims
     */
    record Known(Attack.Means means, Attack.Ground ground, int[] from, int[] to) {}

    Rumours(Known known, RandomStream random) {
        this.known = known;
        this.random = random;
    }

    /** An answer with so many entries, each of one of these kinds; made-up addresses lie in that network. */
    byte[] answer(PublicKey self, List<Tale> tales, AddressGroup network, int entries) {
        List<BookPeer> told = new ArrayList<>(entries);
        for (int i = 0; i < entries; i++) {
            told.add(entry(self, tales.get(random.nextInt(tales.size())), network));
        }
        return PeerBookMessages.response(told).toArray();
    }

    private BookPeer entry(PublicKey self, Tale tale, AddressGroup network) {
        return switch (tale) {
            case NOBODY -> at(nobody(), network);
            case ATTACKERS -> {
                int node = one(known.from());
                yield new BookPeer(
                        Bytes.wrap(known.means().keys().apply(node).bytes()),
                        known.ground().peers().apply(node).toString(),
                        meta(),
                        0);
            }
            case VICTIMS -> at(known.means().keys().apply(one(known.to())), network);
            case SELF -> at(self, network);
        };
    }

    private BookPeer at(PublicKey key, AddressGroup network) {
        String host = new AddressRange(network, 1).draw(random);
        return new BookPeer(Bytes.wrap(key.bytes()), new Endpoint(host, PORT).toString(), meta(), 0);
    }

    private PublicKey nobody() {
        byte[] seed = new byte[SEED];
        random.nextBytes(seed);
        return known.means().suite().nodeKey(KeyType.ED25519, seed).publicKey();
    }

    private int one(int[] nodes) {
        return nodes[random.nextInt(nodes.length)];
    }

    private static PeerMeta meta() {
        return new PeerMeta(AttackService.NETWORK_AND_CHAIN, AttackService.NETWORK_AND_CHAIN, Bytes.EMPTY);
    }
}
