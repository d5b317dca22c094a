package dev.understory.admission;

import dev.understory.identity.PublicKey;
import dev.understory.limits.Allowance;
import dev.understory.limits.Allowances;
import dev.understory.reputation.Offence;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.session.PeerInfo;
import dev.understory.wire.Capabilities;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of connections whose links are open: carries what {@link AdmissionTable} decides to the {@link PeerRoster} and the
 * {@link Dials}. A machine.
 *
 * <pre>
 *   a connection  what happens                                 then         effects
 *   handshaking   authenticated, nothing stands in the way     admitted     Emit(PeerAdmitted), Admit, and what Dials.succeeded
 *                                                                           wants
 *   handshaking   authenticated, another stands in the way     waiting      Challenge or Close for the other, nothing if that one
 *                                                                           is to end anyway; Emit(PeerRefused), Close for those
 *                                                                           that waited and are beaten
 *   handshaking   authenticated, it loses or is unwanted       refused      Emit(PeerRefused), Close
 *   handshaking   authenticated, it is a probe, and its peer   refused      what Dials.isWanted wants, Close
 *                 is connected or not kept
 *   waiting       the other has ended                          admitted, or refused if it is unwanted by now
 *   waiting       the other lives                              refused      Emit(PeerRefused), Close
 *   admitted      ended                                        (none)       Emit(PeerClosed), Emit(PeerDebited) for an offence,
 *                                                                           Lost
 *   handshaking   ended                                        (none)       Emit(HandshakeFailed), what Sanctions.failed and
 *                                                                           Dials.ended want
 *   waiting       ended by the other end, beside one of its    (none)       Emit(PeerRefused), what Dials.ended wants
 *                 own identity that is admitted
 *   waiting       ended otherwise, or waited for a slot        (none)       Emit(HandshakeFailed), what Dials.ended wants
 *   refused       ended                                        (none)       what Dials.ended wants
 *   any           the actor has failed                         (none)       Emit(Defect), and as ended
 * </pre>
 */
final class Admissions {
    private final AdmissionTable table;
    private final OpenLinks links;
    private final Gatekeeper gatekeeper;
    private final PeerRoster roster;
    private final Dials dials;
    private final FollowedNames names;
    private final Sanctions sanctions;
    private final LongSupplier now;
    private final List<PeerSetEffect> effects;
    final Allowances allowances;
    private boolean stopping;

    /** Nobody is admitted yet; each then has the allowance of those settings. */
    Admissions(
            AdmissionTable table,
            OpenLinks links,
            Gatekeeper gatekeeper,
            PeerRoster roster,
            Dials dials,
            FollowedNames names,
            Sanctions sanctions,
            Allowance.Settings allowance,
            LongSupplier now,
            List<PeerSetEffect> effects) {
        this.table = table;
        this.links = links;
        this.gatekeeper = gatekeeper;
        this.roster = roster;
        this.dials = dials;
        this.names = names;
        this.sanctions = sanctions;
        this.allowances = new Allowances(allowance);
        this.now = now;
        this.effects = effects;
    }

    /** The peer of a connection is proven; see {@link PeerSet#authenticated}. */
    void authenticated(long id, PublicKey proven, byte[] sent, Capabilities common, long answeredAt) {
        ConnectionEntry entry = table.find(id);
        // Who was told to close meanwhile, by a ban of his address or for another's sake, is on his way out.
        if (entry == null || entry.link == null || entry.link.toldToClose) {
            return;
        }
        PublicKey key = roster.remembered(proven);
        entry.link.capabilities = common;
        entry.link.handshakeNanos = now.getAsLong() - entry.link.openedAt;
        entry.link.answerNanos = answeredAt - entry.link.openedAt;
        CloseReason unwanted = unwanted(key);
        if (unwanted != null) {
            links.refuse(entry, key, unwanted);
        } else if (entry.dial == null || dials.isWanted(entry.dial, key)) {
            carryOut(table.authenticated(id, key, sent, roster.isOrdinary(key)));
        } else {
            links.dismiss(entry.id, entry.link);
        }
    }

    private @Nullable CloseReason unwanted(PublicKey key) {
        return stopping ? CloseReason.LOCAL : gatekeeper.refusal(key);
    }

    /** The other end has begun to speak on a connection. */
    void spoken(long id) {
        carryOut(table.spoken(id));
    }

    /** A connection that was challenged for {@code newcomer} has shown that it lives, or has not. */
    void stood(long id, long newcomer, boolean alive) {
        carryOut(table.stood(id, newcomer, alive));
    }

    void carryOut(List<Verdict> verdicts) {
        InTurn.each(verdicts, this::carryOut);
    }

    private void carryOut(Verdict verdict) {
        switch (verdict) {
            case Verdict.Admit(long id) -> admit(id);
            case Verdict.Refuse(long id, CloseReason reason) -> refuse(id, reason);
            case Verdict.Close(long id, CloseReason reason) -> links.close(id, reason);
            case Verdict.Challenge(long id, long newcomer, boolean patient) ->
                effects.add(new PeerSetEffect.Challenge(id, newcomer, patient));
        }
    }

