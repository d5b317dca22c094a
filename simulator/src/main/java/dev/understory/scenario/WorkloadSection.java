package dev.understory.scenario;

import dev.understory.law.Distribution;
import dev.understory.mux.Topic;
import dev.understory.scenario.Workload.Broadcast;
import dev.understory.scenario.Workload.Relay;
import dev.understory.scenario.Workload.Request;
import dev.understory.scenario.Workload.UserApplication;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Reading;
import dev.understory.scenario.shape.Shape;
import dev.understory.scenario.shape.Shapes;
import dev.understory.scenario.shape.UnionShape;
import dev.understory.scenario.shape.UnionShape.Variant;
import dev.understory.scenario.shape.YamlValue;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The section {@code workloads}. */
final class WorkloadSection {
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*");

    static final Key<Workload, String> NAME =
            Key.required("name", Shapes.declaredName(Names.WORKLOAD), Workload::name, "unique");
    static final Key<Workload, List<String>> DURING = Key.withDefault(
            "during", phases(), List.of(), Workload::during, "phases in which new work starts; always by default");

    private static final List<Topic> TOPICS = List.of(Topic.BLOCK, Topic.TX, Topic.CONSENSUS, Topic.BLOCK_REQUEST);

    private static final Key<Broadcast, Topic> TOPIC = Key.withDefault(
            "topic", Shapes.word("topic", TOPICS, Topic::name), Topic.BLOCK, Broadcast::topic, "of the messages");
    private static final Key<Broadcast, Selector> FROM = Key.withDefault(
            "from", Selectors.SOURCE, Selectors.ANY_NODE, Broadcast::from, "who publishes; any one of them by default");
    private static final Key<Broadcast, Selector> AMONG = Key.withDefault(
            "among", Selectors.SET, Selector.EVERYONE, Broadcast::among, "who receives, relays and is counted");
    private static final Key<Broadcast, Distribution> SIZE = Key.withDefault(
            "size", Distributions.of(Dimension.SIZE), Distribution.constant(1024), Broadcast::size, "of each message");
    private static final Key<Broadcast, Relay> RELAY = Key.withDefault(
            "relay",
            Shapes.constant("relay", Relay.class),
            Relay.GOSSIP,
            Broadcast::relay,
            "gossip: passed on to all peers when seen first; direct: only the publisher sends");
    private static final Key<Broadcast, Long> COUNT = Key.optional(
            "count", Shapes.whole(1, 1_000_000_000), b -> RunSection.orNull(b.count()), "messages at most");
    private static final Key<Broadcast, Duration> DEADLINE = Key.withDefault(
            "deadline",
            Quantities.duration(),
            Duration.ofSeconds(10),
            Broadcast::deadline,
            "a node that leaves sooner after a publication is not judged by whether it got the message");
    private static final Paces<Broadcast> BROADCAST_PACE = new Paces<>(Broadcast::pace);

    private static final Key<Request, Selector> ASKING = Key.withDefault(
            "from", Selectors.SOURCE, Selectors.ANY_NODE, Request::from, "who asks; any one of them by default");
    private static final Key<Request, Selector> ASKED = Key.withDefault(
            "to", Selectors.SET, Selector.EVERYONE, Request::to, "who is asked: a random peer among these");
    private static final Key<Sizes, Distribution> REQUEST_SIZE = Key.withDefault(
            "request", Distributions.of(Dimension.SIZE), Distribution.constant(100), Sizes::request, "of the question");
    private static final Key<Sizes, Distribution> RESPONSE_SIZE = Key.withDefault(
            "response",
            Distributions.of(Dimension.SIZE),
            Distribution.constant(65_536),
            Sizes::response,
            "of the answer");
    private static final Key<Request, Sizes> SIZES = Key.section(
            "size",
            new MapShape<>("size", List.of(REQUEST_SIZE, RESPONSE_SIZE), WorkloadSection::buildSizes),
            request -> new Sizes(request.requestSize(), request.responseSize()),
            "of question and answer");
    private static final Key<Request, Duration> TIMEOUT = Key.withDefault(
            "timeout",
            Quantities.positiveDuration(),
            Duration.ofSeconds(5),
            Request::timeout,
            "after which a request has failed");
    private static final Key<Request, Long> REQUESTS = Key.optional(
            "count", Shapes.whole(1, 1_000_000_000), r -> RunSection.orNull(r.count()), "requests at most");
    private static final Paces<Request> REQUEST_PACE = new Paces<>(Request::pace);

