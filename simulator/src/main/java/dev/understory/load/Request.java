package dev.understory.load;

import dev.understory.law.Distribution;
import dev.understory.mux.Topic;
import dev.understory.scenario.Distributions;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Loading;
import dev.understory.scenario.MessageSizes;
import dev.understory.scenario.Pace;
import dev.understory.scenario.Paces;
import dev.understory.scenario.Selector;
import dev.understory.scenario.Selectors;
import dev.understory.scenario.Whom;
import dev.understory.scenario.Workload;
import dev.understory.scenario.WorkloadKind;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.workload.RequestWorkload;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Questions and answers between two nodes that are connected.
 *
 * @param from who asks
 * @param to who is asked: a random peer of the asking node among these
 * @param sizes of question and answer
 * @param timeout after which a request counts as failed
 * @param count how many requests are sent at most
 */
public record Request(
        String name,
        Selector from,
        Selector to,
        Pace pace,
        Sizes sizes,
        Duration timeout,
        OptionalLong count,
        List<String> during)
        implements Workload {
    private static final Topic QUESTION = Topic.BLOCK_REQUEST;
    private static final Topic ANSWER = Topic.BLOCK;

    private static final Key<Request, Selector> FROM = Key.withDefault(
            "from", Selectors.SOURCE, Selectors.ANY_NODE, Request::from, "who asks; any one of them by default");
    private static final Key<Request, Selector> TO = Key.withDefault(
            "to",
            Selectors.SET,
            Selector.EVERYONE,
            Request::to,
            "who is asked: a random peer of the asking node among these");
    private static final Key<Sizes, Distribution> QUESTION_SIZE = Key.withDefault(
            "request",
            Distributions.of(Dimension.SIZE),
            Distribution.constant(100),
            Sizes::question,
            "of the question");
    private static final Key<Sizes, Distribution> ANSWER_SIZE = Key.withDefault(
            "response",
            Distributions.of(Dimension.SIZE),
            Distribution.constant(65_536),
            Sizes::answer,
            "of the answer");
    private static final Key<Request, Sizes> SIZES = Key.section(
            "size",
            new MapShape<>("size", List.of(QUESTION_SIZE, ANSWER_SIZE), Request::readSizes),
            Request::sizes,
            "of question and answer, two distributions; they travel as `BLOCK_REQUEST` and `BLOCK`");
    private static final Key<Request, Duration> TIMEOUT = Key.withDefault(
            "timeout",
            Quantities.positiveDuration(),
            Duration.ofSeconds(5),
            Request::timeout,
            "after which a request has failed");
    private static final Key<Request, Long> COUNT = WorkloadKind.count("count", Request::count, "requests at most");
    private static final Paces<Request> PACE = new Paces<>(Request::pace);

    /** How scenarios write it. */
    public static final WorkloadKind<Request> KIND = new WorkloadKind<>(
            "request",
            Request.class,
            List.of(WorkloadKind.NAME, FROM, TO, PACE.every(), PACE.rate(), SIZES, TIMEOUT, COUNT, WorkloadKind.DURING),
            Request::read,
            "questions and answers between connected nodes.",
            Request::example);

    /** Of a question and of its answer; bytes. */
    public record Sizes(Distribution question, Distribution answer) {}

    public Request {
        during = List.copyOf(during);
    }

    private static Sizes readSizes(Entries e) {
        MessageSizes.check(e, QUESTION_SIZE, QUESTION);
        MessageSizes.check(e, ANSWER_SIZE, ANSWER);
        return new Sizes(e.get(QUESTION_SIZE), e.get(ANSWER_SIZE));
    }

    private static Request read(Entries e) {
        return new Request(
                e.get(WorkloadKind.NAME),
                e.get(FROM),
                e.get(TO),
                PACE.build(e),
                e.get(SIZES),
                e.get(TIMEOUT),
                WorkloadKind.count(e, COUNT),
                e.get(WorkloadKind.DURING));
    }

    private static Request example(Draw draw) {
        return new Request(
                draw.name(),
                draw.eachTime(),
                draw.once(),
                draw.pace(),
                new Sizes(draw.size(), draw.size()),
                draw.time(),
                draw.maybeNumber(),
                draw.phases());
    }

    @Override
    public WorkloadKind<Request> kind() {
        return KIND;
    }

    @Override
    public List<Whom> whom() {
        return List.of(Whom.any(FROM.name(), from), Whom.any(TO.name(), to));
    }

    @Override
    public void plan(Loading run) {
        RequestWorkload.Settings settings = new RequestWorkload.Settings(
                name,
                QUESTION,
                ANSWER,
                run.choose(to),
                sizes.answer(),
                run.scenario().largestMessage(ANSWER),
                timeout.toNanos());
        Distribution cut = sizes.question().atMost(run.scenario().largestMessage(QUESTION));
        run.carry(
                new RequestWorkload(settings, run.schedules(pace, from, cut, count, during), run.meters()),
                run.choose(Selector.EVERYONE));
    }
}
