package dev.understory.scenario;

import dev.understory.scenario.TransportSettings.Connect;
import dev.understory.scenario.TransportSettings.Loss;
import dev.understory.scenario.TransportSettings.LossEffect;
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

    private static final Key<Loss, Double> RATE =
            Key.withDefault("rate", Quantities.fraction(), 0.0, Loss::rate, "chance per segment");
    private static final Key<Loss, LossEffect> EFFECT = Key.withDefault(
            "effect",
            Shapes.constant("effect", LossEffect.class),
            LossEffect.RETRANSMIT,
            Loss::effect,
            "retransmit: it and all behind it come later; reset: the link ends");
    private static final Key<Loss, Duration> RTO = Key.withDefault(
            "rto", Quantities.positiveDuration(), Duration.ofMillis(200), Loss::rto, "delay of a retransmission");

    private static final Key<TransportSettings, Connect> CONNECT = Key.section(
            "connect",
            new MapShape<>(
                    "connect",
                    List.of(ROUND_TRIPS, TIMEOUT, BACKLOG),
                    e -> new Connect(e.get(ROUND_TRIPS), e.get(TIMEOUT), e.get(BACKLOG))),
            TransportSettings::connect,
            "opening a link");
    private static final Key<TransportSettings, Loss> LOSS = Key.section(
            "loss",
            new MapShape<>("loss", List.of(RATE, EFFECT, RTO), TransportShape::loss),
            TransportSettings::loss,
            "bytes never go missing from a stream, they come later or the stream ends");

    static final MapShape<TransportSettings> SHAPE = new MapShape<>(
            "transport", List.of(CONNECT, LOSS), e -> new TransportSettings(e.get(CONNECT), e.get(LOSS)));

    private TransportShape() {}

    private static Loss loss(Entries e) {
        if (e.get(RATE) >= 1) {
            e.problem(RATE, "where every segment is lost, none ever arrives: the chance has to be less than 1");
        }
        return new Loss(e.get(RATE), e.get(EFFECT), e.get(RTO));
    }
}
