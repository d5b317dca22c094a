package dev.understory.peer;

import dev.understory.admission.BanAnswer;
import dev.understory.admission.DialOutcome;
import dev.understory.admission.IdlePeers;
import dev.understory.admission.MustConnectAnswer;
import dev.understory.admission.PeerSet;
import dev.understory.admission.PlacesInUse;
import dev.understory.admission.ReconfigureAnswer;
import dev.understory.connection.Delivery;
import dev.understory.identity.PeerAddress;
import dev.understory.identity.PublicKey;
import dev.understory.limits.AdmissionPolicy;
import dev.understory.mux.Topic;
import dev.understory.peerbook.BookAddress;
import dev.understory.peerbook.BookPage;
import dev.understory.reputation.BanSubject;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.reputation.Standing;
import dev.understory.session.PeerInfo;
import dev.understory.transport.ListenOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What a node can be asked for. Sending is not among it: whoever has to send subscribes, and sends through the {@link
 * dev.understory.connection.PeerHandle}s that it hears of.
 */
public sealed interface NodeCommand {
    /** What concerns the node's peers: its peer set does it, and the node only passes it on. */
    sealed interface ForPeers extends NodeCommand, PeerSetActor.Command {}

    /**
     * Dial an address.
     *
     * @param strict whether only the address's key may answer
     * @param keep whether to dial again for ever when it fails or the connection is lost
     * @param replyTo hears what came of the (first) try
     */
    record Dial(
            PeerAddress address,
            boolean strict,
            boolean keep,
            @Nullable ActorRef<DialOutcome> replyTo) implements ForPeers {}

    /**
     * Dial an address to see whether that peer is there. Here it takes no slot, hinders no other dial, and nobody but
     * {@code replyTo} hears of it; the connection ends when the peer is proven, unless it is one that is kept and not connected. A
     * peer that is connected already is there, wherever. The other end cannot know what the connection is for: it admits us,
     * with what that costs it and perhaps with another's place, and loses us again. So a round through the book passes over
     * those who were reached lately.
     *
     * @param address with its key
     */
    record Probe(PeerAddress address, ActorRef<DialOutcome> replyTo) implements ForPeers {}

    /** Replaces the must-connect peers; those in both sets keep their connections. Who cannot be one is passed over, and named. */
    record SetMustConnect(List<PeerAddress> peers, @Nullable ActorRef<MustConnectAnswer> replyTo) implements ForPeers {
        /** Nobody wants to know what came of it. */
        public SetMustConnect(List<PeerAddress> peers) {
            this(peers, null);
        }
    }

    /**
     * Changes some of the must-connect peers, whoever else changes others at the same time.
     *
     * @param without who is none any more
     * @param more who is one, at that address, whether it was one before or not
     */
    record ChangeMustConnect(Set<PublicKey> without, List<PeerAddress> more, ActorRef<MustConnectAnswer> replyTo)
            implements ForPeers {
        /** What becomes of those that there are. */
        List<PeerAddress> of(List<PeerAddress> now) {
            List<PeerAddress> peers = new ArrayList<>(now);
            peers.removeIf(peer -> without.contains(peer.key())
                    || more.stream().anyMatch(one -> Objects.equals(one.key(), peer.key())));
            peers.addAll(more);
            return peers;
        }
    }

    /**
     * Goes by those peers and caps from now on, all of it or, for reasons that are answered, nothing.
     *
     * @param keepsMustConnect whether the must-connect peers stay those that there are
     */
    record Reconfigure(
            KnownPeers known,
            AdmissionPolicy admission,
            boolean keepsMustConnect,
            @Nullable ActorRef<ReconfigureAnswer> replyTo)
            implements ForPeers {
        /** The must-connect peers too. */
        public Reconfigure(KnownPeers known, AdmissionPolicy admission, @Nullable ActorRef<ReconfigureAnswer> replyTo) {
            this(known, admission, false, replyTo);
        }

        /** The same, answered to somebody else. */
        public Reconfigure answeredTo(ActorRef<ReconfigureAnswer> other) {
            return new Reconfigure(known, admission, keepsMustConnect, other);
        }

        /** What is to hold where those are the must-connect peers now. */
        PeerSet.Wish wish(List<PeerAddress> mustConnect) {
            return (keepsMustConnect ? known.withMustConnect(mustConnect) : known).with(admission);
        }
    }

