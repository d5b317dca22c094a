package dev.understory.scenario;

import dev.understory.scenario.TransportSettings.Congestion;
import dev.understory.scenario.TransportSettings.Connect;
import dev.understory.scenario.TransportSettings.Control;
import dev.understory.scenario.TransportSettings.Loss;
import dev.understory.scenario.TransportSettings.LossEffect;
import dev.understory.scenario.shape.Dimension;
import dev.understory.scenario.shape.Entries;
import dev.understory.scenario.shape.Key;
import dev.understory.scenario.shape.MapShape;
import dev.understory.scenario.shape.Quantities;
import dev.understory.scenario.shape.Shapes;
import java.time.Duration;
import java.util.List;

/** The section {@code transport} of the network. */
final class TransportShape {
    private static final Key<Connect, Double> ROUND_TRIPS = Key.withDefault(
            "roundTrips", Quantities.number(0.5, 10), 1.5, Connect::roundTrips, "before the dialler may write");
    private static final Key<Connect, Duration> TIMEOUT = Key.withDefault(
            "timeout",
            Quantities.positiveDuration(),
            Duration.ofSeconds(10),
            Connect::timeout,
            "of an unanswered dial");
    private static final Key<Connect, Integer> BACKLOG = Key.withDefault(
            "backlog", Shapes.count(1, 65_535), 128, Connect::backlog, "links that may wait to be accepted");

    private static final Key<Congestion, Control> CONTROL = Key.withDefault(
            "control",
            Shapes.constant("control", Control.class),
            Control.CUBIC,
            Congestion::control,
            "how the window grows and shrinks; none: everything is sent at once");
    private static final Key<Congestion, Integer> INITIAL_WINDOW = Key.withDefault(
            "initialWindow",
            Shapes.count(1, 10_000),
            10,
            Congestion::initialWindow,
            "segments that may be sent before anything is acknowledged");
    private static final Key<Congestion, Long> SEGMENT = Key.withDefault(
            "segment",
            Quantities.wholeUnits(Dimension.SIZE, 100, 64_000),
            1_448L,
            Congestion::segmentBytes,
            "payload of a segment");
    private static final Key<Congestion, Boolean> IDLE_RESET = Key.withDefault(
            "idleReset",
            Shapes.flag(),
            true,
            Congestion::idleReset,
            "the window of a stream that sends nothing is halved for each time-out, down to the initial one");
    private static final Key<Congestion, Long> RECEIVE_WINDOW = Key.withDefault(
            "receiveWindow",
            Quantities.wholeUnits(Dimension.SIZE, 1_500, 1L << 30),
            3_840L << 10,
            Congestion::receiveWindow,
            "what may be on its way or not read yet at most");

    private static final Key<Loss, Double> RATE =
            Key.withDefault("rate", Quantities.fraction(), 0.0, Loss::rate, "chance per segment");
    private static final Key<Loss, LossEffect> EFFECT = Key.withDefault(
            "effect",
            Shapes.constant("effect", LossEffect.class),
            LossEffect.RETRANSMIT,
            Loss::effect,
            "retransmit: it is sent again, and all behind it waits; reset: the link ends");
    private static final Key<Loss, Duration> RTO = Key.withDefault(
            "rto",
            Quantities.positiveDuration(),
            Duration.ofMillis(200),
            Loss::rto,
            "least retransmission time-out, on top of the round trip");

    private static final Key<TransportSettings, Connect> CONNECT = Key.section(
            "connect",
            new MapShape<>(
                    "connect",
                    List.of(ROUND_TRIPS, TIMEOUT, BACKLOG),
                    e -> new Connect(e.get(ROUND_TRIPS), e.get(TIMEOUT), e.get(BACKLOG))),
            TransportSettings::connect,
            "opening a link");
    private static final Key<TransportSettings, Congestion> CONGESTION = Key.section(
            "congestion",
            new MapShape<>(
                    "congestion",
                    List.of(CONTROL, INITIAL_WINDOW, SEGMENT, IDLE_RESET, RECEIVE_WINDOW),
                    e -> new Congestion(
                            e.get(CONTROL),
                            e.get(INITIAL_WINDOW),
                            e.get(SEGMENT),
                            e.get(IDLE_RESET),
                            e.get(RECEIVE_WINDOW))),
            TransportSettings::congestion,
            "how much may be on its way");
    private static final Key<TransportSettings, Loss> LOSS = Key.section(
            "loss",
            new MapShape<>("loss", List.of(RATE, EFFECT, RTO), TransportShape::loss),
            TransportSettings::loss,
            "bytes never go missing from a stream, they come later or the stream ends");

    static final MapShape<TransportSettings> SHAPE = new MapShape<>(
            "transport",
            List.of(CONNECT, CONGESTION, LOSS),
            e -> new TransportSettings(e.get(CONNECT), e.get(CONGESTION), e.get(LOSS)));

    private TransportShape() {}

    private static Loss loss(Entries e) {
        if (e.get(RATE) >= 1) {
            e.problem(RATE, "where every segment is lost, none ever arrives: the chance has to be less than 1");
        }
        return new Loss(e.get(RATE), e.get(EFFECT), e.get(RTO));
    }
}
