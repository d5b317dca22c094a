package dev.understory.node.cli;

import dev.understory.discovery.DiscoveryEvent;
import dev.understory.identity.PublicKey;
import dev.understory.limits.GroupLevel;
import dev.understory.limits.NetworkAddress;
import dev.understory.mux.Topic;
import dev.understory.node.inspect.EventFields;
import dev.understory.observe.NodeEvent;
import dev.understory.observe.NodeEventSink;
import dev.understory.observe.ServiceEvent;
import dev.understory.session.CloseReason;
import dev.understory.session.ConnectionEvent;
import dev.understory.session.Direction;
import dev.understory.store.StoreEvent;
import dev.understory.transport.Acceptor;
import dev.understory.transport.NodeClock;
import dev.understory.transport.tls.TlsEvent;
import java.io.PrintStream;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints a line for each change of a node's state; what comes with every message or second is left to counters. Whoever can
 * reach the node decides how often some of its states change, so lines of one kind are printed once a second at most (of one that
 * a peer brings about eight at once, but of each peer one a second), and of all lines that one host brings about, of whatever kind, one a
 * second after {@value LogSources#AT_ONCE} at once; each time with the number of those left out. Safe for any thread.
 */
public final class EventLog implements NodeEventSink {
    private static final JsonMapper JSON = new JsonMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    /** Lines of peers coming and going that may come at once: a node meets all of its peers when it starts. */
    private static final int PEERS_AT_ONCE = 32;

    /** Lines of damaged documents that may come at once: a node reads all it has when it starts. */
    private static final int DOCUMENTS_AT_ONCE = 8;

    private final PrintStream out;
    private final NodeClock clock;
    private final boolean json;
    private final LogThrottle throttle = new LogThrottle();
    private final LogSources sources = new LogSources();
    private final Set<Topic> unread = EnumSet.noneOf(Topic.class);
    private volatile boolean listened;

    /**
     * A log for people.
     *
     * @param clock by which lines are left out; the time that stands before a line is the day's
     */
    public EventLog(PrintStream out, NodeClock clock) {
        this(out, clock, false);
    }

    /** With {@code json}, a line is an object of the event's fields, with the same sentence as its message. */
    EventLog(PrintStream out, NodeClock clock, boolean json) {
        this.out = out;
        this.clock = clock;
        this.json = json;
    }

    @Override
    public void emit(NodeEvent event) {
        String line = switch (event) {
            case NodeEvent.Connection connection -> throttled(connection.event());
            case NodeEvent.Storage storage -> throttled(storage.event());
            case NodeEvent.Discovery search -> throttled(search.event());
            case NodeEvent.KeyExposed exposed -> "warning: " + exposed.detail();
            case NodeEvent.BookImported book ->
                "peer book: " + book.addresses() + " addresses taken from " + book.file() + " ("
                        + String.join("; ", book.notes()) + ")";
            case NodeEvent.Started started -> "started as " + started.self().hex();
            case NodeEvent.FewDescriptors few -> "warning: " + few.detail();
            case NodeEvent.Reconfigured now ->
                now.changes().isEmpty()
                        ? "the configuration is in force as it is written"
                        : "another configuration: " + String.join("; ", now.changes());
            case NodeEvent.ReconfigureUnanswered unknown ->
                "warning: no answer to another configuration, which may be in force (" + unknown.detail()
                        + "): have it read again";
            case NodeEvent.ReconfigureRefused refused ->
                "warning: a configuration was refused, the one before holds: " + String.join("; ", refused.reasons());
            case NodeEvent.Stopping stopping -> "stopping";
            case NodeEvent.Stopped stopped -> "stopped";
            case NodeEvent.ApplicationEnded ended ->
                "application '" + ended.application() + "' ended: " + ended.detail();
            case NodeEvent.ServiceEnded ended -> "warning: service " + ended.service() + " " + ended.detail();
            case NodeEvent.Service news -> throttled(news.service(), news.event());
        };
        if (!line.isEmpty() && json) {
            out.println(JSON.writeValueAsString(fields(event, line)));
        } else if (!line.isEmpty()) {
            out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + line);
        }
    }

    private static Map<String, Object> fields(NodeEvent event, String line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", Instant.now().toString());
        fields.put("event", EventFields.name(event));
        fields.put("message", line);
        EventFields.of(event).forEach(fields::putIfAbsent);
        return fields;
    }

    private String throttled(String service, ServiceEvent event) {
        String line = switch (event) {
            case ServiceEvent.Listener(Acceptor.Event.Listening listening) -> "listening at " + listening.local();
            case ServiceEvent.Listener(Acceptor.Event.ListenFailed failed) ->
                "cannot listen at " + failed.local() + ": " + failed.detail();
            case ServiceEvent.Listener(Acceptor.Event.Refused refused) ->
                "refused " + refused.remote() + ": " + refused.reason();
            case ServiceEvent.Listener(Acceptor.Event.Defect defect) -> "defect: " + defect.detail();
            case ServiceEvent.Tls(TlsEvent.Refused refused) -> "refused " + refused.remote() + ": " + refused.cap();
            case ServiceEvent.Tls(TlsEvent.HandshakeFailed failed) ->
                "no TLS with " + failed.remote() + ": " + failed.problem();
        };
        // By what happened, not by whom with: a stranger must not fill the log.
        String kind = switch (event) {
            case ServiceEvent.Listener listener -> listener.event().getClass().getSimpleName();
            case ServiceEvent.Tls tls -> tls.event().getClass().getSimpleName();
        };
        return throttle.pass(service + " " + kind, 1, service + ": " + line, clock.nowNanos());
    }

    private String throttled(DiscoveryEvent event) {
        long now = clock.nowNanos();
        return switch (event) {
            case DiscoveryEvent.BookLoaded loaded -> "peer book: " + loaded.addresses() + " addresses";
            case DiscoveryEvent.BookDamaged damaged ->
                "warning: the stored peer book is of no use: " + damaged.detail();
            case DiscoveryEvent.BookNotSaved failed ->
                throttle.pass("book", 1, "warning: the peer book was not stored: " + failed.detail(), now);
            case DiscoveryEvent.RoundEnded round ->
                "peer book: " + round.live() + " of " + round.addresses() + " proven addresses live, " + round.removed()
                        + " removed";
            case DiscoveryEvent.AnswerRefused refused ->
                throttle.pass(
                        "answer " + refused.reason(),
                        1,
                        "answer of " + refused.peer().shortHex() + " to a request for peers refused: "
                                + refused.reason(),
                        now);
            case DiscoveryEvent.Hearing hearing ->
                throttle.pass(
                        "hearing",
                        1,
                        hearing.working()
                                ? "peers do work that is of use"
                                : "warning: no peer has lately done work that was of use: others are tried",
                        now);
            case DiscoveryEvent.Rotated rotated -> "";
            case DiscoveryEvent.BookChanged changed -> "";
            case DiscoveryEvent.Asked asked -> "";
            case DiscoveryEvent.Learned learned -> "";
            case DiscoveryEvent.EntriesUnfit entries -> "";
            case DiscoveryEvent.Answered answered -> "";
            case DiscoveryEvent.RequestIgnored ignored -> "";
            case DiscoveryEvent.Dialled dial -> "";
        };
    }

    private String throttled(StoreEvent event) {
        long now = clock.nowNanos();
        return switch (event) {
            case StoreEvent.DocumentDamaged damaged ->
                throttle.pass(
                        "document damaged",
                        DOCUMENTS_AT_ONCE,
                        "warning: the stored document " + damaged.name() + " " + damaged.reason() + "; it is kept as "
                                + damaged.setAside() + ", and the node goes on without it",
                        now);
            case StoreEvent.DiskFailed failed ->
                throttle.pass("disk " + failed.problem(), 1, "warning: not stored: " + failed.detail(), now);
            case StoreEvent.LeftoversRemoved removed ->
                "an earlier run ended while it stored " + removed.count()
                        + (removed.count() == 1 ? " document" : " documents") + "; the older state is used";
        };
    }

    private String throttled(ConnectionEvent event) {
        String line = describe(event);
        if (line.isEmpty()) {
            return line;
        }
        long now = clock.nowNanos();
        String source = sources.of(event);
        return sources.hasRoom(source, now) ? sources.printed(source, throttled(event, line, now), now) : "";
    }

    private String throttled(ConnectionEvent event, String line, long now) {
        return switch (event) {
            case ConnectionEvent.LinkRefused refused -> throttle.pass("refused " + refused.reason(), 1, line, now);
            case ConnectionEvent.HandshakeFailed failed -> throttle.pass("failed " + failed.reason(), 1, line, now);
            case ConnectionEvent.PeerRefused refused ->
                throttle.passOf("peer " + refused.reason(), refused.peer().hex(), line, now);
            case ConnectionEvent.PeerAdmitted admitted -> throttle.pass("admitted", PEERS_AT_ONCE, line, now);
            case ConnectionEvent.PeerClosed closed ->
                throttle.pass("lost " + closed.reason(), PEERS_AT_ONCE, line, now);
            case ConnectionEvent.DialFailed failed -> throttle.pass("dial", PEERS_AT_ONCE, line, now);
            case ConnectionEvent.MessagesDropped dropped ->
                throttle.passOf(
                        "dropped " + dropped.topic() + dropped.reason(),
                        dropped.peer().hex(),
                        line,
                        dropped.count(),
                        "more messages",
                        now);
            case ConnectionEvent.SendRefused refused ->
                throttle.passOf(
                        "send " + refused.topic() + refused.outcome(),
                        refused.peer().hex(),
                        line,
                        now);
            case ConnectionEvent.StreamChanged changed ->
                throttle.passOf(
                        "stream " + changed.topic() + changed.flow(),
                        changed.peer().hex(),
                        line,
                        now);
            case ConnectionEvent.AddressesSkipped skipped ->
                throttle.pass("skipped " + skipped.reason(), PEERS_AT_ONCE, line, now);
            case ConnectionEvent.NameResolved resolved -> throttle.pass("resolved", PEERS_AT_ONCE, line, now);
            case ConnectionEvent.NameUnresolved unresolved -> throttle.pass("unresolved", PEERS_AT_ONCE, line, now);
            case ConnectionEvent.Defect defect -> throttle.pass("defect", PEERS_AT_ONCE, line, now);
            case ConnectionEvent.Opened opened -> throttle.pass("opened", PEERS_AT_ONCE, line, now);
            case ConnectionEvent.Listening listening -> line;
            case ConnectionEvent.ListenFailed failed -> line;
            case ConnectionEvent.RoundTrip trip -> line;
            case ConnectionEvent.PeerCredited credited -> line;
            case ConnectionEvent.Banned banned -> throttle.pass("banned " + banned.reason(), PEERS_AT_ONCE, line, now);
            case ConnectionEvent.BansRefused refused ->
                throttle.pass("bans refused", PEERS_AT_ONCE, line, refused.count(), "more bans", now);
            case ConnectionEvent.Unbanned lifted -> throttle.pass("unbanned", PEERS_AT_ONCE, line, now);
            case ConnectionEvent.PeerDebited debited ->
                throttle.passOf("debited " + debited.offence(), debited.peer().hex(), line, now);
        };
    }

    private String describe(ConnectionEvent event) {
        return switch (event) {
            case ConnectionEvent.Listening listening -> {
                listened = true;
                yield "listening on " + listening.local();
            }
            // At the start it ends the command, which says so itself.
            case ConnectionEvent.ListenFailed failed -> listened ? failed.detail() : "";
            // Of those that dial us the next line says what became of them.
            case ConnectionEvent.Opened opened ->
                opened.direction() == Direction.INBOUND
                        ? ""
                        : "connection " + opened.connectionId() + " outbound " + opened.remote();
            case ConnectionEvent.LinkRefused refused -> "refused " + refused.remote() + ": " + why(refused);
            case ConnectionEvent.HandshakeFailed failed ->
                "connection " + failed.connectionId() + " " + name(failed.direction()) + " " + failed.remote()
                        + " failed: " + failed.reason() + " " + failed.detail();
            case ConnectionEvent.PeerRefused refused ->
                "peer " + refused.peer().shortHex() + " at " + refused.remote() + " refused: " + refused.reason();
            case ConnectionEvent.PeerAdmitted admitted ->
                "peer " + admitted.peer().id().shortHex() + " "
                        + name(admitted.peer().direction()) + " "
                        + admitted.peer().remote() + " admitted";
            case ConnectionEvent.PeerClosed closed ->
                "peer " + closed.peer().id().shortHex() + " at " + closed.peer().remote() + " lost: " + closed.reason()
                        + " " + closed.detail();
            case ConnectionEvent.DialFailed failed ->
                "dial of " + failed.remote() + " failed: " + failed.detail()
                        + (failed.retryNanos() < 0 ? "" : ", again in " + failed.retryNanos() / 1_000_000 + " ms");
            case ConnectionEvent.AddressesSkipped skipped ->
                "addresses of " + skipped.remote() + " that are not dialled: " + skipped.count() + " "
                        + skipped.reason();
            case ConnectionEvent.NameResolved resolved ->
                "host name " + resolved.host() + " has " + resolved.addresses()
                        + (resolved.addresses() == 1 ? " address" : " addresses");
            case ConnectionEvent.NameUnresolved unresolved -> "warning: " + unresolved.detail();
            case ConnectionEvent.MessagesDropped dropped -> describe(dropped);
            case ConnectionEvent.SendRefused refused ->
                "send to " + refused.peer().shortHex() + " on " + refused.topic() + " refused: " + refused.outcome();
            case ConnectionEvent.StreamChanged changed ->
                changed.topic() + " of " + changed.peer().shortHex() + " is " + changed.flow();
            case ConnectionEvent.RoundTrip trip -> "";
            case ConnectionEvent.PeerCredited credited -> "";
            case ConnectionEvent.BansRefused refused ->
                "warning: " + refused.count() + " bans (" + refused.reason() + ") are not in force: there is no room";
            case ConnectionEvent.Banned banned ->
                banned.subject().text() + " is banned "
                        + (banned.duration() == null ? "" : "for " + banned.duration() + " ") + "for "
                        + banned.reason();
            case ConnectionEvent.Unbanned lifted -> lifted.subject().text() + " is banned no longer";
            case ConnectionEvent.PeerDebited debited ->
                "peer " + debited.peer().shortHex() + " debited "
                        + debited.offence().cost() + " for " + debited.offence() + ": score " + debited.score();
            case ConnectionEvent.Defect defect -> "defect in " + defect.where() + ": " + defect.detail();
        };
    }

    /** The reason, and where it can be changed. */
    private static String why(ConnectionEvent.LinkRefused refused) {
        GroupLevel full = refused.full();
        String of = full == null
                ? ""
                : " of " + NetworkAddress.of(refused.remote().host()).group(full) + " (see max-per-" + name(full) + ")";
        return refused.reason() + of + (refused.reason() == CloseReason.HANDSHAKE_RATE ? " (see handshake-rates)" : "");
    }

    private String describe(ConnectionEvent.MessagesDropped dropped) {
        PublicKey peer = dropped.peer();
        return switch (dropped.reason()) {
            case NO_CONSUMER -> {
                boolean first;
                synchronized (unread) {
                    first = unread.add(dropped.topic());
                }
                yield first ? "messages on " + dropped.topic() + " are not read and drop (see --messages)" : "";
            }
            case CONSUMER_STALLED, RATE_LIMITED, CONNECTION_ENDED ->
                dropped.count() + " messages of " + peer.shortHex() + " on " + dropped.topic() + " dropped: "
                        + dropped.reason()
                        + (dropped.reason() == ConnectionEvent.DropReason.RATE_LIMITED ? " (see message-rates)" : "");
        };
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