    /** Asks for the must-connect peers. */
    record GetMustConnect(ActorRef<List<PeerAddress>> replyTo) implements ForPeers {}

    /** Closes the connection to a peer; a kept or must-connect peer is dialled again after a back-off. */
    record Disconnect(PublicKey peer) implements ForPeers {}

    /** A peer did that, as whoever reads its messages has found: it costs the peer reputation, and in the end its place. */
    record Report(PublicKey peer, Offence offence) implements ForPeers {}

    /** A peer did that well, as whoever reads its messages has found: it earns the peer a little reputation. */
    record Commend(PublicKey peer, Credit credit) implements ForPeers {}

    /**
     * Asks who of the peers that we dialled has only stayed.
     *
     * @param stay nobody is counted who has not been there for so long
     * @param idle nor who has done work within that time
     */
    record GetIdlePeers(Duration stay, Duration idle, ActorRef<IdlePeers> replyTo) implements ForPeers {}

    /** Closes the connection to a peer that we dialled of our own accord; to others it stays. */
    record LetGo(PublicKey peer) implements ForPeers {}

    /** Bans, and closes what is open; {@code duration} null means without end. */
    record Ban(
            BanSubject subject,
            @Nullable Duration duration,
            @Nullable ActorRef<BanAnswer> replyTo) implements ForPeers {
        /** Nobody wants to know what came of it. */
        public Ban(BanSubject subject, @Nullable Duration duration) {
            this(subject, duration, null);
        }
    }

    /** Lifts a ban. */
    record Unban(BanSubject subject, @Nullable ActorRef<BanAnswer> replyTo) implements ForPeers {
        /** Nobody wants to know what came of it. */
        public Unban(BanSubject subject) {
            this(subject, null);
        }
    }

    /** Asks for all bans in force, those for low scores too. */
    record GetBans(ActorRef<List<dev.understory.reputation.Ban>> replyTo) implements ForPeers {}

    /** Asks what is taken of the places for connections. */
    record GetPlaces(ActorRef<PlacesInUse> replyTo) implements ForPeers {}

    /** Asks for the peers admitted now, oldest first. */
    record GetPeers(ActorRef<List<PeerInfo>> replyTo) implements ForPeers {}

    /** Asks how identities stand whose score has changed, with the last changes of each; whose last change is oldest first. */
    record GetStandings(ActorRef<List<Standing>> replyTo) implements ForPeers {}

    /**
     * From now on {@code consumer} hears of all peers, those admitted now first, and gets the messages of {@code topics}
     * (none is allowed). It takes a topic over from whoever had it, and is forgotten when it stops.
     */
    record Subscribe(Collection<Topic> topics, ActorRef<Delivery> consumer) implements ForPeers {}

    /** Asks which rules within the node do not hold now, in words; there should be none. */
    record Audit(ActorRef<List<String>> replyTo) implements ForPeers {}

    /** What concerns the addresses that a node knows of: who finds its peers does it, and a node that finds none knows of none. */
    sealed interface ForBook extends NodeCommand {}

    /**
     * Asks for a page of the peer book; {@link BookPage#NONE} where there is none, or before it is read.
     *
     * @param which the addresses that are asked for
     * @param after the last address of the page before, null for the first page
     * @param most entries, {@link BookPage#MOST_ENTRIES} at most
     */
    record GetBook(Predicate<BookAddress> which, @Nullable BookAddress after, int most, ActorRef<BookPage> replyTo)
            implements ForBook {}

    /** Takes addresses out of the peer book; the answer is how many. Whoever tells of one again brings it back. */
    record RemoveFromBook(Predicate<BookAddress> which, ActorRef<Integer> replyTo) implements ForBook {}

    /** Finds so many peers to dial from now on; follows a {@link Reconfigure} by itself. */
    record FindOutbound(int peers) implements ForBook {}

    /** Asks what came of listening; answered once the first try has ended. */
    record WhenListening(ActorRef<ListenOutcome> replyTo) implements NodeCommand {}

    /** Stops: no new connections, what is queued is written up to {@code deadline}, then everything is closed. */
    record Stop(Duration deadline, @Nullable ActorRef<Done> replyTo) implements NodeCommand {}
}
