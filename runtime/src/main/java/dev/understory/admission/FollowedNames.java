package dev.understory.admission;

import dev.understory.session.ConnectionEvent;
import dev.understory.transport.LookupEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses of the names up to date that are banned or where must-connect and trusted peers live: gives what
 * {@link NameWatch} has learnt to those who judge by addresses. A machine.
 *
 * <pre>
 * review    -> nothing after a stop, or else
 *              Emit(NameUnresolved) for the first name too many, LookUp for each that is due, WakeNames for the next
 * lookedUp  -> Emit(NameUnresolved) when a name begins to fail, Emit(NameResolved) when its addresses have changed,
 *              and, unless the lookup was a dial's, what review wants
 * </pre>
 */
final class FollowedNames {
    private final NameWatch watch;
    private final PeerRoster roster;
    private final Gatekeeper gatekeeper;
    private final List<PeerSetEffect> effects;
    private @Nullable String refused;
    private boolean stopping;

    /** Follows nothing before the first {@link #review}. */
    FollowedNames(NameWatch watch, PeerRoster roster, Gatekeeper gatekeeper, List<PeerSetEffect> effects) {
        this.watch = watch;
        this.roster = roster;
        this.gatekeeper = gatekeeper;
        this.effects = effects;
    }

    /** Bans or expected peers may have changed, or a name is due. */
    void review(long nowNanos) {
        if (stopping) {
            return;
        }
        List<String> hosts = new ArrayList<>(gatekeeper.bannedNames());
        hosts.addAll(roster.expectedHosts());
        String tooMany = watch.follow(hosts, nowNanos);
        if (tooMany != null && !tooMany.equals(refused)) {
            String detail = "more than " + NameWatch.MOST_NAMES + " host names have to be followed: " + tooMany
                    + " is not, nor are those after it";
            effects.add(new PeerSetEffect.Emit(new ConnectionEvent.NameUnresolved(tooMany, detail)));
        }
        refused = tooMany;
        publish();
        watch.due(nowNanos).forEach(host -> effects.add(new PeerSetEffect.LookUp(PeerSet.NOBODY, host)));
        long next = watch.nextDue();
        if (next != Long.MAX_VALUE) {
            effects.add(new PeerSetEffect.WakeNames(Duration.ofNanos(Math.max(0, next - nowNanos))));
        }
    }

    /** A name was looked up, by {@link #review} or for a dial. Returns whether addresses have changed. */
    boolean lookedUp(LookupEvent event, boolean forDial, long nowNanos) {
        if (!forDial) {
            watch.answered(event.host());
        }
        NameWatch.Change change = switch (event) {
            case LookupEvent.Found found -> watch.found(found.host(), found.addresses(), nowNanos);
            case LookupEvent.NotFound none -> watch.failed(none.host(), nowNanos);
        };
        if (change.failing()) {
            String detail = event instanceof LookupEvent.NotFound none
                    ? none.detail()
                    : "no address of the host name " + event.host() + " can be one of a peer";
            detail += "; it is looked up again and again";
            effects.add(new PeerSetEffect.Emit(new ConnectionEvent.NameUnresolved(event.host(), detail)));
        }
        if (change.addresses()) {
            int count = watch.addresses(event.host()).size();
            effects.add(new PeerSetEffect.Emit(new ConnectionEvent.NameResolved(event.host(), count)));
            publish();
        }
        if (!forDial) {
            review(nowNanos);
        }
        return change.addresses();
    }

    /** Nothing is looked up any more. */
    void stop() {
        stopping = true;
    }

    private void publish() {
        gatekeeper.update(watch);
        roster.recount();
    }
}
