package dev.understory.peer;

import dev.understory.admission.Gatekeeper;
import dev.understory.admission.NameWatch;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.ConnectionEvents;
import dev.understory.transport.LookupEvent;
import dev.understory.transport.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses of the names up to date that are banned or where must-connect and trusted peers live: carries what
 * {@link NameWatch} wants to the resolver, and the answers to those who judge by addresses. Belongs to {@link PeerSet}.
 */
final class FollowedNames {
    private final NameWatch watch;
    private final PeerRoster roster;
    private final Gatekeeper gatekeeper;
    private final NodeClock clock;
    private final ConnectionEvents events;
    private final Consumer<String> lookUp;
    private final Consumer<Duration> wakeUpAfter;
    private @Nullable String refused;

    /**
     * Follows nothing before the first {@link #review}.
     *
     * @param lookUp begins a lookup, whose answer comes to {@link #lookedUp}
     * @param wakeUpAfter has {@link #review} called after that time, and not at an earlier one that was asked for
     */
    FollowedNames(
            NameWatch watch,
            PeerRoster roster,
            Gatekeeper gatekeeper,
            PeerPorts ports,
            Consumer<String> lookUp,
            Consumer<Duration> wakeUpAfter) {
        this.watch = watch;
        this.roster = roster;
        this.gatekeeper = gatekeeper;
        this.clock = ports.clock();
        this.events = ports.events();
        this.lookUp = lookUp;
        this.wakeUpAfter = wakeUpAfter;
    }

    /** Bans or expected peers may have changed, or a name is due. */
    void review() {
        List<String> hosts = new ArrayList<>(gatekeeper.bannedNames());
        hosts.addAll(roster.expectedHosts());
        long now = clock.nowNanos();
        String tooMany = watch.follow(hosts, now);
        if (tooMany != null && !tooMany.equals(refused)) {
            String detail = "more than " + NameWatch.MOST_NAMES + " host names have to be followed: " + tooMany
                    + " is not, nor are those after it";
            events.emit(new ConnectionEvent.NameUnresolved(tooMany, detail));
        }
        refused = tooMany;
        publish();
        watch.due(now).forEach(lookUp);
        long next = watch.nextDue();
        if (next != Long.MAX_VALUE) {
            wakeUpAfter.accept(Duration.ofNanos(Math.max(0, next - now)));
        }
    }

    /** A name was looked up, by {@link #review} or for a dial. Returns whether addresses have changed. */
    boolean lookedUp(LookupEvent event, boolean forDial) {
        if (!forDial) {
            watch.answered(event.host());
        }
        long now = clock.nowNanos();
        NameWatch.Change change = switch (event) {
            case LookupEvent.Found found -> watch.found(found.host(), found.addresses(), now);
            case LookupEvent.NotFound none -> watch.failed(none.host(), now);
        };
        if (change.failing()) {
            String detail = event instanceof LookupEvent.NotFound none
                    ? none.detail()
                    : "no address of the host name " + event.host() + " can be one of a peer";
            events.emit(new ConnectionEvent.NameUnresolved(event.host(), detail + "; it is looked up again and again"));
        }
        if (change.addresses()) {
            int count = watch.addresses(event.host()).size();
            events.emit(new ConnectionEvent.NameResolved(event.host(), count));
            publish();
        }
        if (!forDial) {
            review();
        }
        return change.addresses();
    }

    private void publish() {
        gatekeeper.update(watch);
        roster.recount();
    }
}
