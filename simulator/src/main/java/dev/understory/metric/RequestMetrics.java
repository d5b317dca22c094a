package dev.understory.metric;

import static dev.understory.scenario.shape.Dimension.DURATION;
import static dev.understory.scenario.shape.Dimension.NUMBER;

import dev.understory.load.Request;
import dev.understory.scenario.rule.Metric;
import dev.understory.workload.RequestWorkload;

/** What comes of questions to peers. */
final class RequestMetrics {
    private static final String KIND = Request.KIND.word();

    static final Metric LATENCY = Metric.sample(RequestWorkload.LATENCY, DURATION, "answered request")
            .of(KIND)
            .missing(from -> from.missing(RequestWorkload.LATENCY, RequestWorkload.ASKED, "not answered"))
            .done();

    static final Metric COMPLETED = Metric.sample(
                    RequestWorkload.COMPLETED,
                    NUMBER,
                    "request: answered in time or not; not yet when the run ends, or the asking node, is 0")
            .of(KIND)
            .successes(from -> from.successes(RequestWorkload.COMPLETED, RequestWorkload.ASKED))
            .done();

    private RequestMetrics() {}
}
