package dev.understory.admission;

import dev.understory.limits.HandshakeRates;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Endpoint;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The links that others have opened, until their handshakes begin. What is refused costs the judgement, an event and the
 * end of its socket: no actor, no key, no place in a table. A machine.
 *
 * <pre>
 * a link arrives, and
 *   its address is not wanted, or has no room, or is too fast  -> Emit(LinkRefused), RefuseLink
 *   there is room                                              -> what {@link OpenLinks#open} wants
 *   there is room if a slower handshake ends                   -> what {@link OpenLinks#crowdOut} wants, and then that
 * </pre>
 */
final class Arrivals {
    private final AdmissionTable table;
    private final PeerRoster roster;
    private final Gatekeeper gatekeeper;
    private HandshakeRates rates;
    private final OpenLinks links;
    private final LongSupplier ids;
    private final List<PeerSetEffect> effects;

    /** No links yet; {@code ids} numbers those that begin a handshake. */
    Arrivals(
            AdmissionTable table,
            PeerRoster roster,
            Gatekeeper gatekeeper,
            HandshakeRates rates,
            OpenLinks links,
            LongSupplier ids,
            List<PeerSetEffect> effects) {
        this.table = table;
        this.roster = roster;
        this.gatekeeper = gatekeeper;
        this.rates = rates;
        this.links = links;
        this.ids = ids;
        this.effects = effects;
    }

    /** Other rates hold from now on. */
    void use(HandshakeRates changed) {
        rates = changed;
    }

    /** A link from {@code remote} to {@code local} has arrived; {@code stopping} if the node takes none any more. */
    void accepted(Endpoint remote, Endpoint local, boolean stopping, long nowNanos) {
        NetworkAddress address = NetworkAddress.of(remote.host());
        boolean expected = roster.isExpected(address);
        switch (judge(address, expected, stopping, nowNanos)) {
            case LinkVerdict.Refuse refused -> {
                effects.add(new PeerSetEffect.Emit(
                        new ConnectionEvent.LinkRefused(remote, refused.reason(), refused.full())));
                effects.add(new PeerSetEffect.RefuseLink());
            }
            case LinkVerdict.Accept accept -> begin(address, expected, remote, local);
            case LinkVerdict.Evict evict -> {
                table.drop(evict.other());
                links.crowdOut(evict.other(), address);
                begin(address, expected, remote, local);
            }
        }
    }

    private LinkVerdict judge(NetworkAddress address, boolean expected, boolean stopping, long nowNanos) {
        CloseReason unwanted = stopping ? CloseReason.LOCAL : gatekeeper.refusal(address);
        if (unwanted != null) {
            return new LinkVerdict.Refuse(unwanted, null);
        }
        LinkVerdict verdict = table.judge(address, expected, roster::awaitsSomebody);
        // Asked last: a link that gets no handshake for another reason costs its group nothing of this.
        return verdict instanceof LinkVerdict.Refuse || rates.take(address, expected, nowNanos)
                ? verdict
                : new LinkVerdict.Refuse(CloseReason.HANDSHAKE_RATE, null);
    }

    private void begin(NetworkAddress address, boolean expected, Endpoint remote, Endpoint local) {
        links.open(table.accept(ids.getAsLong(), address, expected), remote, local);
    }
}
