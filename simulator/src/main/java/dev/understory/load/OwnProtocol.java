package dev.understory.load;

import dev.understory.mux.Topic;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Loading;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Whom;
import dev.understory.scenario.Workload;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.Shapes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A protocol of the user's own. When it works is its own affair.
 *
 * @param on the nodes it runs on
 * @param topics what it receives and may send; empty for all that no other workload uses
 * @param className a class that implements {@link dev.understory.application.Application}
 * @param settings what its constructor gets, if it takes any
 * @param mayStop whether it may end before its node; otherwise the run fails
 */
public record OwnProtocol(
        String name, Selector on, List<Topic> topics, String className, Map<String, String> settings, boolean mayStop)
        implements Workload {
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*");

    private static final Key<OwnProtocol, Selector> ON =
            Key.withDefault("on", Selectors.SET, Selector.EVERYONE, OwnProtocol::on, "the nodes it runs on");
    private static final Key<OwnProtocol, List<Topic>> TOPICS = Key.optional(
            "topics",
            Shapes.list(Shapes.word("topic", WorkloadKind.TOPICS, Topic::name), 1),
            own -> own.topics().isEmpty() ? null : own.topics(),
            "what it receives and may send, a list; without it all that no other workload uses");
    private static final Key<OwnProtocol, String> CLASS = Key.required(
            "class",
            Shapes.textLike("the full name of a class", CLASS_NAME),
            OwnProtocol::className,
            "full name of a class on the class path that implements `dev.understory.application.Application`");
    private static final Key<OwnProtocol, Map<String, String>> SETTINGS = Key.withDefault(
            "settings",
            Shapes.mapOf("settings", Shapes.text(), Shapes.anyScalar()),
            Collections.emptyMap(),
            OwnProtocol::settings,
            "what its constructor gets, a map of texts");
    private static final Key<OwnProtocol, Boolean> MAY_STOP = Key.withDefault(
            "mayStop",
            Shapes.flag(),
            false,
            OwnProtocol::mayStop,
            "`true`: it may end before its node does; otherwise that fails the run");

    /** How scenarios write it. */
    public static final WorkloadKind<OwnProtocol> KIND = new WorkloadKind<>(
            "application",
            OwnProtocol.class,
            List.of(WorkloadKind.NAME, ON, TOPICS, CLASS, SETTINGS, MAY_STOP),
            OwnProtocol::read,
            "[a protocol of your own](#your-own-protocol).",
            OwnProtocol::example);

    public OwnProtocol {
        topics = List.copyOf(topics);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    private static OwnProtocol read(Entries e) {
        List<Topic> topics = e.find(TOPICS);
        return new OwnProtocol(
                e.get(WorkloadKind.NAME),
                e.get(ON),
                topics == null ? List.of() : topics,
                e.get(CLASS),
                e.get(SETTINGS),
                e.get(MAY_STOP));
    }

    private static OwnProtocol example(Draw draw) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("number", "3");
        settings.put("$odd key", "yes: $no");
        settings.put("empty", "");
        settings.put("nothing", "null");
        return new OwnProtocol(
                draw.name(),
                draw.once(),
                List.of(draw.oneOf(new Topic[] {Topic.TX, Topic.BLOCK}), Topic.CONSENSUS),
                "org.example.Own$Inner",
                settings,
                draw.chance());
    }

    @Override
    public WorkloadKind<OwnProtocol> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.any(ON.name(), on));
    }

    @Override
    public List<Topic> ownTopics() {
        return topics;
    }

    @Override
    public void plan(Loading run) {
        run.host(CLASS.name(), TOPICS.name(), new Loading.Hosted(run.choose(on), topics, className, settings, mayStop));
    }
}
