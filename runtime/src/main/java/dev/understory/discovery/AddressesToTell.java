package dev.understory.discovery;

import dev.understory.crypto.RandomStream;
import dev.understory.identity.PublicKey;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.PeerBook;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Which addresses a peer is told that asks: proven ones, and hosts of connected peers that have dialled us, at the port where peers
 * listen as a rule. Such a host is there, and whoever hears of it has to try; told of proven ones only, nobody would hear of most.
 * Sans IO.
 *
 * <p>Of either kind an answer has no more than a quarter of what there is, or {@value #FEW} where that is more, so that no single
 * answer shows the whole of a book or all our neighbours. A node with {@value #FEW} or fewer of them shows them all: it cannot hide
 * them anyway from one who asks a few times, and a small network would not come together otherwise.
 */
final class AddressesToTell {
    /** Addresses of a kind that may be in an answer however few there are. */
    static final int FEW = 8;

    /** Entries drawn beyond those that are sent: the peer that asks may be among them. */
    private static final int SPARE = 4;

    private final PeerBook book;
    private final Neighbours neighbours;
    private final int inboundPort;
    private final RandomStream random;

    AddressesToTell(PeerBook book, Neighbours neighbours, int inboundPort, RandomStream random) {
        this.book = book;
        this.neighbours = neighbours;
        this.inboundPort = inboundPort;
        this.random = random;
    }

    /** Some for that peer, none twice; where one is wanted, of either kind as often. */
    List<BookAddress> draw(PublicKey asking, int most) {
        List<BookAddress> proven = book.share(
                share(most, book.triedSize()) + SPARE, address -> !address.key().equals(asking));
        List<BookAddress> connected = neighbours.inboundAddresses(inboundPort);
        connected.removeIf(address -> address.key().equals(asking) || book.find(address) == null);
        if (most > 1) {
            return both(proven, connected, most);
        }
        if (connected.isEmpty() || !proven.isEmpty() && random.nextInt(2) == 0) {
            return proven;
        }
        return List.of(connected.get(random.nextInt(connected.size())));
    }

    /** Of both kinds, as many of each as there may be, in turns: neither crowds out the other. */
    private List<BookAddress> both(List<BookAddress> proven, List<BookAddress> connected, int most) {
        int ofProven = Math.min(proven.size(), share(most, book.triedSize()));
        int ofConnected = Math.min(connected.size(), share(most, connected.size()));
        List<BookAddress> left = new ArrayList<>(connected);
        SequencedSet<BookAddress> chosen = new LinkedHashSet<>();
        for (int i = 0; i < Math.max(ofProven, ofConnected) && chosen.size() < most; i++) {
            if (i < ofProven) {
                chosen.add(proven.get(i));
            }
            if (i < ofConnected && chosen.size() < most) {
                chosen.add(left.remove(random.nextInt(left.size())));
            }
        }
        return List.copyOf(chosen);
    }

    private static int share(int most, int available) {
        return Math.min(most, Math.max(FEW, available / 4));
    }
}
