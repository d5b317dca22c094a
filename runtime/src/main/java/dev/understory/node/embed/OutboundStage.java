package dev.understory.node.embed;

import dev.understory.identity.PublicKey;
import dev.understory.mux.Topic;
import dev.understory.session.SendOutcome;
import dev.understory.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/**
 * Sends what a stream brings on one topic. Each peer has a lane, of which one batch is under way at a time; a connection
 * answers a batch when it has taken the last message of it, and so the stream waits while a peer's queue is full.
 */
final class OutboundStage
        extends AbstractGraphStageWithMaterializedValue<SinkShape<Outbound>, CompletionStage<SinkResult>> {
    /** When too much waits before a connection for it to take even one more batch, the lane tries again after this. */
    private static final Duration RETRY = Duration.ofMillis(5);

    private record Answer(PublicKey peer, int accepted, SendOutcome rest) {}

    private final Inlet<Outbound> in = Inlet.create("messages");
    private final SinkShape<Outbound> shape = SinkShape.of(in);
    private final Topic topic;
    private final PeerDirectory directory;

    OutboundStage(Topic topic, PeerDirectory directory) {
        this.topic = topic;
        this.directory = directory;
    }

    @Override
    public SinkShape<Outbound> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<SinkResult>> createLogicAndMaterializedValuePair(
            Attributes attributes) {
        Logic logic = new Logic();
        return Pair.create(logic, logic.result);
    }

    private final class Logic extends TimerGraphStageLogic {
        private final CompletableFuture<SinkResult> result = new CompletableFuture<>();
        private final Map<PublicKey, OutboundLane> lanes = new TreeMap<>();
        private long accepted;
        private long refused;
        private int fullLanes;
        private AsyncCallback<Answer> answers = createAsyncCallback(this::onAnswer);

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    onMessage(grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    finishWhenDone();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    result.completeExceptionally(failure);
                    failStage(failure);
                }
            });
        }

        @Override
        public void preStart() {
            setKeepGoing(true);
            pull(in);
        }

        @Override
        public void postStop() {
            result.complete(new SinkResult(accepted, refused));
        }

        @Override
        public void onTimer(Object key) {
            OutboundLane lane = lanes.get(key);
            if (lane != null) {
                lane.again();
                offer(lane);
            }
        }

        private void onMessage(Outbound message) {
            switch (message) {
                case Outbound.To to -> {
                    OutboundLane lane = lanes.computeIfAbsent(to.peer(), OutboundLane::new);
                    lane.add(to.payload());
                    offer(lane);
                    count(lane);
                }
                case Outbound.ToAll toAll -> {
                    SinkResult reached = directory.broadcast(topic, toAll.payload(), toAll.except());
                    accepted += reached.accepted();
                    refused += reached.refused();
                }
            }
            pullIfRoom();
        }

        private void offer(OutboundLane lane) {
            List<Bytes> batch = lane.nextBatch();
            if (!batch.isEmpty()) {
                directory.send(
                        lane.peer(),
                        topic,
                        batch,
                        (taken, rest) -> answers.invoke(new Answer(lane.peer(), taken, rest)));
            }
        }

        private void onAnswer(Answer answer) {
            OutboundLane lane = lanes.get(answer.peer());
            if (lane == null) {
                return;
            }
            accepted += answer.accepted();
            int rest = lane.answered(answer.accepted());
            count(lane);
            if (rest > 0 && answer.rest() == SendOutcome.QUEUE_FULL) {
                scheduleOnce(answer.peer(), RETRY);
                return;
            }
            if (rest > 0 && answer.rest() == SendOutcome.TOO_LARGE) {
                lane.answered(1);
                lane.again();
                refused++;
            } else {
                lane.giveUp();
                refused += rest;
            }
            offer(lane);
            count(lane);
            if (lane.idle()) {
                lanes.remove(answer.peer());
            }
            if (isClosed(in)) {
                finishWhenDone();
            } else {
                pullIfRoom();
            }
        }

        private void count(OutboundLane lane) {
            fullLanes += lane.filled();
        }

        /** One full lane stops the stream: whoever wants peers not to wait for each other gives each a sink of its own. */
        private void pullIfRoom() {
            if (!hasBeenPulled(in) && !isClosed(in) && fullLanes == 0) {
                pull(in);
            }
        }

        private void finishWhenDone() {
            if (lanes.isEmpty()) {
                completeStage();
            }
        }
    }
}
