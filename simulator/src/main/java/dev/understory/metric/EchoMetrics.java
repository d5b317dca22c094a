package dev.understory.metric;

import static dev.understory.scenario.shape.Dimension.DURATION;
import static dev.understory.scenario.shape.Dimension.NUMBER;

import dev.understory.load.Echo;
import dev.understory.scenario.rule.Metric;
import dev.understory.service.EchoWorkload;

/** What comes of links to services of kind echo. */
final class EchoMetrics {
    private static final String KIND = Echo.KIND.word();

    static final Metric LATENCY = Metric.sample(
                    EchoWorkload.LATENCY,
                    DURATION,
                    "link on which all came back: from the dial to the last byte, the TLS handshake included")
            .of(KIND)
            .missing(from -> from.missing(EchoWorkload.LATENCY, EchoWorkload.ASKED, "did not come back"))
            .done();

    static final Metric COMPLETED = Metric.sample(
                    EchoWorkload.COMPLETED,
                    NUMBER,
                    "link: all came back in time as it was sent, or not; not yet when the run ends, or the asking node, is 0")
            .of(KIND)
            .successes(from -> from.successes(EchoWorkload.COMPLETED, EchoWorkload.ASKED))
            .done();

    private EchoMetrics() {}
}