    private void refuse(long id, CloseReason reason) {
        ConnectionEntry entry = table.find(id);
        if (entry != null) {
            links.refuse(entry, Objects.requireNonNull(entry.key), reason);
        }
    }

    /** It may have waited for a while: whether it is still wanted is judged again. */
    private void admit(long id) {
        ConnectionEntry entry = table.find(id);
        if (entry == null || entry.link == null) {
            return;
        }
        CloseReason unwanted = unwanted(Objects.requireNonNull(entry.key));
        if (unwanted == null) {
            admit(entry, entry.link);
        } else {
            table.closing(id);
            refuse(id, unwanted);
        }
    }

    void admit(ConnectionEntry entry, OpenLink link) {
        PublicKey key = Objects.requireNonNull(entry.key);
        PeerInfo peer = info(entry, link, key);
        Allowance allowance = allowances.lend(key, entry.address, now.getAsLong());
        link.peer = peer;
        emit(new ConnectionEvent.PeerAdmitted(entry.id, peer, link.handshakeNanos));
        gatekeeper.admitted(entry.address);
        roster.adopt(entry.id, peer, allowance);
        if (entry.dial != null) {
            dials.succeeded(entry.dial, key);
            if (roster.isTrusted(key)) {
                names.review(now.getAsLong());
            }
        }
    }

    /** The actor of a connection has stopped by a defect. */
    void failed(long id) {
        ConnectionEntry entry = table.find(id);
        if (entry != null && entry.link != null) {
            emit(new ConnectionEvent.Defect("connection", "connection " + id + " failed"));
            ended(id, CloseReason.INTERNAL, "a defect of ours");
        }
    }

    /** A connection has ended. */
    void ended(long id, CloseReason reason, String detail) {
        ConnectionEntry gone = table.find(id);
        if (gone == null || gone.link == null) {
            return;
        }
        boolean contesting = table.isContesting(id);
        List<Verdict> next = table.ended(id);
        try {
            if (gone.link.peer != null) {
                ended(gone, gone.link.peer, reason, detail);
            } else {
                endedBeforeAdmission(gone, gone.link, contesting, reason, detail);
            }
        } finally {
            carryOut(next);
        }
    }

    private void ended(ConnectionEntry gone, PeerInfo peer, CloseReason reason, String detail) {
        PublicKey key = peer.id();
        allowances.giveBack(key);
        emit(new ConnectionEvent.PeerClosed(gone.id, peer, reason, detail));
        Offence offence = reason.offence();
        if (offence != null) {
            sanctions.debit(key, gone.address, offence);
        }
        gatekeeper.admitted(gone.address);
        roster.ended(key, reason);
        if (gone.dial != null) {
            dials.left(gone.dial.remote);
        }
    }

    private void endedBeforeAdmission(
            ConnectionEntry gone, OpenLink link, boolean contesting, CloseReason reason, String detail) {
        PublicKey key = gone.key;
        if (contesting && key != null && (reason == CloseReason.REMOTE_CLOSED || reason == CloseReason.RESET)) {
            link.refused = CloseReason.DUPLICATE;
            emit(new ConnectionEvent.PeerRefused(gone.id, gone.direction, link.remote, key, CloseReason.DUPLICATE));
        }
        if (link.refused == null) {
            emit(new ConnectionEvent.HandshakeFailed(gone.id, gone.direction, link.remote, reason, detail));
            if (gone.direction == Direction.INBOUND) {
                sanctions.failed(gone.address, reason);
            }
        }
        CloseReason why = link.refused != null ? link.refused : reason;
        if (why == CloseReason.SELF && gone.direction == Direction.INBOUND) {
            links.unmask(link.remote);
        }
        if (gone.dial != null) {
            dials.ended(gone.dial, key, link.ourselves ? CloseReason.SELF : why, detail);
        }
    }

    /** Everybody goes: who is admitted after what is queued is written, {@code deadline} at most, the others now. */
    void stop(Duration deadline) {
        stopping = true;
        for (ConnectionEntry entry : table.all()) {
            boolean admitted = entry.state == ConnectionEntry.State.ADMITTED;
            links.close(entry, CloseReason.LOCAL, admitted ? deadline : Duration.ZERO);
        }
    }

    /** The peer of a connection as it stands now; null if it is not admitted. */
    @Nullable
    PeerInfo peerOf(long id) {
        ConnectionEntry entry = table.find(id);
        if (entry == null || entry.state != ConnectionEntry.State.ADMITTED || entry.link == null) {
            return null;
        }
        return entry.link.peer == null ? null : info(entry, entry.link, entry.link.peer.id());
    }

    private PeerInfo info(ConnectionEntry entry, OpenLink link, PublicKey key) {
        return new PeerInfo(
                key,
                entry.direction,
                link.remote,
                roster.isMustConnect(key),
                roster.isTrusted(key),
                gatekeeper.score(key),
                link.capabilities);
    }

    private void emit(ConnectionEvent event) {
        effects.add(new PeerSetEffect.Emit(event));
    }
}
