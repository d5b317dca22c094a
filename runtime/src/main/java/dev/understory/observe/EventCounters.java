package dev.understory.observe;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.dissemination.GossipCount;
import dev.understory.limits.ByteWay;
import dev.understory.mux.Topic;
import dev.understory.reputation.BanReason;
import dev.understory.reputation.Credit;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvent.DropReason;
import dev.understory.session.ConnectionEvent.IgnoredInput;
import dev.understory.session.ConnectionEvent.SkipReason;
import dev.understory.session.SendOutcome;
import dev.understory.store.StoreEvent;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts a node's events by what happened and why; each refusal, end and drop moves exactly one counter. Safe for any
 * thread.
 */
public final class EventCounters implements NodeEventSink {
    private final EnumCounters<CloseReason> refused = new EnumCounters<>(CloseReason.class);
    private final EnumCounters<CloseReason> failedHandshakes = new EnumCounters<>(CloseReason.class);
    private final EnumCounters<CloseReason> closed = new EnumCounters<>(CloseReason.class);
    private final EnumCounters<DropReason> drops = new EnumCounters<>(DropReason.class);
    private final EnumCounters<IgnoredInput> ignored = new EnumCounters<>(IgnoredInput.class);
    private final EnumCounters<Offence> offences = new EnumCounters<>(Offence.class);
    private final EnumCounters<Credit> credits = new EnumCounters<>(Credit.class);
    private final EnumCounters<BanReason> bans = new EnumCounters<>(BanReason.class);
    private final EnumCounters<SkipReason> skipped = new EnumCounters<>(SkipReason.class);
    private final EnumCounters<SendOutcome> refusedSends = new EnumCounters<>(SendOutcome.class);
    private final EnumCounters<Single> single = new EnumCounters<>(Single.class);
    private final EnumCounters<Topic> messagesIn = new EnumCounters<>(Topic.class);
    private final EnumCounters<Topic> bytesIn = new EnumCounters<>(Topic.class);
    private final EnumCounters<Topic> messagesOut = new EnumCounters<>(Topic.class);
    private final EnumCounters<Topic> bytesOut = new EnumCounters<>(Topic.class);

    private final EnumCounters<Topic> waitsIn = new EnumCounters<>(Topic.class);
    private final EnumCounters<Topic> waitsOut = new EnumCounters<>(Topic.class);
    private final EnumCounters<Topic> waitNanosIn = new EnumCounters<>(Topic.class);
    private final EnumCounters<Topic> waitNanosOut = new EnumCounters<>(Topic.class);

    private final LongAdder waiting = new LongAdder();
    private final Map<GossipCount, EnumCounters<Topic>> gossip = new EnumMap<>(GossipCount.class);

    /** Nothing has happened yet. */
    public EventCounters() {
        for (GossipCount what : GossipCount.values()) {
            gossip.put(what, new EnumCounters<>(Topic.class));
        }
    }

    private final DiscoveryCounters discovery = new DiscoveryCounters();

    /** What is counted without a reason. */
    public enum Single {
        /** Links opened. */
        OPENED,
        /** Peers admitted. */
        ADMITTED,
        /** Dials that gave no link or no peer. */
        DIAL_FAILED,
        /** Host names that are followed and turned out to have no address. */
        NAME_UNRESOLVED,
        /** Bans by people for which there was no room. */
        BANS_REFUSED,
        /** Tries to listen that failed. */
        LISTEN_FAILED,
        /** Peers that we dialled and that made room for others, as they only stayed. */
        ROTATED,
        /** Defects that were contained. */
        DEFECTS,
        /** Stored documents that were damaged, and set aside. */
        DOCUMENTS_DAMAGED,
        /** Requests to store or read something that the disk has failed. */
        DISK_FAILURES,
        /** New configurations that the node has gone by since. */
        RECONFIGURED,
        /** New configurations that were refused. */
        RECONFIGURE_REFUSED,
        /** New configurations of which the node did not say what came of them. */
        RECONFIGURE_UNANSWERED
    }

