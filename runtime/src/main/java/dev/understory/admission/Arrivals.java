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
 *   there is room                                              -> Open
 *   there is room if a slower handshake ends                   -> CrowdOut, Open
 * </pre>
 */
public final class Arrivals {
    private final AdmissionTable table;
    private final Standing standing;
    private final Gatekeeper gatekeeper;
    private final HandshakeRates rates;
    private final LongSupplier ids;
    private final List<PeerSetEffect> effects;

    /** No links yet; {@code ids} numbers those that begin a handshake. */
    public Arrivals(
            AdmissionTable table,
            Standing standing,
            Gatekeeper gatekeeper,
            HandshakeRates rates,
            LongSupplier ids,
            List<PeerSetEffect> effects) {
        this.table = table;
        this.standing = standing;
        this.gatekeeper = gatekeeper;
        this.rates = rates;
        this.ids = ids;
        this.effects = effects;
    }

    /** A link from {@code remote} has arrived; {@code stopping} if the node takes none any more. */
    public void accepted(Endpoint remote, boolean stopping, long nowNanos) {
        NetworkAddress address = NetworkAddress.of(remote.host());
        boolean expected = standing.isExpected(address);
        switch (judge(address, expected, stopping, nowNanos)) {
            case LinkVerdict.Refuse refused -> {
                effects.add(new PeerSetEffect.Emit(
                        new ConnectionEvent.LinkRefused(remote, refused.reason(), refused.full())));
                effects.add(new PeerSetEffect.RefuseLink());
            }
            case LinkVerdict.Accept accept -> begin(address, expected);
            case LinkVerdict.Evict evict -> {
                table.drop(evict.other());
                effects.add(new PeerSetEffect.CrowdOut(evict.other(), address));
                begin(address, expected);
            }
        }
    }

    private LinkVerdict judge(NetworkAddress address, boolean expected, boolean stopping, long nowNanos) {
        CloseReason unwanted = stopping ? CloseReason.LOCAL : gatekeeper.refusal(address);
        if (unwanted != null) {
            return new LinkVerdict.Refuse(unwanted, null);
        }
        LinkVerdict verdict = table.judge(address, expected, standing::awaitsSomebody);
        // Asked last: a link that gets no handshake for another reason costs its group nothing of this.
        return verdict instanceof LinkVerdict.Refuse || rates.take(address, expected, nowNanos)
                ? verdict
                : new LinkVerdict.Refuse(CloseReason.HANDSHAKE_RATE, null);
    }

    private void begin(NetworkAddress address, boolean expected) {
        long id = ids.getAsLong();
        table.accept(id, address, expected);
        effects.add(new PeerSetEffect.Open(id));
    }
}
