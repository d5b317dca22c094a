package dev.understory.peer;

import dev.understory.admission.AdmissionTable;
import dev.understory.admission.Gatekeeper;
import dev.understory.admission.LinkVerdict;
import dev.understory.limits.HandshakeRates;
import dev.understory.limits.NetworkAddress;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.transport.Link;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The links that others have opened, until their handshakes begin. What is refused costs the judgement, an event and the
 * end of its socket: no actor, no key, no place in a table. Belongs to {@link PeerSetActor}.
 */
final class Arrivals {
    private final PeerPorts ports;
    private final AdmissionTable table;
    private final PeerRoster roster;
    private final Gatekeeper gatekeeper;
    private final HandshakeRates rates;
    private final Map<Long, LiveConnection> live;
    private final LongSupplier ids;
    private final Opening opening;

    /** Begins the handshake of a link. */
    interface Opening {
        void open(long id, Link link);
    }

    Arrivals(
            PeerPorts ports,
            HandshakeRates.Policy rates,
            AdmissionTable table,
            PeerRoster roster,
            Gatekeeper gatekeeper,
            Map<Long, LiveConnection> live,
            LongSupplier ids,
            Opening opening) {
        this.ports = ports;
        this.table = table;
        this.roster = roster;
        this.gatekeeper = gatekeeper;
        this.rates = new HandshakeRates(
                rates,
                ports.entropy().stream("handshake-rates").nextLong(),
                ports.clock().nowNanos());
        this.live = live;
        this.ids = ids;
        this.opening = opening;
    }

    void accepted(Link link, boolean stopping) {
        NetworkAddress address = NetworkAddress.of(link.remote().host());
        boolean expected = roster.isExpected(address);
        switch (judge(address, expected, stopping)) {
            case LinkVerdict.Refuse refused -> {
                ports.events().emit(new ConnectionEvent.LinkRefused(link.remote(), refused.reason(), refused.full()));
                link.refuse();
            }
            case LinkVerdict.Accept accept -> begin(link, address, expected);
            case LinkVerdict.Evict evict -> {
                makeRoom(evict.other(), address);
                begin(link, address, expected);
            }
        }
    }

    private LinkVerdict judge(NetworkAddress address, boolean expected, boolean stopping) {
        CloseReason unwanted = stopping ? CloseReason.LOCAL : gatekeeper.refusal(address);
        if (unwanted != null) {
            return new LinkVerdict.Refuse(unwanted, null);
        }
        LinkVerdict verdict = table.judge(address, expected, roster::awaitsSomebody);
        // Asked last: a link that gets no handshake for another reason costs its group nothing of this.
        return verdict instanceof LinkVerdict.Refuse
                        || rates.take(address, expected, ports.clock().nowNanos())
                ? verdict
                : new LinkVerdict.Refuse(CloseReason.HANDSHAKE_RATE, null);
    }

    private void begin(Link link, NetworkAddress address, boolean expected) {
        long id = ids.getAsLong();
        table.accept(id, address, expected);
        opening.open(id, link);
    }

    /** The slowest of too many handshakes ends for one from elsewhere. */
    private void makeRoom(long id, NetworkAddress newcomer) {
        table.drop(id);
        LiveConnection slowest = live.get(id);
        // One that was refused already is on its way out.
        if (slowest != null && slowest.refused == null) {
            slowest.refused = CloseReason.CROWDED_OUT;
            ports.events()
                    .emit(new ConnectionEvent.HandshakeFailed(
                            id,
                            slowest.direction,
                            slowest.remote,
                            CloseReason.CROWDED_OUT,
                            "made room for " + newcomer));
            slowest.tellToClose(CloseReason.CROWDED_OUT, Duration.ZERO);
        }
    }
}