    @Override
    public void emit(NodeEvent event) {
        if (event instanceof NodeEvent.Connection connection) {
            count(connection.event());
        } else if (event instanceof NodeEvent.Storage storage) {
            count(storage.event());
        } else if (event instanceof NodeEvent.Discovery search) {
            discovery.count(search.event());
            single.add(Single.ROTATED, search.event() instanceof DiscoveryEvent.Rotated ? 1 : 0);
        } else if (event instanceof NodeEvent.Reconfigured) {
            single.add(Single.RECONFIGURED, 1);
        } else if (event instanceof NodeEvent.ReconfigureRefused) {
            single.add(Single.RECONFIGURE_REFUSED, 1);
        } else if (event instanceof NodeEvent.ReconfigureUnanswered) {
            single.add(Single.RECONFIGURE_UNANSWERED, 1);
        }
    }

    private void count(StoreEvent event) {
        switch (event) {
            case StoreEvent.DocumentDamaged damaged -> single.add(Single.DOCUMENTS_DAMAGED, 1);
            case StoreEvent.DiskFailed failed -> single.add(Single.DISK_FAILURES, 1);
            case StoreEvent.LeftoversRemoved leftovers -> {}
        }
    }

    private void count(ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.Opened opened -> single.add(Single.OPENED, 1);
            case ConnectionEvent.PeerAdmitted admitted -> single.add(Single.ADMITTED, 1);
            case ConnectionEvent.DialFailed failed -> single.add(Single.DIAL_FAILED, 1);
            case ConnectionEvent.ListenFailed failed -> single.add(Single.LISTEN_FAILED, 1);
            case ConnectionEvent.Defect defect -> single.add(Single.DEFECTS, 1);
            case ConnectionEvent.LinkRefused link -> refused.add(link.reason(), 1);
            case ConnectionEvent.PeerRefused peer -> refused.add(peer.reason(), 1);
            case ConnectionEvent.HandshakeFailed failed -> failedHandshakes.add(failed.reason(), 1);
            case ConnectionEvent.PeerClosed gone -> closed.add(gone.reason(), 1);
            case ConnectionEvent.MessagesDropped dropped -> drops.add(dropped.reason(), dropped.count());
            case ConnectionEvent.SendRefused send -> refusedSends.add(send.outcome(), 1);
            case ConnectionEvent.PeerDebited debited -> offences.add(debited.offence(), 1);
            case ConnectionEvent.PeerCredited credited -> credits.add(credited.credit(), 1);
            case ConnectionEvent.Banned banned -> bans.add(banned.reason(), 1);
            case ConnectionEvent.BansRefused refused -> single.add(Single.BANS_REFUSED, refused.count());
            case ConnectionEvent.Unbanned lifted -> {}
            case ConnectionEvent.AddressesSkipped addresses -> skipped.add(addresses.reason(), addresses.count());
            case ConnectionEvent.NameUnresolved name -> single.add(Single.NAME_UNRESOLVED, 1);
            case ConnectionEvent.NameResolved name -> {}
            case ConnectionEvent.Listening listening -> {}
            case ConnectionEvent.StreamChanged changed -> {}
            case ConnectionEvent.RoundTrip trip -> {}
        }
    }

    @Override
    public void delivered(Topic topic, int count, long bytes) {
        messagesIn.add(topic, count);
        bytesIn.add(topic, bytes);
    }

    @Override
    public void sent(Topic topic, int bytes) {
        messagesOut.add(topic, 1);
        bytesOut.add(topic, bytes);
    }

    @Override
    public void waited(ByteWay way, Topic topic, long nanos) {
        (way == ByteWay.IN ? waitsIn : waitsOut).add(topic, 1);
        (way == ByteWay.IN ? waitNanosIn : waitNanosOut).add(topic, nanos);
    }

    @Override
    public void ignored(IgnoredInput what) {
        ignored.add(what, 1);
    }

    @Override
    public void gossiped(Topic topic, GossipCount what, long amount) {
        ofGossip(what).add(topic, amount);
    }

    @Override
    public void waiting(long change) {
        waiting.add(change);
    }

    /** Whether any peer has lately done work that was of use, as far as is known. */
    public boolean isHearing() {
        return discovery.isHearing();
    }

    /** One of the counters without a reason. */
    public long of(Single what) {
        return single.get(what);
    }

    /** Links and peers refused for that reason. */
    public long refused(CloseReason reason) {
        return refused.get(reason);
    }

    /** Handshakes that failed for that reason. */
    public long failedHandshakes(CloseReason reason) {
        return failedHandshakes.get(reason);
    }

    /** Admitted connections that ended for that reason. */
    public long closed(CloseReason reason) {
        return closed.get(reason);
    }

    /** Received messages that were dropped for that reason. */
    public long dropped(DropReason reason) {
        return drops.get(reason);
    }

    /** Packets of admitted peers that were ignored as that. */
    public long ignoredInputs(IgnoredInput what) {
        return ignored.get(what);
    }

    /** Offences that cost a peer points; those that end its connection are counted with the end's reason too. */
    public long offences(Offence offence) {
        return offences.get(offence);
    }

    /** What peers have done well, as applications have found. */
    public long credits(Credit credit) {
        return credits.get(credit);
    }

    /** Bans made for that reason while the node ran; a low score is counted by its offences. */
    public long bans(BanReason reason) {
        return bans.get(reason);
    }

    /** Addresses that were not dialled for that reason, though a host that was to be dialled has them. */
    public long skipped(SkipReason reason) {
        return skipped.get(reason);
    }

    /** Sends that were refused so, of those that did not ask. */
    public long refusedSends(SendOutcome outcome) {
        return refusedSends.get(outcome);
    }

    /** Messages that went to consumers. */
    public long messagesIn(Topic topic) {
        return messagesIn.get(topic);
    }

    /** Messages that were taken for sending. */
    public long messagesOut(Topic topic) {
        return messagesOut.get(topic);
    }

    /** Payload bytes that went to consumers. */
    public long bytesIn(Topic topic) {
        return bytesIn.get(topic);
    }

    /** Payload bytes that were taken for sending. */
    public long bytesOut(Topic topic) {
        return bytesOut.get(topic);
    }

    /** How often something of a topic has gone on that had to wait for a rate of bytes. */
    public long waits(ByteWay way, Topic topic) {
        return (way == ByteWay.IN ? waitsIn : waitsOut).get(topic);
    }

    /** How long something of a topic had to wait for a rate of bytes, in nanoseconds, over all connections. */
    public long waitNanos(ByteWay way, Topic topic) {
        return (way == ByteWay.IN ? waitNanosIn : waitNanosOut).get(topic);
    }

    /** That of gossip on that topic. */
    public long gossip(Topic topic, GossipCount what) {
        return ofGossip(what).get(topic);
    }

    /** Bytes of gossip that wait for their verdict now, with what each message takes beside its own. */
    public long gossipWaiting() {
        return waiting.sum();
    }

    /** Copies that came though the message was here, for each message that was new: what flooding costs. 0 before the first. */
    public double duplicatesPerMessage(Topic topic) {
        long first = gossip(topic, GossipCount.FIRST);
        return first == 0 ? 0 : (double) gossip(topic, GossipCount.DUPLICATE) / first;
    }

    private EnumCounters<Topic> ofGossip(GossipCount what) {
        EnumCounters<Topic> counters = gossip.get(what);
        if (counters == null) {
            throw new IllegalStateException("no counters for " + what);
        }
        return counters;
    }

    /** All counters that are not zero, by a name like {@code closed.LIVENESS_TIMEOUT}, in a fixed order. */
    public Map<String, Long> nonZero() {
        Map<String, Long> found = new LinkedHashMap<>();
        single.collect("", found);
        refused.collect("refused.", found);
        failedHandshakes.collect("handshake.", found);
        closed.collect("closed.", found);
        drops.collect("dropped.", found);
        ignored.collect("ignored.", found);
        offences.collect("offence.", found);
        credits.collect("credit.", found);
        bans.collect("banned.", found);
        skipped.collect("skipped.", found);
        refusedSends.collect("send.", found);
        messagesIn.collect("messages.in.", found);
        bytesIn.collect("bytes.in.", found);
        messagesOut.collect("messages.out.", found);
        bytesOut.collect("bytes.out.", found);
        waitsIn.collect("waits.in.", found);
        waitsOut.collect("waits.out.", found);
        gossip.forEach((what, counters) -> counters.collect("gossip." + what + ".", found));
        discovery.collect(found);
        return found;
    }
}