    private static final Key<UserApplication, Selector> ON =
            Key.withDefault("on", Selectors.SET, Selector.EVERYONE, UserApplication::on, "the nodes it runs on");
    private static final Key<UserApplication, String> CLASS = Key.required(
            "class",
            Shapes.textLike("the full name of a class", CLASS_NAME),
            UserApplication::className,
            "implements dev.understory.application.Application");
    private static final Key<UserApplication, Map<String, String>> SETTINGS = Key.withDefault(
            "settings",
            Shapes.mapOf("settings", Shapes.text(), Shapes.anyScalar()),
            Collections.emptyMap(),
            UserApplication::settings,
            "what its constructor gets, as text");

    private static final Key<UserApplication, Boolean> MAY_STOP = Key.withDefault(
            "mayStop",
            Shapes.flag(),
            false,
            UserApplication::mayStop,
            "true: it may end before its node does; otherwise that fails the run");

    /** Both sizes of a request, which stand in one map. */
    private record Sizes(Distribution request, Distribution response) {}

    static final Shape<List<Workload>> SHAPE = Shapes.<Workload>list(
                    new UnionShape<Workload>(
                            "a workload",
                            "kind",
                            List.of(
                                    new Variant<>("broadcast", Broadcast.class, broadcast()),
                                    new Variant<>("request", Request.class, request()),
                                    new Variant<>("echo", Workload.Echo.class, EchoShape.SHAPE),
                                    new Variant<>("nestbft", Workload.NestBft.class, NestBftShape.SHAPE),
                                    new Variant<>("application", UserApplication.class, application()))),
                    0)
            .map(WorkloadSection::counted, workloads -> workloads);

    private WorkloadSection() {}

    private static List<Workload> counted(List<Workload> workloads, YamlValue source, Reading reading) {
        if (workloads.size() > Workload.MOST && source instanceof YamlValue.Sequence list) {
            reading.problem(list.items().get(Workload.MOST), "a run has " + Workload.MOST + " workloads at most");
        }
        return workloads;
    }

    /** The topics that workloads use, as they are written. */
    static List<String> topics() {
        return TOPICS.stream().map(Topic::name).toList();
    }

    /** Names of phases; one may stand without its list. */
    static Shape<List<String>> phases() {
        return Shapes.oneOrMore(Shapes.reference(Names.PHASE));
    }

    private static MapShape<Broadcast> broadcast() {
        return new MapShape<>(
                "a workload of kind broadcast",
                List.of(
                        NAME,
                        TOPIC,
                        FROM,
                        AMONG,
                        BROADCAST_PACE.every(),
                        BROADCAST_PACE.rate(),
                        SIZE,
                        RELAY,
                        COUNT,
                        DEADLINE,
                        DURING),
                WorkloadSection::buildBroadcast);
    }

    private static Broadcast buildBroadcast(Entries e) {
        MessageSizes.check(e, SIZE, e.get(TOPIC));
        return new Broadcast(
                e.get(NAME),
                e.get(TOPIC),
                e.get(FROM),
                e.get(AMONG),
                BROADCAST_PACE.build(e),
                e.get(SIZE),
                e.get(RELAY),
                RunSection.orEmpty(e.find(COUNT)),
                e.get(DEADLINE),
                e.get(DURING));
    }

    private static MapShape<Request> request() {
        return new MapShape<>(
                "a workload of kind request",
                List.of(
                        NAME,
                        ASKING,
                        ASKED,
                        REQUEST_PACE.every(),
                        REQUEST_PACE.rate(),
                        SIZES,
                        TIMEOUT,
                        REQUESTS,
                        DURING),
                WorkloadSection::buildRequest);
    }

    private static Sizes buildSizes(Entries e) {
        MessageSizes.check(e, REQUEST_SIZE, Request.QUESTION);
        MessageSizes.check(e, RESPONSE_SIZE, Request.ANSWER);
        return new Sizes(e.get(REQUEST_SIZE), e.get(RESPONSE_SIZE));
    }

    private static Request buildRequest(Entries e) {
        return new Request(
                e.get(NAME),
                e.get(ASKING),
                e.get(ASKED),
                REQUEST_PACE.build(e),
                e.get(SIZES).request(),
                e.get(SIZES).response(),
                e.get(TIMEOUT),
                RunSection.orEmpty(e.find(REQUESTS)),
                e.get(DURING));
    }

    private static MapShape<UserApplication> application() {
        return new MapShape<>(
                "a workload of kind application",
                List.of(NAME, ON, CLASS, SETTINGS, MAY_STOP),
                WorkloadSection::buildApplication);
    }

    private static UserApplication buildApplication(Entries e) {
        Reading reading = e.reading();
        if (!reading.names(Names.APPLICATION).isEmpty()) {
            String first = reading.names(Names.APPLICATION).iterator().next();
            e.problem(NAME, "'" + first + "' is of kind application already: a run has one at most");
        }
        reading.declareAll(Names.APPLICATION, List.of(e.get(NAME)));
        return new UserApplication(e.get(NAME), e.get(ON), e.get(CLASS), e.get(SETTINGS), e.get(MAY_STOP));
    }
}
