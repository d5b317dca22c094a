package dev.understory.load;

import dev.understory.law.Distribution;
import dev.understory.mux.Topic;
import dev.understory.scenario.Acting;
import dev.understory.scenario.ActingKeys;
import dev.understory.scenario.Distributions;
import dev.understory.scenario.Draw;
import dev.understory.scenario.Loading;
import dev.understory.scenario.MessageSizes;
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

/**
 * Questions and answers between two nodes that are connected.
 *
 * @param acting who asks, and when
 * @param to who is asked: a random peer of the asking node among these
 * @param sizes of question and answer
 * @param timeout after which a request counts as failed
 */
public record Request(String name, Acting acting, Selector to, Sizes sizes, Duration timeout) implements Workload {
    private static final Topic QUESTION = Topic.BLOCK_REQUEST;
    private static final Topic ANSWER = Topic.BLOCK;

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
    private static final ActingKeys<Request> ACTS =
            new ActingKeys<>(Request::acting, "who asks; any one of them by default", "requests at most");

    /** How scenarios write it. */
    public static final WorkloadKind<Request> KIND = new WorkloadKind<>(
            "request",
            Request.class,
            List.of(
                    WorkloadKind.NAME,
                    ACTS.from(),
                    TO,
                    ACTS.every(),
                    ACTS.rate(),
                    SIZES,
                    TIMEOUT,
                    ACTS.count(),
                    WorkloadKind.DURING),
            Request::read,
            "questions and answers between connected nodes.",
            Request::example);

    /** Of a question and of its answer; bytes. */
    public record Sizes(Distribution question, Distribution answer) {}

    private static Sizes readSizes(Entries e) {
        MessageSizes.check(e, QUESTION_SIZE, QUESTION);
        MessageSizes.check(e, ANSWER_SIZE, ANSWER);
        return new Sizes(e.get(QUESTION_SIZE), e.get(ANSWER_SIZE));
    }

    private static Request read(Entries e) {
        return new Request(e.get(WorkloadKind.NAME), ACTS.read(e), e.get(TO), e.get(SIZES), e.get(TIMEOUT));
    }

    private static Request example(Draw draw) {
        return new Request(
                draw.name(), Acting.example(draw), draw.once(), new Sizes(draw.size(), draw.size()), draw.time());
    }

    @Override
    public WorkloadKind<Request> kind() {
        return KIND;
    }

    @Override
    public List<String> during() {
        return acting.during();
    }

    @Override
    public List<Whom> whom() {
        return List.of(acting.whom(), Whom.any(TO.name(), to));
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
                new RequestWorkload(settings, run.schedules(acting, cut), run.meters()), run.choose(Selector.EVERYONE));
    }
}
